// How a form is laid out, from the metadata alone: the first view (at most seven fields), then tabs, sections and columns.
import type { Doc } from "@/api/documents";
import { isLayout, isTable, type Field, type Meta } from "@/api/meta";
import { holds } from "@/lib/expression";

export const FIRST_VIEW = 7;

export interface Section {
	label: string;
	description: string;
	collapsible: boolean;
	depends_on?: string;
	columns: Field[][];
}
export interface Tab {
	label: string;
	sections: Section[];
}

const SYSTEM = new Set(["naming_series", "amended_from", "lft", "rgt", "old_parent"]);
const DRAWN = new Set(["Heading", "HTML", "Image"]);

export const isEntered = (field: Field) => !isLayout(field) && !field.hidden && !SYSTEM.has(field.fieldname);
/** Parts of the form that say something and hold nothing. */
export const isDrawn = (field: Field) => DRAWN.has(field.fieldtype) && !field.hidden;
export const fieldsOf = (section: Section): Field[] => section.columns.flat();

/** Tabs, their sections and the columns of these, as the DocType has them; nothing empty. A hidden section keeps the company's own fields. */
export function tabsOf(fields: Field[]): Tab[] {
	const tabs: Tab[] = [];
	const openTab = (label = "") => tabs.push({ label, sections: [] });
	const openSection = (of?: Field, closed = false) =>
		tabs[tabs.length - 1].sections.push({ label: (!closed && of?.label) || "", description: of?.description ?? "", collapsible: Boolean(of?.collapsible), depends_on: of?.depends_on, columns: [[]] });
	let closed = false;
	openTab();
	openSection();
	for (const field of fields) {
		const sections = tabs[tabs.length - 1].sections;
		const section = sections[sections.length - 1];
		if (field.fieldtype === "Tab Break") {
			closed = Boolean(field.hidden);
			openTab(closed ? "" : field.label);
			openSection();
		} else if (field.fieldtype === "Section Break") {
			closed = Boolean(field.hidden);
			openSection(field, closed);
		} else if (field.fieldtype === "Column Break") section.columns.push([]);
		else if ((isEntered(field) || isDrawn(field)) && (!closed || field.is_custom_field)) section.columns[section.columns.length - 1].push(field);
	}
	return tabs.map((tab) => ({ ...tab, sections: narrowed(tab.sections, () => true) })).filter((tab) => tab.sections.length);
}

/** The sections with those of their fields that `keep` wants; sections with no field to enter fall away. */
export function narrowed(sections: Section[], keep: (field: Field) => boolean): Section[] {
	return sections
		.map((section) => ({ ...section, columns: section.columns.map((column) => column.filter(keep)).filter((column) => column.length) }))
		.filter((section) => fieldsOf(section).some(isEntered));
}

export const narrowedTabs = (tabs: Tab[], keep: (field: Field) => boolean): Tab[] =>
	tabs.map((tab) => ({ ...tab, sections: narrowed(tab.sections, keep) })).filter((tab) => tab.sections.length);

const weight = (field: Field) => (field.reqd || field.bold ? 0 : 1);
const fits = (field: Field) => !field.read_only && !["Color", "Own Fields"].includes(field.fieldtype);

/** The names of the fields of the first view: needed ones first, the others as the DocType puts them. */
export function firstFields(meta: Meta, doc: Doc): Set<string> {
	const open = new Set(tabsOf(meta.fields).flatMap((tab) => tab.sections.flatMap(fieldsOf)));
	const candidates = meta.fields.filter((field) => open.has(field) && isEntered(field) && fits(field) && holds(field.depends_on, doc));
	const chosen = candidates
		.map((field, place) => ({ field, place }))
		.sort((a, b) => weight(a.field) - weight(b.field) || a.place - b.place)
		.slice(0, FIRST_VIEW);
	return new Set(chosen.map(({ field }) => field.fieldname));
}

/** What a small "make a new one" dialog asks: what is needed, what the kind of record marks for it, and what names it. */
export function quickFields(meta: Meta): string[] {
	const asked = meta.fields.filter((field) => isEntered(field) && fits(field) && (field.reqd || !isTable(field)));
	const must = asked.filter((field) => field.reqd || field.allow_in_quick_entry || field.bold || field.fieldname === meta.title_field);
	const listed = asked.filter((field) => field.in_list_view && !must.includes(field));
	const chosen = must.length >= 3 ? must : [...must, ...listed].slice(0, 4);
	return (chosen.length ? chosen : asked.slice(0, 3)).slice(0, FIRST_VIEW).map((field) => field.fieldname);
}

/** The tables of which such a dialog asks a first row, behind "More". */
export const quickTables = (meta: Meta): Field[] => meta.fields.filter((field) => isTable(field) && isEntered(field) && fits(field) && field.allow_in_quick_entry && !field.reqd);

/** The field that takes a typed name: the title, the field a record is named by, or the first needed text. */
export function namingField(meta: Meta): Field | undefined {
	const named = /^field:(.+)$/.exec(meta.autoname ?? "")?.[1];
	const texts = meta.fields.filter((field) => isEntered(field) && !field.read_only && ["Data", "Small Text"].includes(field.fieldtype));
	return texts.find((field) => field.fieldname === (named ?? meta.title_field)) ?? texts.find((field) => field.reqd);
}

export const isEmpty = (value: unknown) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

/** Whether a field has something to read: zero and "no" are the defaults of their types and say nothing. */
export function hasValue(field: Field, value: unknown): boolean {
	if (isEmpty(value)) return false;
	return ["Check", "Int", "Float", "Currency", "Percent", "Rating", "Duration"].includes(field.fieldtype) ? Number(value) !== 0 : true;
}

/** A new record with the defaults that the reader should see before saving. */
export function newDoc(meta: Meta, preset: Doc = {}, today = new Date()): Doc {
	const doc: Doc = { doctype: meta.name };
	for (const field of meta.fields) {
		if (isLayout(field) || !field.default || field.default.startsWith(":") || field.default.startsWith("eval:")) continue;
		doc[field.fieldname] = defaultOf(field, today);
	}
	return { ...doc, ...preset };
}

/** A copy of a record to begin a new one with: without its name, its history and what the DocType says is not copied. */
export function copyOf(meta: Meta, doc: Doc, metaOf: (doctype: string) => Meta | undefined): Doc {
	const copy: Doc = { doctype: meta.name };
	for (const field of meta.fields) {
		const value = doc[field.fieldname];
		if (isLayout(field) || field.no_copy || SYSTEM.has(field.fieldname) || field.fieldtype === "Password" || isEmpty(value)) continue;
		const rowMeta = Array.isArray(value) ? metaOf(field.options ?? "") : undefined;
		copy[field.fieldname] = Array.isArray(value) ? (value as Doc[]).map((row, at) => copyOfRow(row, rowMeta, at + 1)) : value;
	}
	return copy;
}

const ROW_SYSTEM = new Set(["name", "owner", "creation", "modified", "modified_by", "parent", "parentfield", "parenttype", "docstatus", "doctype", "__islocal", "__unsaved", "__key"]);

export function copyOfRow(row: Doc, meta: Meta | undefined, idx: number): Doc {
	const kept = Object.entries(row).filter(([key]) => !ROW_SYSTEM.has(key) && !meta?.fields.find((field) => field.fieldname === key)?.no_copy);
	return { ...Object.fromEntries(kept), idx };
}

export function defaultOf(field: Field, now = new Date()): unknown {
	const given = field.default ?? "";
	const two = (n: number) => String(n).padStart(2, "0");
	const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
	const clock = `${two(now.getHours())}:${two(now.getMinutes())}:00`;
	if (/^today$/i.test(given)) return day;
	if (/^now$/i.test(given)) return field.fieldtype === "Time" ? clock : field.fieldtype === "Date" ? day : `${day} ${clock}`;
	if (given === "__user") return undefined;
	return ["Check", "Int", "Float", "Currency", "Percent"].includes(field.fieldtype) ? Number(given) : given;
}
