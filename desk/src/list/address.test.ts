import { describe, expect, it } from "vitest";
import { askedOf, readAddress, sortedBy, writeAddress, type ListAsked } from "./address";

const plain = askedOf({}, [["modified", "desc"]]);
const asked: ListAsked = {
	text: "casale",
	conditions: { op: "all", of: [["territory", "in", ["Veneto"]], { op: "any", of: [["profile:Macchine, e simili", "=", "Torni"], ["agent.full_name", "contains", "è"]] }] },
	sort: [["territory", "asc"], ["profile:Macchine, e simili", "desc"]],
	group_by: ["territory", "starts_on@month"],
	totals: [["sum", "turnover"]],
};
const through = (one: ListAsked, base = plain) => readAddress(JSON.parse(JSON.stringify(writeAddress(one, base))), base);

describe("a list's address", () => {
	it("gives back what was written, names with commas and dots too", () => expect(through(asked)).toEqual(asked));
	it("stays empty when all is as delivered", () => expect(JSON.parse(JSON.stringify(writeAddress(plain, plain)))).toEqual({}));
	it("says what a saved view has and this list no longer wants", () => {
		expect(through(plain, asked)).toEqual(plain);
		expect(through({ ...asked, text: "" }, asked).text).toBe("");
	});
	it("stays empty when a saved view is as it was saved", () => expect(JSON.parse(JSON.stringify(writeAddress(asked, asked)))).toEqual({}));
	it("does not trip over an address cut in two", () => expect(readAddress({ f: '[["a","=', sort: "" }, plain)).toEqual(plain));
	it("leaves out conditions of another shape", () => expect(readAddress({ f: '[["a","="],5,["b","=",1]]' }, plain).conditions).toEqual({ op: "all", of: [["b", "=", 1]] }));
	it("reads the comparisons of older links", () => expect(readAddress({ f: '[["a","like","x"]]' }, plain).conditions.of).toEqual([["a", "contains", "x"]]));
	it("groups on four levels at most", () => expect(readAddress({ group: ["a", "b", "c", "d", "e"] }, plain).group_by).toHaveLength(4));
	it("reads one sort as well as several", () => expect(readAddress({ sort: "a.b.desc" }, plain).sort).toEqual([["a.b", "desc"]]));
});

describe("sorting", () => {
	it("by a click alone, turned by the next", () => {
		expect(sortedBy([["a", "asc"]], "b")).toEqual([["b", "asc"]]);
		expect(sortedBy([["b", "asc"], ["a", "asc"]], "b")).toEqual([["b", "desc"]]);
	});
	it("by one more with Shift, turned in its place", () => {
		expect(sortedBy([["a", "asc"]], "b", true)).toEqual([["a", "asc"], ["b", "asc"]]);
		expect(sortedBy([["a", "asc"], ["b", "asc"]], "b", true)).toEqual([["a", "asc"], ["b", "desc"]]);
	});
});
