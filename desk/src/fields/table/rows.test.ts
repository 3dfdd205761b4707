import { describe, expect, it } from "vitest";
import type { Doc } from "@/api/documents";
import type { Meta } from "@/api/meta";
import { blankRow, isFilledRow, keyOf, withCopy, withMoved, withoutRow, withRow } from "./rows";

const meta: Meta = { name: "Row", permissions: [], fields: [{ fieldname: "x", fieldtype: "Data" }, { fieldname: "n", fieldtype: "Int", default: "3" }, { fieldname: "made", fieldtype: "Data", no_copy: 1 }] };
const rows = ["a", "b", "c"].map((x, at) => ({ name: x, x, idx: at + 1 }));
const said = (list: Doc[]) => list.map((row) => `${row.idx}${row.x ?? ""}`).join(" ");

describe("rows of a table", () => {
	it("are put in, taken out and moved, and stay numbered", () => {
		expect(said(withRow(rows, { x: "n" }, 1))).toBe("1a 2n 3b 4c");
		expect(said(withoutRow(rows, 0))).toBe("1b 2c");
		expect(said(withMoved(rows, 0, 2))).toBe("1b 2c 3a");
		expect(said(withMoved(rows, 2, 0))).toBe("1c 2a 3b");
		expect(withMoved(rows, 2, 3)).toBe(rows);
	});
	it("are copied without their name and what is not to be copied", () => {
		const [, copy] = withCopy([{ ...rows[0], made: "once", parent: "P" }], 0, meta);
		expect(copy).toMatchObject({ x: "a", idx: 2 });
		expect([copy.name, copy.made, copy.parent]).toEqual([undefined, undefined, undefined]);
	});
	it("begin with their defaults, which count as nothing said", () => {
		const row = blankRow(meta);
		expect(row.n).toBe(3);
		expect(isFilledRow(row, meta)).toBe(false);
		expect(isFilledRow({ ...row, x: "y" }, meta)).toBe(true);
		expect(keyOf(row, 0)).not.toBe(keyOf(blankRow(meta), 0));
	});
});
