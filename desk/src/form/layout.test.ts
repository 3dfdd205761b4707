import { describe, expect, it } from "vitest";
import type { Field, Meta } from "@/api/meta";
import { copyOf, FIRST_VIEW, firstFields, hasValue, namingField, newDoc, quickFields, quickTables, tabsOf } from "./layout";

const field = (fieldname: string, more: Partial<Field> = {}): Field => ({ fieldname, label: fieldname, fieldtype: "Data", ...more });
const meta = (fields: Field[]): Meta => ({ name: "X", fields, permissions: [] });

describe("the first view of a form", () => {
	const many = Array.from({ length: 12 }, (_, index) => field(`f${index}`));
	it("has at most seven fields", () => expect(firstFields(meta(many), {}).size).toBe(FIRST_VIEW));
	it("always has the needed ones", () => {
		const fields = [...many, field("last", { reqd: 1 })];
		expect(firstFields(meta(fields), {}).has("last")).toBe(true);
		expect(firstFields(meta(fields), {}).has("f6")).toBe(false);
	});
	it("leaves out what is hidden, read only, laid out or not meant now", () => {
		const fields = [field("a", { hidden: 1 }), field("b", { read_only: 1 }), field("c", { fieldtype: "Column Break" }), field("d", { depends_on: "eval:doc.kind=='x'" }), field("e")];
		expect([...firstFields(meta(fields), {})]).toEqual(["e"]);
	});
});

const shape = (fields: Field[]) => tabsOf(fields).map((tab) => [tab.label, tab.sections.map((section) => [section.label, section.columns.map((column) => column.map((one) => one.fieldname))])]);

describe("tabs, sections and columns", () => {
	it("follow the DocType and skip empty ones", () => {
		const fields = [field("a"), field("cb", { fieldtype: "Column Break" }), field("b"), field("s", { fieldtype: "Section Break", label: "One" }), field("h", { hidden: 1 }), field("t", { fieldtype: "Tab Break", label: "Two" }), field("c")];
		expect(shape(fields)).toEqual([
			["", [["", [["a"], ["b"]]]]],
			["Two", [["", [["c"]]]]],
		]);
	});
	it("keep what is in a hidden section hidden, but not the company's own fields", () => {
		const fields = [field("a"), field("s", { fieldtype: "Section Break", label: "Inner", hidden: 1 }), field("b", { read_only: 1 }), field("own", { is_custom_field: 1 })];
		expect(shape(fields)).toEqual([["", [["", [["a"]]], ["", [["own"]]]]]]);
		expect([...firstFields(meta(fields), {})]).toEqual(["a", "own"]);
	});
	it("show headings and texts only beside fields", () => {
		const fields = [field("h", { fieldtype: "Heading" }), field("s", { fieldtype: "Section Break" }), field("g", { fieldtype: "HTML" }), field("a")];
		expect(shape(fields)).toEqual([["", [["s", [["g", "a"]]]]]]);
	});
});

describe("a dialog for a missing record", () => {
	it("asks what is needed and what names it, at most seven", () => {
		const fields = [field("title", { reqd: 1 }), field("kind", { in_list_view: 1 }), field("note"), field("phones", { fieldtype: "Table", in_list_view: 1 })];
		expect(quickFields({ ...meta(fields), title_field: "title" })).toEqual(["title", "kind"]);
		expect(quickFields(meta(Array.from({ length: 12 }, (_, index) => field(`f${index}`, { reqd: 1 }))))).toHaveLength(FIRST_VIEW);
	});
	it("keeps the tables that it may ask a row of apart", () => {
		const fields = [field("title"), field("rows", { fieldtype: "Table", options: "Row", allow_in_quick_entry: 1, in_list_view: 1 }), field("others", { fieldtype: "Table", options: "Row" })];
		expect(quickFields({ ...meta(fields), title_field: "title" })).toEqual(["title"]);
		expect(quickTables(meta(fields)).map((one) => one.fieldname)).toEqual(["rows"]);
	});
	it("puts the typed name into the field that names the record", () => {
		expect(namingField({ ...meta([field("a"), field("full_name", { reqd: 1 })]), title_field: "full_name" })?.fieldname).toBe("full_name");
		expect(namingField({ ...meta([field("a", { reqd: 1 }), field("b")]), autoname: "field:b" })?.fieldname).toBe("b");
		expect(namingField(meta([field("a"), field("b", { reqd: 1 })]))?.fieldname).toBe("b");
	});
});

describe("a copy of a record", () => {
	it("leaves out its name, its passwords and what is not to be copied, also in rows", () => {
		const own = meta([field("a"), field("b", { no_copy: 1 }), field("p", { fieldtype: "Password" }), field("rows", { fieldtype: "Table", options: "Row" })]);
		const row = { ...meta([field("x"), field("y", { no_copy: 1 })]), name: "Row" };
		const copy = copyOf(own, { name: "N", owner: "o", a: 1, b: 2, p: "*", rows: [{ name: "r1", parent: "N", idx: 4, x: 1, y: 2 }] }, () => row);
		expect(copy).toEqual({ doctype: "X", a: 1, rows: [{ x: 1, idx: 1 }] });
	});
});

describe("reading", () => {
	it("hides what is empty: no text, no rows, zero, no", () => {
		expect(hasValue(field("a"), "")).toBe(false);
		expect(hasValue(field("a", { fieldtype: "Table" }), [])).toBe(false);
		expect(hasValue(field("a", { fieldtype: "Check" }), 0)).toBe(false);
		expect(hasValue(field("a", { fieldtype: "Currency" }), 0)).toBe(false);
		expect(hasValue(field("a"), "0")).toBe(true);
	});
});

describe("a new record", () => {
	const now = new Date(2026, 10, 22, 9, 5);
	it("shows its defaults before saving", () => {
		const fields = [field("d", { fieldtype: "Date", default: "Today" }), field("m", { fieldtype: "Datetime", default: "now" }), field("c", { fieldtype: "Check", default: "1" }), field("u", { default: "__user" }), field("x", { default: "plain" })];
		expect(newDoc(meta(fields), { party: "P" }, now)).toEqual({ doctype: "X", d: "2026-11-22", m: "2026-11-22 09:05:00", c: 1, u: undefined, x: "plain", party: "P" });
	});
});
