import { describe, expect, it } from "vitest";
import type { Meta } from "@/api/meta";
import { parentField } from "./nested";

const meta = (name: string, fields: object[]) => ({ name, fields, permissions: [] }) as unknown as Meta;
const link = (fieldname: string, options: string, more = {}) => ({ fieldname, fieldtype: "Link", options, ...more });

describe("records that stand inside each other", () => {
	it("are known by the parent of a tree", () => {
		expect(parentField(meta("Party Territory", [link("old_parent", "Party Territory"), link("parent_party_territory", "Party Territory")]))).toBe("parent_party_territory");
	});
	it("are known by a link to their own kind that says so", () => {
		expect(parentField(meta("Party", [link("agent", "User"), link("parent_party", "Party")]))).toBe("parent_party");
		expect(parentField(meta("Contact Person", [link("reports_to", "Contact Person")]))).toBe("reports_to");
	});
	it("are not made of any other link", () => {
		expect(parentField(meta("Deal", [link("previous", "Deal"), link("parent_party", "Party"), link("parent_deal", "Deal", { hidden: 1 })]))).toBeUndefined();
	});
});
