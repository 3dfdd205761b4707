import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setTexts } from "@/i18n/translate";
import { chartOf, labelColumns } from "./chart";
import { fileTable, textRows } from "./files";
import { groupKeys, linesOf, readShape, shownColumns, sumsOf, toldShape, writeShape, type GroupLine } from "./shape";
import { cellText, columnsOf, compareCells, reportTitle, type Column } from "./values";

const columns: Column[] = [
	{ fieldname: "month", label: "Month", fieldtype: "Data" },
	{ fieldname: "area", label: "Area", fieldtype: "Link", options: "Relation Area" },
	{ fieldname: "total", label: "Total", fieldtype: "Int" },
	{ fieldname: "mean", label: "Mean", fieldtype: "Float", disable_total: 1 },
];
const rows = [
	{ month: "2026-10", area: "Sales", total: 10, mean: 1 },
	{ month: "2026-09", area: "Service", total: 9, mean: 2 },
	{ month: "2026-10", area: "Service", total: 2, mean: 3 },
];
const answer = { columns, rows, cut: 0, summary: [], totals: 1 as const, titles: {} };
const shapeOf = (query = {}) => readShape(query);

describe("the shape of a report in the address", () => {
	it("comes back as it was written", () => {
		const shape = { columns: ["total"], sort: [{ column: "total", down: true }, { column: "month", down: false }], groups: ["area", "month"], chart: { kind: "pie" as const, x: "area", y: "total" } };
		expect(readShape(writeShape(shape))).toEqual(shape);
	});
	it("is as delivered where the address is silent, and never groups on more than four levels", () => {
		expect(shapeOf()).toEqual({ columns: [], sort: [], groups: [], chart: { kind: "own", x: undefined, y: undefined } });
		expect(shapeOf({ _group: "a,b,c,d,e" }).groups).toHaveLength(4);
	});
	it("shows chosen columns in their order, without those grouped by, and ignores unknown ones", () => {
		expect(shownColumns(columns, shapeOf({ _columns: "total,gone,month", _group: "area" })).map((one) => one.fieldname)).toEqual(["total", "month"]);
		expect(shownColumns(columns, shapeOf({ _columns: "gone" }))).toHaveLength(4);
	});
});

describe("lines of the table", () => {
	it("sorts numbers as numbers and on several columns", () => {
		const lines = linesOf(rows, columns, shapeOf({ _sort: "month,-total" }), new Set(), {});
		expect(lines.map((line) => line.kind === "row" && line.row.total)).toEqual([9, 10, 2]);
	});
	it("groups on two levels, each with its sum, in the order of the month", () => {
		const lines = linesOf(rows, columns, shapeOf({ _group: "month,area" }), new Set(), {});
		expect(lines.map((line) => (line.kind === "group" ? [line.depth, line.sums.total, line.rows.length] : "row"))).toEqual([[0, 9, 1], [1, 9, 1], "row", [0, 12, 2], [1, 10, 1], "row", [1, 2, 1], "row"]);
	});
	it("neither groups nor draws by colleagues where they may not be told apart", () => {
		const people: Column[] = [...columns, { fieldname: "agent", label: "Agent", fieldtype: "Link", options: "User", untold: 1 }];
		expect(toldShape(shapeOf({ _group: "agent,area" }), people).groups).toEqual(["area"]);
		expect(labelColumns(people).map((column) => column.fieldname)).toEqual(["month", "area"]);
		expect(toldShape(shapeOf({ _group: "agent" }), people.map((column) => ({ ...column, untold: undefined }))).groups).toEqual(["agent"]);
	});
	it("orders groups by their sum when that is what is sorted by", () => {
		const lines = linesOf(rows, columns, shapeOf({ _group: "area", _sort: "-total" }), new Set(), {}) as GroupLine[];
		expect(lines.filter((line) => line.kind === "group").map((line) => line.sums.total)).toEqual([11, 10]);
	});
	it("hides what is in a closed group", () => {
		const closed = new Set(groupKeys(rows, ["month"]));
		expect(linesOf(rows, columns, shapeOf({ _group: "month" }), closed, {}).every((line) => line.kind === "group")).toBe(true);
	});
	it("sums no mean and loses no row", () => {
		expect(sumsOf(rows, columns)).toEqual({ total: 21 });
		const lines = linesOf(rows, columns, shapeOf({ _group: "area,month" }), new Set(), {});
		expect(lines.filter((line) => line.kind === "row")).toHaveLength(rows.length);
	});
});

describe("a chart of the rows", () => {
	it("adds up the chosen value, months in order", () => {
		const chart = chartOf(answer, columns, { kind: "line", x: "month", y: "total" }, {}, rows)!;
		expect(chart.series[0].values).toEqual([9, 12]);
		expect(chart.rows.map((part) => part.length)).toEqual([1, 2]);
	});
	it("is the report's own unless one is chosen, with the rows behind each bar", () => {
		const own = { ...answer, chart: { type: "bar", data: { labels: ["2026-09", "2026-10"], datasets: [{ name: "Total", values: [9, 12] }] } } };
		const chart = chartOf(own, columns, { kind: "own" }, {}, rows)!;
		expect([chart.labels, chart.columns, chart.rows.map((part) => part.length)]).toEqual([["September 2026", "October 2026"], ["total"], [1, 2]]);
		expect(chartOf(answer, columns, { kind: "own" }, {}, rows)).toBeUndefined();
		expect(chartOf(own, columns, { kind: "none" }, {}, rows)).toBeUndefined();
	});
});

describe("cells in Italian", () => {
	beforeEach(() => setTexts("it", { Sales: "Vendite", "RelCRM Deals by State": "Trattative per stato" }));
	afterEach(() => setTexts("en", {}));
	const text = (fieldtype: string, value: unknown) => cellText({ fieldname: "x", label: "", fieldtype }, { x: value }, {});
	it("are written as people read them", () => {
		expect(text("Currency", 1240.5)).toMatch(/^1\.240,50\s€$/);
		expect(text("Date", "2026-11-03")).toBe("03/11/2026");
		expect(text("Data", "2026-11")).toBe("novembre 2026");
		expect(cellText(columns[1], { area: "Sales" }, {})).toBe("Vendite");
		expect(reportTitle("RelCRM Deals by State")).toBe("Trattative per stato");
	});
	it("never show the code of a record that one may not see", () => {
		const party: Column = { fieldname: "party", label: "", fieldtype: "Link", options: "Party" };
		expect(cellText(party, { party: "PTY-0000001" }, {})).not.toContain("PTY");
		expect(cellText(party, { party: "PTY-0000001" }, { Party: { "PTY-0000001": "Casale" } })).toBe("Casale");
	});
	it("put what is empty last", () => expect(compareCells(columns[2], { total: null }, { total: 0 }, {})).toBe(1));
	it("go into a file as they are seen, with groups and the total", () => {
		const lines = linesOf(rows, columns, shapeOf({ _group: "area" }), new Set(["/Service"]), {});
		const table = fileTable(columns.slice(2), lines, { total: 21 }, {}, 1);
		expect(table.rows.map((row) => row.slice(0, 2))).toEqual([["Service", 11], ["Vendite", 10], [null, 10], ["Totale" === table.rows[3][0] ? "Totale" : "Total", 21]]);
		const dated = fileTable([{ fieldname: "d", label: "D", fieldtype: "Date" }], [{ kind: "row", key: "0", depth: 0, row: { d: "2026-11-03" } }], undefined, {}, 0);
		expect([dated.rows[0], textRows(dated)[0]]).toEqual([["2026-11-03"], ["03/11/2026"]]);
	});
});

it("columns keep their types and get words", () => expect(columnsOf({ ...answer, columns: [{ label: "A", fieldname: "a", fieldtype: "" }] })[0].fieldtype).toBe("Data"));
