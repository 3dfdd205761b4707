// What the desk itself can say of a value before the server is asked, and which field a sentence of the server is about.
import type { Doc } from "@/api/documents";
import { isTable, type Field, type Meta } from "@/api/meta";
import { __ } from "@/i18n/translate";
import { isEmpty } from "./layout";
import { isLocked, isNeeded, isShown, type Circumstances } from "./rules";

export type Problems = Record<string, string>;

const EMAIL = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]{2,}$/;

function formatProblem(field: Field, value: unknown): string {
	const text = typeof value === "string" ? value.trim() : "";
	if (!text) return "";
	if (field.options === "Email" && !text.split(/[,;\n]/).every((one) => EMAIL.test(one.trim()))) return __("This is no e-mail address. Write it like name@company.it.");
	if (field.options === "URL" && /\s/.test(text)) return __("An address of the web has no blanks. Write it like www.company.it.");
	if (field.fieldtype === "JSON" && !isJson(text)) return __("This cannot be read: a bracket, a comma or a quote is missing or too many.");
	return "";
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

const blank = (value: unknown) => isEmpty(value) || (typeof value === "string" && !value.replace(/<(?!img)[^>]*>|&nbsp;/gi, "").trim());

/** The problem with one field's value as it stands; "" when there is none. */
export function checkField(field: Field, where: Circumstances, metaOf?: (doctype: string) => Meta | undefined): string {
	const value = where.doc[field.fieldname];
	if (!isShown(field, where) || isLocked(field, where)) return "";
	if (isNeeded(field, where) && (field.fieldtype === "Check" ? false : blank(value))) return __("{0} is missing.", [__(field.label)]);
	if (isTable(field) && Array.isArray(value)) return checkRows(field, value as Doc[], where, metaOf);
	return formatProblem(field, value);
}

function checkRows(field: Field, rows: Doc[], where: Circumstances, metaOf?: (doctype: string) => Meta | undefined): string {
	const meta = metaOf?.(field.options ?? "");
	if (!meta) return "";
	for (const [at, row] of rows.entries()) {
		for (const column of meta.fields) {
			const problem = checkField(column, { meta, doc: row, parent: where.doc, isNew: true });
			if (problem) return __("Row {0}: {1}", [at + 1, problem]);
		}
	}
	return "";
}

/** All problems of a record, by field, in the order of the form. */
export function checkAll(where: Circumstances, metaOf?: (doctype: string) => Meta | undefined): Problems {
	const found = where.meta.fields.map((field) => [field.fieldname, checkField(field, where, metaOf)] as const).filter(([, problem]) => problem);
	return Object.fromEntries(found);
}

const sign = /[.*+?^${}()|[\]\\]/g;

/** The field that a sentence names by its label; the longest label wins ("Main phone" before "Phone"). */
export function fieldNamedIn(sentence: string, meta: Meta): Field | undefined {
	const named = meta.fields.filter((field) => {
		const labels = [field.label ? __(field.label) : "", field.label ?? "", field.fieldname].filter((label) => label.length > 2);
		return labels.some((label) => new RegExp(`(^|[^\\p{L}\\p{N}_])${label.replace(sign, "\\$&")}([^\\p{L}\\p{N}_]|$)`, "u").test(sentence));
	});
	const length = (field: Field) => __(field.label).length;
	return named.filter((field) => !field.hidden && field.label).sort((a, b) => length(b) - length(a))[0];
}
