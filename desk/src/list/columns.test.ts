// A custom field added to a kind of record must show in its list and filters with no build.
import { describe, expect, it } from "vitest";

import type { Field, Meta } from "@/api/meta";
import { listed } from "./sample";
import { defaultColumns, fittingWidth, knownColumns, moved, tracksOf, usualFilters } from "./columns";

const field = (fieldname: string, more: Partial<Field> = {}): Field => ({ fieldname, label: fieldname, fieldtype: "Data", ...more });
const meta: Meta = {
	name: "Party",
	title_field: "party_name",
	search_fields: "main_town,vat_number",
	permissions: [],
	fields: [
		field("territory", { fieldtype: "Link", options: "Party Territory", in_standard_filter: 1 }),
		field("party_name", { in_list_view: 1 }),
		field("phones", { fieldtype: "Table", options: "Party Phone" }),
		field("main_town", { in_list_view: 1, read_only: 1 }),
		field("vat_number"),
		field("notes", { fieldtype: "Small Text", in_list_view: 1 }),
		field("search_text", { hidden: 1 }),
		field("fleet_size", { fieldtype: "Int", is_custom_field: 1 }),
		field("colour", { fieldtype: "Select", is_custom_field: 1 }),
	],
};
const fields = ["party_name", "territory", "main_town", "vat_number", "fleet_size", "colour", "agent.full_name"].map((path) => listed(path));

describe("columns of a list", () => {
	it("begin with the title, then what is marked, one's own, what one knows a record by, the usual filters", () =>
		expect(defaultColumns(meta)).toEqual(["party_name", "main_town", "fleet_size", "colour", "vat_number", "territory"]));
	it("follow the reader's order, of linked records too, without fields that are gone", () =>
		expect(knownColumns(["agent.full_name", "gone", "party_name"], fields, []).map((one) => one.path)).toEqual(["agent.full_name", "party_name"]));
	it("fall back when nothing chosen is left", () => expect(knownColumns(["gone"], fields, ["party_name"]).map((one) => one.path)).toEqual(["party_name"]));
	it.each([
		[0, 2, ["b", "c", "a"]],
		[2, 0, ["c", "a", "b"]],
		[1, 9, ["a", "c", "b"]],
		[1, -1, ["b", "a", "c"]],
	])("move from %d to %d", (from, to, order) => expect(moved(["a", "b", "c"], from, to)).toEqual(order));
	it("keep a width that was set and share the room that is left", () => {
		const { tracks, least } = tracksOf([listed("party_name"), listed("main_town")], { main_town: 300 });
		expect(tracks).toBe("minmax(240px, 360fr) 300px");
		expect(least).toBe(540);
	});
	it("leave room at the end when all widths are set", () => expect(tracksOf([listed("a")], { a: 100 }).tracks).toBe("100px minmax(0, 1fr)"));
	it("are never too narrow to see or too wide to pass", () => expect([fittingWidth(3), fittingWidth(9000), fittingWidth(200.4)]).toEqual([64, 900, 200]));
});

describe("usual filters of a list", () => {
	it("are those the DocType names and one's own choices", () => expect(usualFilters(meta, fields).map((one) => one.path)).toEqual(["territory", "colour"]));
	it("leave out what cannot filter", () => expect(usualFilters(meta, fields.map((one) => ({ ...one, filterable: one.path !== "territory" }))).map((one) => one.path)).toEqual(["colour"]));
});
