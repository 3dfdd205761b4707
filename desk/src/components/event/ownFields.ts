// The fields that events of a kind have of their own, as fields of a form; their values are rows of `event_values`.
import type { EventType, OwnField } from "@/api/agenda";
import type { Doc } from "@/api/documents";
import type { Field } from "@/api/meta";
import { __ } from "@/i18n/translate";
import { fromServer, showDate } from "@/lib/dates";
import { showFloat } from "@/lib/numbers";

const TYPES: Record<OwnField["value_type"], string> = { Text: "Small Text", Choice: "Select", Number: "Float", Amount: "Currency", Date: "Date", "Yes/No": "Check" };
const COLUMNS = ["text", "choice", "number", "amount", "date", "yes_no"];

export const asField = (own: OwnField): Field => ({ fieldname: own.field_key, label: own.label, fieldtype: TYPES[own.value_type], options: own.value_type === "Choice" ? ["", ...own.choices.map((one) => one.value)].join("\n") : undefined });

export const valueOf = (own: OwnField, rows: Doc[]): unknown => rows.find((row) => row.field_key === own.field_key)?.[own.column];

/** The rows with one value set; an emptied one goes, except a "no", which was said. */
export function withValue(own: OwnField, rows: Doc[], value: unknown): Doc[] {
	const others = rows.filter((row) => row.field_key !== own.field_key);
	const old = rows.find((row) => row.field_key === own.field_key);
	const empty = value === "" || value === null || value === undefined;
	if (empty) return numbered(others);
	const row = { ...old, field_key: own.field_key, label: own.label, [own.column]: value };
	return numbered(old ? rows.map((one) => (one === old ? row : one)) : [...rows, row]);
}

const numbered = (rows: Doc[]): Doc[] => rows.map((row, at) => ({ ...row, idx: at + 1 }));

/** Rows of the fields that a kind has. */
export const rowsOfKind = (type: EventType | undefined, rows: Doc[]): Doc[] => rows.filter((row) => type?.fields.some((own) => own.field_key === row.field_key));

/** Rows of another kind or of a field that is no longer there: they are kept and shown as they are. */
export function otherRows(type: EventType | undefined, rows: Doc[]): Doc[] {
	const known = rowsOfKind(type, rows);
	return rows.filter((row) => !known.includes(row));
}

/** The rows without one of them. */
export const withoutRow = (row: Doc, rows: Doc[]): Doc[] => numbered(rows.filter((one) => one !== row));

export const titleOf = (row: Doc) => __(String(row.label || row.field_key));

/** What a row says, whatever its column, as the reader writes it. */
export function saidIn(row: Doc): string {
	const column = COLUMNS.find((one) => ![null, undefined, "", 0].includes(row[one] as null));
	const value = column ? row[column] : "";
	if (column === "number" || column === "amount") return showFloat(Number(value));
	if (column === "date") return showDate(fromServer(String(value)) ?? new Date());
	if (column === "yes_no") return __("Yes");
	return column === "choice" ? __(String(value)) : String(value);
}
