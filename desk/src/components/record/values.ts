// A value of a change in the words of the reader. Some servers keep it as stored, some as the writer saw it: both are shown.
import type { Field } from "@/api/meta";
import type { Cell } from "@/api/record";
import { __ } from "@/i18n/translate";
import { fromHtml } from "@/fields/rich_text/html";
import { fromServer } from "@/lib/dates";

const NUMBERS = new Set(["Int", "Float", "Currency", "Percent", "Long Int", "Rating", "Duration"]);
const DATES = new Set(["Date", "Datetime"]);
const TEXTS = new Set(["Text Editor", "HTML Editor", "Markdown Editor", "Text", "Long Text", "Small Text", "Code", "JSON"]);

export const isEmpty = (value: unknown) => value === null || value === undefined || value === "";

export const asField = (cell: Cell): Field => ({ fieldname: cell.fieldname, label: cell.label, fieldtype: cell.fieldtype, options: cell.options ?? undefined });

/** Whether the value is as stored, so that the view of its field type can show it. */
export function isStored(cell: Cell, value: unknown): boolean {
	if (NUMBERS.has(cell.fieldtype)) return typeof value === "number" || /^-?\d+(\.\d+)?$/.test(String(value));
	if (DATES.has(cell.fieldtype)) return Boolean(fromServer(String(value)));
	if (cell.fieldtype === "Check") return /^[01]$/.test(String(value));
	if (cell.fieldtype === "Time") return /^\d{1,2}:\d\d/.test(String(value));
	return !TEXTS.has(cell.fieldtype) && cell.fieldtype !== "Link" && cell.fieldtype !== "Dynamic Link";
}

/** What is shown where no view does it: a linked record by its title, long text as one line. */
export function wordsFor(cell: Cell, value: unknown, titles: Record<string, string>): string {
	if (isEmpty(value)) return __("empty");
	if (cell.fieldtype === "Link") {
		const title = titles[`${cell.options}::${String(value)}`];
		return title === undefined ? String(value) : title ? __(title) : __("(not yours to see)");
	}
	if (DATES.has(cell.fieldtype)) return String(value).replace(/^(\d\d)[-.](\d\d)[-.](\d{4})/, "$1/$2/$3");
	const text = fromHtml(String(value)).replace(/\s+/g, " ").trim();
	return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
