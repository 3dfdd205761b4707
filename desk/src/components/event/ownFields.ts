// The fields that events of a kind have of their own, as fields of a form; their values are rows of `event_values`.
import type { EventType, OwnField } from "@/api/agenda";
import type { Doc } from "@/api/documents";
import type { Field } from "@/api/meta";

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

/** Rows of another kind or of a field that is no longer there: they are kept and shown as they are. */
export function otherRows(type: EventType | undefined, rows: Doc[]): Doc[] {
	const known = new Set((type?.fields ?? []).map((own) => own.field_key));
	return rows.filter((row) => !known.has(String(row.field_key)));
}

/** What a row says, whatever its column. */
export const saidIn = (row: Doc): unknown => COLUMNS.map((column) => row[column]).find((value) => value !== null && value !== undefined && value !== "" && value !== 0);
