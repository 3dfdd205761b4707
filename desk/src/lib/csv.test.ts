// A name beginning with "=" ran as a formula when the list was opened in a spreadsheet.
import { afterEach, expect, it } from "vitest";
import { setTexts } from "@/i18n/translate";
import { makeCsv } from "./csv";

afterEach(() => setTexts("en", {}));

it("opens in Italian Excel: semicolons and decimal commas", () => {
	setTexts("it", {});
	expect(makeCsv(["Area", "Totale"], [["Vendite", 1240.5]])).toBe("\ufeffArea;Totale\r\nVendite;1240,5\r\n");
});
it("neutralises formulas and quotes separators", () => {
	expect(makeCsv(["a"], [["=1+1"], ["@x"], ["-2"], ['say "hi", now'], [-2], [null]])).toBe("\ufeffa\r\n'=1+1\r\n'@x\r\n'-2\r\n\"say \"\"hi\"\", now\"\r\n-2\r\n\r\n");
});
