import { afterEach, describe, expect, it } from "vitest";
import type { Field, Meta } from "@/api/meta";
import { boot } from "@/boot";
import { checkAll, checkField, fieldNamedIn } from "./checks";
import { isLocked, isNeeded, isShown, lockOf } from "./rules";

const field = (fieldname: string, more: Partial<Field> = {}): Field => ({ fieldname, label: fieldname, fieldtype: "Data", ...more });
const meta = (fields: Field[], more: Partial<Meta> = {}): Meta => ({ name: "X", fields, permissions: [{ role: "Clerk", permlevel: 0, read: 1, write: 1 }, { role: "Chief", permlevel: 1, read: 1, write: 1 }, { role: "Auditor", permlevel: 1, read: 1 }], ...more });

function as(...roles: string[]) {
	Object.assign(boot, { user: "anna@example.com", roles });
}
afterEach(() => Object.assign(boot, { user: "Guest", roles: [] }));

describe("a field's level", () => {
	const salary = field("salary", { permlevel: 1 });
	it("hides it without the right to read, and locks it without the right to write", () => {
		as("Clerk");
		expect(isShown(salary, { meta: meta([salary]), doc: {} })).toBe(false);
		as("Clerk", "Auditor");
		expect(isShown(salary, { meta: meta([salary]), doc: {} })).toBe(true);
		expect(isLocked(salary, { meta: meta([salary]), doc: {} })).toBe(true);
		as("Clerk", "Chief");
		expect(isLocked(salary, { meta: meta([salary]), doc: {} })).toBe(false);
	});
});

describe("conditions", () => {
	it("show, lock and demand by the values of the record", () => {
		const where = (kind: string) => ({ meta: meta([]), doc: { kind } });
		const own = field("f", { depends_on: "eval:doc.kind=='a'", read_only_depends_on: "eval:doc.kind=='b'", mandatory_depends_on: "eval:doc.kind=='c'" });
		expect([isShown(own, where("a")), isShown(own, where("z"))]).toEqual([true, false]);
		expect([isLocked(own, where("b")), isLocked(own, where("a"))]).toEqual([true, false]);
		expect([isNeeded(own, where("c")), isNeeded(own, where("a"))]).toEqual([true, false]);
	});
	it("that cannot be understood neither hide nor lock nor demand", () => {
		const own = field("f", { depends_on: "eval:frappe.boot.x()", read_only_depends_on: "eval:frappe.boot.x()", mandatory_depends_on: "eval:frappe.boot.x()" });
		const where = { meta: meta([]), doc: {} };
		expect([isShown(own, where), isLocked(own, where), isNeeded(own, where)]).toEqual([true, false, false]);
	});
	it("decide over the plain mark of need", () => {
		const name = field("full_name", { reqd: 1, mandatory_depends_on: "eval:!(doc.first_name || doc.last_name)" });
		expect([isNeeded(name, { meta: meta([]), doc: {} }), isNeeded(name, { meta: meta([]), doc: { last_name: "Neri" } }), isNeeded(field("f", { reqd: 1 }), { meta: meta([]), doc: {} })]).toEqual([true, false, true]);
	});
	it("of a row see the record it belongs to", () => expect(isShown(field("f", { depends_on: "eval:parent.open" }), { meta: meta([]), doc: {}, parent: { open: 1 } })).toBe(true));
	it("keep the name of a record that is named by a field", () => {
		const own = meta([field("title")], { autoname: "field:title" });
		expect(isLocked(own.fields[0], { meta: own, doc: {}, isNew: false })).toBe(true);
		expect(isLocked(own.fields[0], { meta: own, doc: {}, isNew: true })).toBe(false);
	});
});

describe("a state that others may change", () => {
	const process = meta([], { __workflow_docs: [{ doctype: "Workflow", name: "W", workflow_state_field: "state", states: [{ state: "Draft", allow_edit: "Clerk" }, { state: "Signed", allow_edit: "Chief" }] }] });
	it("locks the record and says who may", () => {
		as("Clerk");
		expect(lockOf(process, { state: "Draft" }, true)).toBe("");
		expect(lockOf(process, { state: "Signed" }, true)).toContain("Chief");
		expect(lockOf(process, { state: "Draft" }, false)).not.toBe("");
		expect(lockOf(process, { state: "Draft", docstatus: 1 }, true)).not.toBe("");
	});
});

describe("checks before the server is asked", () => {
	const own = meta([field("a", { reqd: 1, label: "Name" }), field("mail", { options: "Email" }), field("hidden", { reqd: 1, hidden: 1 }), field("tick", { fieldtype: "Check", reqd: 1 }), field("note", { fieldtype: "Text Editor", reqd: 1, label: "Note" })]);
	it("name what is missing, and ask for nothing that cannot be entered", () => expect(Object.keys(checkAll({ meta: own, doc: { note: "<p><br></p>" }, isNew: true }))).toEqual(["a", "note"]));
	it("tell an e-mail from none", () => {
		expect(checkField(own.fields[1], { meta: own, doc: { mail: "anna at casale" } })).not.toBe("");
		expect(checkField(own.fields[1], { meta: own, doc: { mail: "anna@casale.it, b@c.it" } })).toBe("");
	});
	it("say in which row something is missing", () => {
		const rows = meta([field("rows", { fieldtype: "Table", options: "Row" })]);
		const problem = checkAll({ meta: rows, doc: { rows: [{ a: "x" }, {}] } }, () => meta([field("a", { reqd: 1, label: "Number" })]));
		expect(problem.rows).toBe("Row 2: Number is missing.");
	});
});

describe("a sentence of the server", () => {
	const own = meta([field("phone", { label: "Phone" }), field("main", { label: "Main phone" }), field("x", { label: "E-mail" }), field("gone", { label: "Secret", hidden: 1 })]);
	it.each([
		["Main phone: 12 is no number.", "main"],
		["The Phone 12 is no number.", "phone"],
		["E-mail \"x\" is wrong", "x"],
		["Telephones are many", undefined],
		["Secret is missing", undefined],
	])("%s", (sentence, expected) => expect(fieldNamedIn(sentence, own)?.fieldname).toBe(expected));
});
