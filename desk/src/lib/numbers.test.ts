import { afterEach, describe, expect, it } from "vitest";
import { setTexts } from "@/i18n/translate";
import { readNumber, showAmount, showFloat, showInt, showMoney, typedNumber } from "./numbers";

afterEach(() => setTexts("en", {}));
const nb = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

describe("numbers in Italian", () => {
	it("have points between thousands, also under ten thousand, and a decimal comma", () => {
		setTexts("it", {});
		expect(showInt(1240)).toBe("1.240");
		expect(showFloat(1240.5)).toBe("1.240,5");
		expect(nb(showMoney(1240, "EUR"))).toBe("1.240,00 €");
		expect([1240, 1240.5, 1000.01].map((value) => nb(showAmount(value)))).toEqual(["1.240 €", "1.240,50 €", "1.000,01 €"]);
		expect(typedNumber(1240.5)).toBe("1240,5");
	});
	it.each([
		["1.240,50", 1240.5],
		["1240,5", 1240.5],
		["1.240", 1240],
		["1.240.000", 1240000],
		["12.5", 12.5],
		["-3", -3],
		["€ 1 240", 1240],
	])("reads %j", (typed, value) => {
		setTexts("it", {});
		expect(readNumber(typed)).toBe(value);
	});
});

describe("numbers in English", () => {
	it.each([
		["1,240.50", 1240.5],
		["1,240", 1240],
		["12,5", 12.5],
		["1.240", 1.24],
	])("reads %j", (typed, value) => expect(readNumber(typed)).toBe(value));
	it.each(["", "abc", "1-2", ","])("refuses %j", (typed) => expect(readNumber(typed)).toBeUndefined());
});
