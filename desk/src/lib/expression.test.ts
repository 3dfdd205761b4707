// A field that depends on another, in a page whose policy forbids running code from data.
import { describe, expect, it } from "vitest";
import { holds } from "./expression";

const doc = { party_type: "Company", count: 3, private: 0, roles: [], name: "x" };

describe("holds", () => {
	it.each([
		["eval:doc.party_type=='Company'", true],
		["eval:doc.party_type == \"Person\"", false],
		["eval:doc.count > 2 && !doc.private", true],
		["eval:in_list(['Person', 'Company'], doc.party_type)", true],
		["eval:doc.roles.length", false],
		["eval:doc.party_type.includes('pan')", true],
		["eval:['a'].includes(doc.party_type) || doc.count === 3;", true],
		["eval:doc.count ? false : true", false],
		["eval:cint(doc.count) - 3", false],
		["party_type", true],
		["private", false],
		["roles", false],
	])("answers %j", (condition, expected) => expect(holds(condition, doc)).toBe(expected));
	it("shows the field when there is no condition or one that it cannot read", () => {
		expect(holds(undefined, doc)).toBe(true);
		expect(holds("eval:doc.items.map(x => x)", doc)).toBe(true);
	});
	it("reaches nothing but the record", () => {
		expect(holds("eval:window.location", doc)).toBe(false);
		expect(holds("eval:doc.constructor", doc)).toBe(false);
		expect(holds("eval:doc.party_type.constructor('x')", doc)).toBe(true);
	});
});
