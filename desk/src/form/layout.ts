// Which fields a form shows at first (at most seven) and which wait behind "More", from the metadata alone.
import type { Doc } from "@/api/documents";
import { isLayout, type Field, type Meta } from "@/api/meta";
import { holds } from "@/lib/expression";

export const FIRST_VIEW = 7;

export interface Section {
	label: string;
	fields: Field[];
}

const SYSTEM = new Set(["naming_series", "amended_from", "lft", "rgt", "old_parent"]);

export const isEntered = (field: Field) => !isLayout(field) && !field.hidden && !SYSTEM.has(field.fieldname);

/** Fields grouped by the sections of the DocType, without empty sections. */
export function sectionsOf(fields: Field[]): Section[] {
	const sections: Section[] = [{ label: "", fields: [] }];
	for (const field of fields) {
		if (field.fieldtype === "Section Break" || field.fieldtype === "Tab Break") sections.push({ label: field.label ?? "", fields: [] });
		else if (isEntered(field)) sections[sections.length - 1].fields.push(field);
	}
	return sections.filter((section) => section.fields.length);
}

const weight = (field: Field) => (field.reqd || field.bold ? 0 : 1);
const fits = (field: Field) => !field.read_only && field.fieldtype !== "Color";

/** The names of the fields of the first view: needed ones first, the others as the DocType puts them. */
export function firstFields(meta: Meta, doc: Doc): Set<string> {
	const candidates = meta.fields.filter((field) => isEntered(field) && fits(field) && holds(field.depends_on, doc));
	const chosen = candidates
		.map((field, place) => ({ field, place }))
		.sort((a, b) => weight(a.field) - weight(b.field) || a.place - b.place)
		.slice(0, FIRST_VIEW);
	return new Set(chosen.map(({ field }) => field.fieldname));
}

export const isEmpty = (value: unknown) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

/** Whether a field has something to read: zero and "no" are the defaults of their types and say nothing. */
export function hasValue(field: Field, value: unknown): boolean {
	if (isEmpty(value)) return false;
	return ["Check", "Int", "Float", "Currency", "Percent", "Rating", "Duration"].includes(field.fieldtype) ? Number(value) !== 0 : true;
}

/** A new record with the defaults that the reader should see before saving. */
export function newDoc(meta: Meta, preset: Record<string, string> = {}, today = new Date()): Doc {
	const doc: Doc = { doctype: meta.name };
	for (const field of meta.fields) {
		if (isLayout(field) || !field.default || field.default.startsWith(":") || field.default.startsWith("eval:")) continue;
		doc[field.fieldname] = defaultOf(field, today);
	}
	return { ...doc, ...preset };
}

function defaultOf(field: Field, now: Date): unknown {
	const given = field.default ?? "";
	const two = (n: number) => String(n).padStart(2, "0");
	const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
	const clock = `${two(now.getHours())}:${two(now.getMinutes())}:00`;
	if (/^today$/i.test(given)) return day;
	if (/^now$/i.test(given)) return field.fieldtype === "Time" ? clock : field.fieldtype === "Date" ? day : `${day} ${clock}`;
	if (given === "__user") return undefined;
	return ["Check", "Int", "Float", "Currency", "Percent"].includes(field.fieldtype) ? Number(given) : given;
}
