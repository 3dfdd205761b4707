import { describe, expect, it } from "vitest";
import type { Board } from "@/api/board";
import type { Meta } from "@/api/meta";
import { listed } from "@/list/sample";
import { cardFields, columnFields, comingPaths, daysSince, ordersOf, silentDays, wantedPaths } from "./fields";
import { makeLanes, mayMove, nextLane, shift } from "./lanes";

const board: Board = {
	by_steps: 1,
	columns: ["new", "visit", "offer", "won"].map((value) => ({ value, title: value })),
	moves: [
		{ state: "new", next_state: "offer", action: "Offer", title: "Offer" },
		{ state: "offer", next_state: "won", action: "Win", title: "Win" },
	],
};
const groups = [
	{ value: "new", title: "New", count: 2, totals: { "sum:worth": 30 } },
	{ value: "old", title: "Old state", count: 1, totals: { "sum:worth": 5 } },
];

describe("the columns of a board", () => {
	it("keep the order of the process, empty ones too, and end with states that it no longer knows", () => {
		const lanes = makeLanes(board, groups, "sum:worth", "none");
		expect(lanes.map((lane) => [lane.value, lane.count, lane.sum])).toEqual([
			["new", 2, 30],
			["visit", 0, 0],
			["offer", 0, 0],
			["won", 0, 0],
			["old", 1, 5],
		]);
	});
	it("of colleagues say neither how many nor how much, before and after a move", () => {
		const lanes = makeLanes({ by_steps: 0, columns: [], moves: [] }, [{ value: "a@example.com", title: "A", count: null, totals: {} }, groups[0]], "sum:worth", "none").map((lane, at) => ({ ...lane, rows: at ? [{ name: "x", worth: 10 }] : [] }));
		expect(lanes.map((lane) => [lane.count, lane.sum])).toEqual([[undefined, undefined], [2, 30]]);
		expect(shift(lanes, "x", "a@example.com", "worth").map((lane) => [lane.count, lane.sum, lane.rows.length])).toEqual([[undefined, undefined, 1], [1, 20, 0]]);
	});
	it("show a column for records without a value only when there are some", () => {
		const open: Board = { by_steps: 0, columns: [{ value: "", title: "" }, { value: "a", title: "A" }], moves: [] };
		expect(makeLanes(open, [], undefined, "none").map((lane) => lane.title)).toEqual(["A"]);
		expect(makeLanes(open, [{ value: null, title: "", count: 1, totals: {} }], undefined, "none").map((lane) => lane.title)).toEqual(["none", "A"]);
	});
	it("take a card only where a step leads", () => {
		expect(mayMove(board, "new", "offer")).toBe(true);
		expect(mayMove(board, "new", "won")).toBe(false);
		expect(mayMove({ ...board, by_steps: 0 }, "new", "won")).toBe(true);
		expect(nextLane(board, makeLanes(board, [], undefined, ""), "new", 1)?.value).toBe("offer");
		expect(nextLane(board, makeLanes(board, [], undefined, ""), "new", -1)).toBeUndefined();
	});
	it("count and add up anew when a card moves", () => {
		const lanes = makeLanes(board, groups, "sum:worth", "").map((lane) => (lane.value === "new" ? { ...lane, rows: [{ name: "x", worth: 10 }] } : lane));
		const moved = shift(lanes, "x", "offer", "worth");
		expect(moved.map((lane) => [lane.count, lane.sum, lane.rows.length])).toEqual([
			[1, 20, 0],
			[0, 0, 0],
			[1, 10, 1],
			[0, 0, 0],
			[1, 5, 0],
		]);
		expect(shift(moved, "gone", "won", "worth")).toBe(moved);
	});
});

describe("what a board shows", () => {
	const meta = {
		name: "Deal",
		title_field: "subject",
		permissions: [],
		__workflow_docs: [{ doctype: "Workflow", name: "W", workflow_state_field: "state", is_active: 1 }],
		fields: [
			{ fieldname: "subject", fieldtype: "Data" },
			{ fieldname: "kind", fieldtype: "Select", options: "\na\nb" },
			{ fieldname: "state", fieldtype: "Link", options: "Workflow State", in_list_view: 1 },
			{ fieldname: "party", fieldtype: "Link", options: "Party" },
			{ fieldname: "worth", fieldtype: "Currency" },
			{ fieldname: "secret", fieldtype: "Currency", hidden: 1 },
			{ fieldname: "due", fieldtype: "Date" },
		],
	} as unknown as Meta;
	it("offers the state first and choices after it", () => {
		expect(columnFields(meta).map((field) => field.fieldname)).toEqual(["state", "kind"]);
	});
	it("asks for the lines of a card and no more", () => {
		expect(cardFields(meta).amount?.fieldname).toBe("worth");
		expect(wantedPaths(meta, "state")).toEqual(["subject", "state", "worth", "party", "due", "creation"]);
	});
	it("asks for the last contact and what comes next where the list knows them", () => {
		const fields = ["subject", "agenda:next", "agenda:last"].map((path) => listed(path));
		expect(comingPaths(fields)).toEqual(["agenda:last", "agenda:next"]);
		expect(comingPaths([listed("subject")])).toEqual([]);
	});
	it("counts silence from the last contact, else from the first day", () => {
		const now = new Date(2026, 10, 22, 11);
		const row = { name: "x", creation: "2026-11-02 09:00:00" };
		expect(silentDays(row, now)).toBeUndefined();
		expect(silentDays({ ...row, "agenda:last": null }, now)).toBe(20);
		expect(silentDays({ ...row, "agenda:last": "2026-11-12" }, now)).toBe(10);
	});
	it("is put in order by what its cards show, what is pressing first", () => {
		const fields = ["subject", "worth", "due", "agenda:next", "agenda:last"].map((path) => listed(path));
		expect(ordersOf(meta, fields).map((one) => one.sort)).toEqual([
			["agenda:next", "asc"],
			["agenda:last", "asc"],
			["worth", "desc"],
			["due", "asc"],
			["subject", "asc"],
		]);
	});
	it("counts whole days", () => {
		expect(daysSince(new Date(2026, 10, 20, 12), new Date(2026, 10, 22, 11))).toBe(1);
	});
});
