import { describe, expect, it } from "vitest";
import type { Group } from "@/api/lists";
import { begun, compared, shownAs } from "./begin";
import { listed } from "./sample";
import { and, conditionOn, countConditions, readGroup, tidy, withCondition, without } from "./conditions";

const veneto: Group = { op: "all", of: [["territory", "in", ["Veneto"]], { op: "any", of: [["a", "=", 1], ["b", "=", 2]] }] };

describe("conditions of a list", () => {
	it("are found, replaced in their place and taken away by their field", () => {
		expect(conditionOn(veneto, "territory")).toEqual(["territory", "in", ["Veneto"]]);
		expect(withCondition(veneto, "territory", ["territory", "in", ["Lazio"]]).of[0]).toEqual(["territory", "in", ["Lazio"]]);
		expect(withCondition(veneto, "territory", undefined).of).toHaveLength(1);
		expect(withCondition(veneto, "sector", ["sector", "=", "x"]).of).toHaveLength(3);
	});
	it("of a group that is no 'all' stay together when one is added", () => {
		const any: Group = { op: "any", of: [["a", "=", 1]] };
		expect(withCondition(any, "b", ["b", "=", 2])).toEqual({ op: "all", of: [any, ["b", "=", 2]] });
		expect(and(any, ["b", "=", 2])).toEqual({ op: "all", of: [any, ["b", "=", 2]] });
	});
	it("are counted in all groups", () => expect(countConditions(veneto)).toBe(3));
	it("go one by one", () => expect(without(veneto, 0).of).toEqual([veneto.of[1]]));
	it("that were begun and not finished are left out", () => {
		expect(tidy({ op: "all", of: [["a", "=", ""], ["b", "in", []], ["c", "between", ["1", ""]], ["d", "=", 0], { op: "any", of: [["e", "is", ""]] }] })).toEqual({ op: "all", of: [["d", "=", 0]] });
	});
	it("in a lone group need no group around it", () => expect(tidy({ op: "all", of: [{ op: "none", of: [["a", "=", 1]] }] })).toEqual({ op: "none", of: [["a", "=", 1]] }));
	const visits: Group = { has: "events", count: ["<", 2], op: "all", of: [["event_type", "in", ["Visit"]]] };
	it("on what hangs on a record stand for one more, and keep their count", () => {
		expect(countConditions({ op: "all", of: [visits] })).toBe(2);
		expect(tidy({ op: "all", of: [visits, { has: "deals", count: [">=", ""], op: "all", of: [] }] })).toEqual({ op: "all", of: [visits] });
		expect(tidy({ op: "all", of: [{ has: "people", count: [">=", 1], op: "all", of: [] }] }).of).toHaveLength(1);
		expect(tidy({ op: "all", of: [{ ...visits, of: [{ op: "none", of: visits.of }] }] }).of).toEqual([{ ...visits, op: "none" }]);
		expect(readGroup(JSON.parse(JSON.stringify({ op: "all", of: [visits] })))).toEqual({ op: "all", of: [visits] });
		expect(readGroup({ ...visits, count: "many" })).toEqual({ has: "events", op: "all", of: visits.of });
	});
	it.each([[5], ["x"], [null], [{ op: "some", of: [] }], [{ op: "all" }]])("of another shape are no conditions: %j", (kept) => expect(readGroup(kept)).toBeUndefined());
});

describe("a condition that is begun", () => {
	const link = listed("territory", { fieldtype: "Link", operators: ["=", "!=", "in", "not in", "is"] });
	const day = listed("since", { fieldtype: "Date", operators: ["within", "=", ">=", "<=", "between", "is"] });
	it("chooses from what exists, and days from today on", () => {
		expect(begun(link)).toEqual(["territory", "in", []]);
		expect(begun(day)).toEqual(["since", "within", { next: 7, unit: "days" }]);
		expect(compared(begun(day), { ...day, operators: [...day.operators, "not within"] }, "not within")).toEqual(["since", "not within", { last: 30, unit: "days" }]);
	});
	it("keeps what was chosen when the comparison still takes it", () => {
		expect(compared(["territory", "in", ["Veneto"]], link, "not in")).toEqual(["territory", "not in", ["Veneto"]]);
		expect(compared(["since", ">=", "2026-01-01"], day, "<=")).toEqual(["since", "<=", "2026-01-01"]);
		expect(compared(["since", ">=", "2026-01-01"], day, "between")).toEqual(["since", "between", ["", ""]]);
		expect(compared(["territory", "in", ["Veneto"]], link, "is")).toEqual(["territory", "is", "set"]);
	});
	it("with one value is shown as a list, to which a second can be added", () => {
		expect(shownAs(["territory", "=", "Veneto"], link)).toEqual(["territory", "in", ["Veneto"]]);
		expect(shownAs(["territory", "!=", "Veneto"], link)).toEqual(["territory", "not in", ["Veneto"]]);
		expect(shownAs(["since", "=", "2026-01-01"], day)).toEqual(["since", "=", "2026-01-01"]);
	});
});
