// Which columns a list shows and which fields can filter it, from the metadata; the reader's own choice is kept.
import { isColumn, isLong, type Field, type Meta } from "@/api/meta";
import { isEntered } from "@/form/layout";

const MOST = 8;

export const columnChoices = (meta: Meta): Field[] => meta.fields.filter((field) => isColumn(field) && isEntered(field) && !isLong(field));

export function defaultColumns(meta: Meta): Field[] {
	const choices = columnChoices(meta);
	const title = choices.filter((field) => field.fieldname === meta.title_field);
	const marked = choices.filter((field) => field.in_list_view && field.fieldname !== meta.title_field);
	const added = choices.filter((field) => field.is_custom_field && !field.in_list_view && field.fieldname !== meta.title_field);
	const found = [...title, ...marked].slice(0, MOST - 1);
	return [...found, ...added].slice(0, MOST);
}

const keyOf = (doctype: string) => `relcrm.columns.${doctype}`;

export function keptColumns(meta: Meta): Field[] {
	const names = readKept(meta.name);
	const choices = columnChoices(meta);
	const kept = names.map((name) => choices.find((field) => field.fieldname === name)).filter((field): field is Field => Boolean(field));
	return kept.length ? kept : defaultColumns(meta);
}

function readKept(doctype: string): string[] {
	try {
		return JSON.parse(localStorage.getItem(keyOf(doctype)) ?? "[]") as string[];
	} catch {
		return [];
	}
}

export const keepColumns = (doctype: string, names: string[]) => localStorage.setItem(keyOf(doctype), JSON.stringify(names));
export const dropColumns = (doctype: string) => localStorage.removeItem(keyOf(doctype));

/** Fields one can filter by: those the DocType names for it first, then custom ones, then all others. */
export function filterFields(meta: Meta): Field[] {
	const rank = (field: Field) => (field.in_standard_filter ? 0 : field.is_custom_field ? 1 : field.in_list_view ? 2 : 3);
	return meta.fields
		.filter((field) => isColumn(field) && isEntered(field))
		.map((field, place) => ({ field, place }))
		.sort((a, b) => rank(a.field) - rank(b.field) || a.place - b.place)
		.map(({ field }) => field);
}

/** The folded words of what was typed, as the server folds the column `search_text`. */
export function searchWords(typed: string): string[] {
	const text = typed.trim();
	const digits = text.replace(/\D/g, "");
	if (/^[\d\s+()/.\-]+$/.test(text) && digits.length >= 3) return [text.startsWith("00") && digits.length > 6 ? digits.slice(2) : digits];
	const folded = text.replace(/['’‘`´]/g, "").toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
	return folded.split(/[^\p{L}\p{N}&@._+-]+/u).filter(Boolean);
}

/** The fields a list's own search box looks into. */
export function searchFields(meta: Meta): string[] {
	const named = (meta.search_fields ?? "").split(",").map((name) => name.trim());
	const texts = meta.fields.filter((field) => isColumn(field) && ["Data", "Small Text", "Text"].includes(field.fieldtype)).map((field) => field.fieldname);
	return [...new Set([meta.title_field ?? "", ...named])].filter((name) => texts.includes(name)).slice(0, 5);
}
