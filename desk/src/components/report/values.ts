// Report columns and cells as the reader sees them: words, Italian figures and days, titles instead of codes.
import type { ReportAnswer, ReportColumn } from "@/api/reports";
import type { Titles } from "@/api/lists";
import { __ } from "@/i18n/translate";
import { fromServer, showDate, showMoment, showMonth } from "@/lib/dates";
import { showFloat, showInt, showMoney, showPercent } from "@/lib/numbers";
import { isCode } from "@/fields/link/links";

export type ReportRow = Record<string, unknown>;

export interface Column extends ReportColumn {
	fieldtype: string;
	disable_total?: 0 | 1;
	/** Users, by whom the reader may not count. */
	untold?: 0 | 1;
}

const OURS = /^RelCRM /;
/** Our report names carry the app's name and capitals for the server's sake; a reader needs none of them. */
export function reportTitle(name: string): string {
	const whole = __(name);
	if (whole !== name || !OURS.test(name)) return whole;
	const short = name.replace(OURS, "");
	const said = __(short);
	return said === short ? short.charAt(0) + short.slice(1).toLowerCase() : said;
}

export const columnsOf = (answer: ReportAnswer): Column[] => answer.columns.map((column) => ({ ...column, fieldtype: column.fieldtype || "Data", label: __(column.label) }));

const NUMBERS = new Set(["Int", "Float", "Currency", "Percent", "Long Int", "Duration"]);
export const isNumber = (column: Column) => NUMBERS.has(column.fieldtype);
export const isSummed = (column: Column) => isNumber(column) && column.fieldtype !== "Percent" && !column.disable_total;
export const isMonth = (value: unknown): value is string => typeof value === "string" && /^\d{4}-\d{2}$/.test(value);

/** The record that a cell stands for, when it stands for one. */
export function recordOf(column: Column, row: ReportRow): { doctype: string; name: string } | undefined {
	const name = row[column.fieldname];
	if (!name || (column.fieldtype !== "Link" && column.fieldtype !== "Dynamic Link")) return undefined;
	const doctype = column.fieldtype === "Link" ? column.options : row[column.options ?? ""];
	return doctype ? { doctype: String(doctype), name: String(name) } : undefined;
}

const MASTERS = new Set(["Relation Area", "Relation Event Type", "Workflow State", "User"]);
/** Whether a record has a screen of its own worth going to from a report. */
export const opens = (doctype: string) => !MASTERS.has(doctype);

/** What the reader sees in a cell; one text for the screen, the paper, the file and for sorting. */
export function cellText(column: Column, row: ReportRow, titles: Titles): string {
	const value = row[column.fieldname];
	if (value === null || value === undefined || value === "") return "";
	const record = recordOf(column, row);
	if (record) return titles[record.doctype]?.[record.name] ? __(titles[record.doctype][record.name]) : isCode(record.name) ? __("(not yours to see)") : __(record.name);
	return plainText(column, value);
}

function plainText(column: Column, value: unknown): string {
	switch (column.fieldtype) {
		case "Currency":
			return showMoney(Number(value));
		case "Percent":
			return showPercent(Number(value));
		case "Int":
		case "Long Int":
			return showInt(Number(value));
		case "Float":
			return showFloat(Number(value));
		case "Check":
			return value ? __("Yes") : __("No");
		case "Date":
		case "Datetime": {
			const day = fromServer(String(value));
			return day ? (column.fieldtype === "Date" ? showDate(day) : showMoment(day)) : String(value);
		}
		case "Select":
			return __(String(value));
	}
	if (isMonth(value)) return showMonth(fromServer(`${value}-01`)!);
	return typeof value === "number" ? showFloat(value) : String(value);
}

/** What a file for a spreadsheet gets: figures as figures, days as days, all else as seen. */
export function fileValue(column: Column, row: ReportRow, titles: Titles): unknown {
	const value = row[column.fieldname];
	if (value === null || value === undefined || value === "") return null;
	if (isNumber(column)) return Number(value);
	if (column.fieldtype === "Date" || column.fieldtype === "Datetime") return String(value);
	return cellText(column, row, titles);
}

/** Sorts by what is seen, figures and days by their size. */
export function compareCells(column: Column, a: ReportRow, b: ReportRow, titles: Titles): number {
	const [left, right] = [a[column.fieldname], b[column.fieldname]];
	const empty = Number(isEmpty(left)) - Number(isEmpty(right));
	if (empty || isEmpty(left)) return empty;
	if (isNumber(column)) return Number(left) - Number(right);
	if (column.fieldtype === "Date" || column.fieldtype === "Datetime" || (isMonth(left) && isMonth(right))) return String(left) < String(right) ? -1 : Number(String(left) > String(right));
	return cellText(column, a, titles).localeCompare(cellText(column, b, titles));
}

const isEmpty = (value: unknown) => value === null || value === undefined || value === "";
