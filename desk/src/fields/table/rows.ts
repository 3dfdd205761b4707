// What one does with the rows of a child table; always whole new rows, numbered from 1, each with a key that stays its own.
import type { Doc } from "@/api/documents";
import { isLayout, isTable, type Field, type Meta } from "@/api/meta";
import { copyOfRow, defaultOf, hasValue } from "@/form/layout";

export const ROW_KEY = "__key";
let count = 0;
const freshKey = () => `row-${++count}`;

export const keyOf = (row: Doc, at: number): string => String(row.name ?? row[ROW_KEY] ?? at);
const numbered = (rows: Doc[]): Doc[] => rows.map((row, at) => (row.idx === at + 1 ? row : { ...row, idx: at + 1 }));

export function blankRow(meta: Meta): Doc {
	const row: Doc = { [ROW_KEY]: freshKey() };
	for (const field of meta.fields) if (!isLayout(field) && field.default) row[field.fieldname] = defaultOf(field);
	return row;
}

export const withRow = (rows: Doc[], row: Doc, at = rows.length): Doc[] => numbered([...rows.slice(0, at), row, ...rows.slice(at)]);
export const withoutRow = (rows: Doc[], at: number): Doc[] => numbered(rows.filter((_, index) => index !== at));
export const withCell = (rows: Doc[], at: number, fieldname: string, value: unknown): Doc[] => rows.map((row, index) => (index === at ? { ...row, [fieldname]: value } : row));
export const withCopy = (rows: Doc[], at: number, meta: Meta | undefined): Doc[] => withRow(rows, { ...copyOfRow(rows[at], meta, at + 2), [ROW_KEY]: freshKey() }, at + 1);

export function withMoved(rows: Doc[], from: number, to: number): Doc[] {
	if (from === to || to < 0 || to >= rows.length || from < 0 || from >= rows.length) return rows;
	const kept = rows.filter((_, index) => index !== from);
	return numbered([...kept.slice(0, to), rows[from], ...kept.slice(to)]);
}

/** Whether a row says more than what a new one begins with. */
export const isFilledRow = (row: Doc, meta: Meta): boolean =>
	meta.fields.some((field: Field) => !isLayout(field) && !isTable(field) && hasValue(field, row[field.fieldname]) && row[field.fieldname] !== defaultOf(field));
