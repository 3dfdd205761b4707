// Report columns and rows as the screen needs them.
import type { ReportAnswer, ReportColumn } from "@/api/reports";
import type { Field } from "@/api/meta";
import { __ } from "@/i18n/translate";
import { fromServer, showMonth } from "@/lib/dates";

/** Report names carry the app's name for the server's sake; a reader needs none of it. */
export const reportTitle = (name: string) => {
	const whole = __(name);
	return whole === name ? __(name.replace(/^RelCRM /, "")) : whole;
};

/** A column given as "Label:Type/Options:Width" or as an object, as a field. */
export function columnOf(column: ReportColumn | string, index: number): Field {
	if (typeof column !== "string") return { fieldname: column.fieldname, label: column.label, fieldtype: column.fieldtype || "Data", options: column.options };
	const [label, type = "Data"] = column.split(":");
	const [fieldtype, options] = type.split("/");
	return { fieldname: label.toLowerCase().replace(/\W+/g, "_") || `column_${index}`, label, fieldtype: fieldtype || "Data", options };
}

export interface ReportTable {
	columns: Field[];
	rows: Record<string, unknown>[];
	total?: Record<string, unknown>;
}

export function tableOf(answer: ReportAnswer): ReportTable {
	const columns = answer.columns.map(columnOf);
	const asRow = (row: Record<string, unknown> | unknown[]) => (Array.isArray(row) ? Object.fromEntries(columns.map((column, index) => [column.fieldname, row[index]])) : row);
	const result = answer.result ?? [];
	const last = result[result.length - 1];
	const hasTotal = Boolean(answer.add_total_row) && Array.isArray(last) && result.length > 0;
	return { columns, rows: (hasTotal ? result.slice(0, -1) : result).map(asRow), total: hasTotal ? asRow(last) : undefined };
}

/** Months come as "2026-11"; people read "November 2026". */
export function spoken(value: unknown): unknown {
	if (typeof value === "string" && /^\d{4}-\d{2}$/.test(value)) {
		const day = fromServer(`${value}-01`);
		return day ? showMonth(day) : value;
	}
	return value;
}

const NUMBERS = new Set(["Int", "Float", "Currency", "Percent", "Long Int"]);
export const isNumber = (column: Field) => NUMBERS.has(column.fieldtype);

export function sortRows(rows: Record<string, unknown>[], column: Field | undefined, down: boolean): Record<string, unknown>[] {
	if (!column) return rows;
	const key = column.fieldname;
	const compare = isNumber(column) ? (a: unknown, b: unknown) => Number(a ?? 0) - Number(b ?? 0) : (a: unknown, b: unknown) => String(a ?? "").localeCompare(String(b ?? ""));
	return [...rows].sort((a, b) => (down ? -1 : 1) * compare(a[key], b[key]));
}
