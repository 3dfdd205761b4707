import { describe, expect, it } from "vitest";
import { columnOf, sortRows, spoken, tableOf } from "./values";

describe("a report's answer", () => {
	it("reads columns written as text", () => expect(columnOf("Leader:Link/User:200", 0)).toEqual({ fieldname: "leader", label: "Leader", fieldtype: "Link", options: "User" }));
	it("takes the last row as total when it is one", () => {
		const columns = [
			{ label: "Area", fieldname: "area", fieldtype: "Data" },
			{ label: "Total", fieldname: "total", fieldtype: "Int" },
		];
		const table = tableOf({ columns, result: [{ area: "A", total: 2 }, ["Total", 2]], add_total_row: true });
		expect(table.rows).toEqual([{ area: "A", total: 2 }]);
		expect(table.total).toEqual({ area: "Total", total: 2 });
	});
	it("has no total when the report has none", () => expect(tableOf({ columns: ["A"], result: [["x"]] })).toMatchObject({ rows: [{ a: "x" }], total: undefined }));
	it("speaks months", () => {
		expect(spoken("2026-11")).toBe("November 2026");
		expect(spoken("2026-11-xx")).toBe("2026-11-xx");
	});
	it("sorts numbers as numbers", () => {
		const total = { fieldname: "n", label: "", fieldtype: "Int" };
		expect(sortRows([{ n: 10 }, { n: 9 }], total, false).map((row) => row.n)).toEqual([9, 10]);
	});
});
