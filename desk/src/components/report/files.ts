// What is seen, as a file: the same columns, order and groups; figures stay figures.
import type { Titles } from "@/api/lists";
import { __ } from "@/i18n/translate";
import { fromServer, showDate, showMoment } from "@/lib/dates";
import type { Line, Sums } from "./shape";
import { cellText, fileValue, isSummed, type Column } from "./values";

export interface FileTable {
	columns: { label: string; fieldtype: string }[];
	rows: unknown[][];
}

export function fileTable(columns: Column[], lines: Line[], totals: Sums | undefined, titles: Titles, groups: number): FileTable {
	const lead = groups ? [{ label: __("Group"), fieldtype: "Data" }] : [];
	const sums = (of: Sums) => columns.map((column) => (isSummed(column) ? (of[column.fieldname] ?? 0) : null));
	const rows = lines.map((line) =>
		line.kind === "group"
			? ["  ".repeat(line.depth) + (cellText(line.column, line.sample, titles) || __("Nothing stated")), ...sums(line.sums)]
			: [...(groups ? [null] : []), ...columns.map((column) => fileValue(column, line.row, titles))],
	);
	if (totals) {
		const last = [...(groups ? [__("Total")] : []), ...sums(totals)];
		if (!groups && last[0] === null) last[0] = __("Total");
		rows.push(last);
	}
	return { columns: [...lead, ...columns.map((column) => ({ label: column.label, fieldtype: column.fieldtype }))], rows };
}

/** The same rows as text files have them: days as people write them. */
export const textRows = (table: FileTable) =>
	table.rows.map((row) =>
		row.map((value, index) => {
			const kind = table.columns[index].fieldtype;
			const day = (kind === "Date" || kind === "Datetime") && typeof value === "string" ? fromServer(value) : undefined;
			return day ? (kind === "Date" ? showDate(day) : showMoment(day)) : value;
		}),
	);
