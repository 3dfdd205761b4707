import { describe, expect, it } from "vitest";
import type { ComparedField } from "@/api/duplicates";
import { pairRows, sentChoices, takenSide } from "./choosing";

const field = (fieldname: string, values: [string, string], more: Partial<ComparedField> = {}): ComparedField => ({ fieldname, label: fieldname, values, differs: values[0] !== values[1], choosable: Boolean(values[0] && values[1] && values[0] !== values[1]), joined: false, ...more });

describe("which value is taken", () => {
	it("is that of the one that stays, the other's where it has none, or the chosen one", () => {
		const town = field("town", ["Treviso", "Padova"]);
		expect(takenSide(town, 0, {})).toBe(0);
		expect(takenSide(town, 1, {})).toBe(1);
		expect(takenSide(field("web", ["", "x"]), 0, {})).toBe(1);
		expect(takenSide(town, 0, { town: 1 })).toBe(1);
		expect(takenSide(field("notes", ["a", "b"], { joined: true }), 0, {})).toBeUndefined();
	});
	it("is sent by who stays, and only where there is a choice", () => {
		const fields = [field("town", ["Treviso", "Padova"]), field("web", ["", "x"])];
		expect(sentChoices(fields, 0, { town: 1, web: 1 })).toEqual({ town: "merged" });
		expect(sentChoices(fields, 1, { town: 1 })).toEqual({ town: "kept" });
	});
});

describe("rows of tables", () => {
	it("stand beside their like", () => {
		expect(pairRows([["a", "b"], ["b", "c", "d"]])).toEqual([
			{ left: "a", right: "c", same: false },
			{ left: "b", right: "b", same: true },
			{ left: "", right: "d", same: false },
		]);
	});
});
