import { describe, expect, it } from "vitest";
import type { OwnField } from "@/api/customise";
import { afterMove, treeOf } from "./formTree";

const field = (fieldname: string, fieldtype = "Data") => ({ fieldname, fieldtype }) as OwnField;

describe("the form as people will see it", () => {
	it("puts fields into columns, columns into sections, sections into tabs", () => {
		const tabs = treeOf([field("a"), field("c", "Column Break"), field("b"), field("s", "Section Break"), field("d"), field("t", "Tab Break"), field("e")]);
		expect(tabs.map((tab) => tab.sections.map((section) => section.columns.map((column) => column.fields.map((one) => one.fieldname))))).toEqual([[[["a"], ["b"]], [["d"]]], [[["e"]]]]);
		expect(tabs[0].sections[0].columns.map((column) => column.last)).toEqual(["a", "b"]);
	});
	it("keeps an empty section, so that a field can be put into it", () => {
		expect(treeOf([field("a"), field("s", "Section Break")])[0].sections[1].columns[0].last).toBe("s");
	});
});

describe("moving by one place", () => {
	const fields = [field("a"), field("b"), field("c")];
	it("goes behind the next one, or behind the one before the previous", () => {
		expect(afterMove(fields, "a", 1)).toBe("b");
		expect(afterMove(fields, "c", -1)).toBe("a");
		expect(afterMove(fields, "b", -1)).toBe("");
	});
	it("stops at the ends", () => {
		expect(afterMove(fields, "a", -1)).toBeUndefined();
		expect(afterMove(fields, "c", 1)).toBeUndefined();
	});
});
