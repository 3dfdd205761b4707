// What comes out of a spreadsheet goes into the right cells, or is told by row and column.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Field } from "@/api/meta";
import { setTexts } from "@/i18n/translate";
import { findPasted, isBlock, parseBlock, readCell, spreadBlock } from "./paste";

const field = (fieldtype: string, more: Partial<Field> = {}): Field => ({ fieldname: fieldtype.toLowerCase(), label: fieldtype, fieldtype, ...more });
const value = (of: Field, text: string) => {
	const read = readCell(of, text);
	return read && ("value" in read ? read.value : { link: read.link });
};
beforeEach(() => setTexts("it", { Office: "Ufficio", Number: "Numero", Amount: "Importo" }));
afterEach(() => setTexts("en", {}));

describe("a block", () => {
	it.each([
		["a\tb\nc\td\n", [["a", "b"], ["c", "d"]]],
		["a\tb\r\nc\td", [["a", "b"], ["c", "d"]]],
		["\"two\nlines\"\t\"with \"\"quotes\"\"\"", [["two\nlines", "with \"quotes\""]]],
		["5\" pipe\tx", [["5\" pipe", "x"]]],
		["\"half", [["\"half"]]],
		["\t\n\t", [["", ""], ["", ""]]],
	])("%j", (text, expected) => expect(parseBlock(text)).toEqual(expected));
	it("is told from an ordinary paste", () => expect(["a", "a b", "a\n", "a\tb", "a\nb"].map(isBlock)).toEqual([false, false, false, true, true]));
	it("comes back as it was written, whatever is in its cells", () => {
		const signs = ["a", "\"", "\t", "\n", " ", "1,5", "à", ""];
		let now = 7;
		const pick = (below: number) => ((now = (now * 1103515245 + 12345) & 0x7fffffff) >> 8) % below;
		for (let turn = 0; turn < 300; turn += 1) {
			const width = 1 + pick(4);
			const cells = Array.from({ length: 1 + pick(4) }, () => Array.from({ length: width }, () => Array.from({ length: pick(5) }, () => signs[pick(signs.length)]).join("")));
			const written = cells.map((row) => row.map((cell) => (/["\t\n]/.test(cell) ? `"${cell.replaceAll("\"", "\"\"")}"` : cell)).join("\t")).join("\n");
			expect(parseBlock(`${written}\n`), `turn ${turn}: ${JSON.stringify(written)}`).toEqual(cells);
		}
	});
});

describe("a cell", () => {
	it.each([
		["Currency", "1.240,50", 1240.5],
		["Currency", "€ 1.240,50", 1240.5],
		["Float", "-3,5", -3.5],
		["Percent", "22 %", 22],
		["Int", "1.240", 1240],
		["Int", "1,5", undefined],
		["Float", "dodici", undefined],
		["Date", "23/11/2026", "2026-11-23"],
		["Date", "23-11-26", "2026-11-23"],
		["Date", "31/02/2026", undefined],
		["Datetime", "23/11/2026 9:30:00", "2026-11-23 09:30:00"],
		["Datetime", "2026-11-23 09:30", "2026-11-23 09:30:00"],
		["Time", "9.30", "09:30:00"],
		["Duration", "1h30", 5400],
		["Check", "Sì", 1],
		["Check", "", 0],
		["Check", "forse", undefined],
		["Data", " 0422 123456 ", "0422 123456"],
		["Int", "", ""],
		["Attach", "C:\\x.pdf", undefined],
	])("%s %j", (type, text, expected) => expect(value(field(type), text)).toEqual(expected));
	it("of a choice is found by what the reader calls it", () => expect(["ufficio", "OFFICE", "casa"].map((text) => value(field("Select", { options: "Office\nHome" }), text))).toEqual(["Office", "Office", undefined]));
	it("below zero is none where that cannot be", () => expect(value(field("Currency", { non_negative: 1 }), "-1")).toBeUndefined());
	it("longer than its column is not cut", () => expect(value(field("Data", { length: 3 }), "abcd")).toBeUndefined());
});

describe("spreading", () => {
	const columns = [field("Data", { fieldname: "number", label: "Number" }), field("Currency", { fieldname: "amount", label: "Amount" }), field("Link", { fieldname: "who", options: "User" })];
	const blank = () => ({ number: "", fresh: true });

	it("begins at the cell, makes rows, and tells what it could not read", () => {
		const spread = spreadBlock([["1,5", "Anna"], ["abc", "Berta", "too much"]], columns, [{ number: "x" }], { row: 0, column: 1 }, blank);
		expect(spread.rows).toMatchObject([{ number: "x", amount: 1.5 }, { fresh: true, idx: 2 }]);
		expect(spread.links.map(({ row, text }) => [row, text])).toEqual([[0, "Anna"], [1, "Berta"]]);
		expect(spread.unread.map(({ row, field: of, text }) => [row, of.fieldname, text])).toEqual([[1, "amount", "abc"], [1, "", "too much"]]);
	});
	it("follows a first line of column names", () => {
		const spread = spreadBlock([["Importo", "Numero"], ["2", "b"]], columns, [], { row: 0, column: 0 }, blank);
		expect(spread.rows).toMatchObject([{ number: "b", amount: 2 }]);
	});
	it("leaves locked cells alone and says so", () => {
		const spread = spreadBlock([["a", "2"]], columns, [], { row: 0, column: 0 }, blank, (of) => of.fieldname === "number");
		expect(spread.rows[0].number).toBe("");
		expect(spread.unread).toHaveLength(1);
	});
	it("takes a linked record only when its name is just that", async () => {
		const cells = ["Anna Neri", "anna", "Tutti"].map((text, row) => ({ row, field: columns[2], text }));
		const found = await findPasted(cells, async (_, text) => (text === "Tutti" ? [{ value: "1", label: "Tutti" }, { value: "2", label: "tutti" }] : [{ value: "U1", label: "Anna Neri" }]));
		expect([...found.values()]).toEqual(["U1", "", ""]);
	});
});
