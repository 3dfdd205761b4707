import { describe, expect, it } from "vitest";
import type { Field, Meta } from "@/api/meta";
import { FIRST_VIEW, firstFields, hasValue, newDoc, sectionsOf } from "./layout";

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

describe("sections", () => {
	it("follow the DocType and skip empty ones", () => {
		const fields = [field("a"), field("s", { fieldtype: "Section Break", label: "One" }), field("h", { hidden: 1 }), field("t", { fieldtype: "Tab Break", label: "Two" }), field("b")];
		expect(sectionsOf(fields).map((section) => [section.label, section.fields.map((one) => one.fieldname)])).toEqual([
			["", ["a"]],
			["Two", ["b"]],
		]);
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
