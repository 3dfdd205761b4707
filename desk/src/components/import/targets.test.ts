import { describe, expect, it } from "vitest";
import { canMakeMissing, characteristicOf, groupTargets, lacksYear } from "./targets";

const TARGETS = [
	{ target: "subject", label: "Subject", fieldtype: "Data" },
	{ target: "party", label: "Company", fieldtype: "Link" },
	{ target: "assigned_to", label: "Colleague", fieldtype: "Link" },
	{ target: "starts_on#day", label: "Start › day", fieldtype: "Data" },
	{ target: "party:addresses[kind=Main].town", label: "New company › Addresses › Town", fieldtype: "Data" },
	{ target: "party:profile:Job", label: "New company › Profile › Job", fieldtype: "Select" },
	{ target: "party:profile:Age", label: "New company › Profile › Age", fieldtype: "Float" },
];

describe("the fields that a column can fill", () => {
	it("stand in groups", () => {
		expect(groupTargets(TARGETS, "Event").map((group) => [group.title, group.targets.map((one) => one.label)])).toEqual([
			["Event", ["Subject", "Company", "Colleague"]],
			["Start", ["Start › day"]],
			["New company", ["New company › Addresses › Town", "New company › Profile › Job", "New company › Profile › Age"]],
		]);
	});
	it("may be a new characteristic of the company beside it", () => {
		expect(characteristicOf("Age", TARGETS, "Relation Event")).toBe("party:profile:Age");
		expect(characteristicOf("Age", [], "Party")).toBe("profile:Age");
		expect(characteristicOf("Age", [], "Import Run")).toBe("");
	});
	it("let lists grow, but never make people of ours", () => {
		expect(TARGETS.filter((one) => canMakeMissing(one.target, TARGETS)).map((one) => one.target)).toEqual(["party", "party:profile:Job"]);
		expect(canMakeMissing("party:profile:New", TARGETS)).toBe(true);
	});
	it("ask for a year when the parts of a date have none", () => {
		const columns = ["starts_on#day", "starts_on#month"].map((target) => ({ source_column: target, target }));
		expect(lacksYear(columns)).toBe(true);
		expect(lacksYear([...columns, { source_column: "y", target: "starts_on#year" }])).toBe(false);
		expect(lacksYear([{ source_column: "d", target: "starts_on" }])).toBe(false);
	});
});
