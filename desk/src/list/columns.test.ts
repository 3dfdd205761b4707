// A custom field added to a kind of record must show in its list and filters with no build.
import { beforeEach, describe, expect, it } from "vitest";
import type { Field, Meta } from "@/api/meta";
import { columnChoices, defaultColumns, dropColumns, filterFields, keepColumns, keptColumns, searchFields, searchWords } from "./columns";

const field = (fieldname: string, more: Partial<Field> = {}): Field => ({ fieldname, label: fieldname, fieldtype: "Data", ...more });
const meta: Meta = {
	name: "Party",
	title_field: "party_name",
	search_fields: "main_town,vat_number",
	permissions: [],
	fields: [
		field("party_name", { in_list_view: 1 }),
		field("territory", { fieldtype: "Link", options: "Party Territory", in_standard_filter: 1 }),
		field("section", { fieldtype: "Section Break" }),
		field("phones", { fieldtype: "Table", options: "Party Phone" }),
		field("main_town", { in_list_view: 1, read_only: 1 }),
		field("vat_number"),
		field("secret", { fieldtype: "Password" }),
		field("notes", { fieldtype: "Small Text" }),
		field("search_text", { hidden: 1 }),
		field("fleet_size", { fieldtype: "Int", is_custom_field: 1 }),
	],
};
beforeEach(() => dropColumns("Party"));

describe("columns of a list", () => {
	it("begin with the title, then what the DocType marks, then fields of one's own", () => {
		expect(defaultColumns(meta).map((one) => one.fieldname)).toEqual(["party_name", "main_town", "fleet_size"]);
	});
	it("can be any short field, but no table, layout, secret or hidden one", () => {
		expect(columnChoices(meta).map((one) => one.fieldname)).toEqual(["party_name", "territory", "main_town", "vat_number", "fleet_size"]);
	});
	it("follow the reader's choice, without fields that are gone", () => {
		keepColumns("Party", ["vat_number", "gone", "party_name"]);
		expect(keptColumns(meta).map((one) => one.fieldname)).toEqual(["vat_number", "party_name"]);
	});
	it("fall back when nothing chosen is left", () => {
		keepColumns("Party", ["gone"]);
		expect(keptColumns(meta)).toEqual(defaultColumns(meta));
	});
});

describe("filters of a list", () => {
	it("put the usual ones first and then one's own fields", () => {
		expect(filterFields(meta).slice(0, 2).map((one) => one.fieldname)).toEqual(["territory", "fleet_size"]);
	});
});

describe("search in a list", () => {
	it("looks into title and search fields that hold text", () => expect(searchFields(meta)).toEqual(["party_name", "main_town", "vat_number"]));
	it.each([
		["D'Angelo", ["dangelo"]],
		["Forlì  casale", ["forli", "casale"]],
		["0422 123", ["0422123"]],
		["+39 0422-123456", ["390422123456"]],
		["0039 0422 1", ["3904221"]],
		["info@casale.it", ["info@casale.it"]],
		["", []],
	])("folds %j as the server does", (typed, words) => expect(searchWords(typed)).toEqual(words));
});
