// Two people changed the same record: what only one of them changed is joined, what both changed is asked, field by field.
import type { Doc } from "@/api/documents";
import { isTable, type Field, type Meta } from "@/api/meta";

export interface Conflict {
	field: Field;
	/** The row of a table and, in it, the column; a row without column was taken out by one and changed by the other. */
	row?: string;
	column?: string;
	mine: unknown;
	theirs: unknown;
	take: "mine" | "theirs";
}
export interface Merged {
	values: Doc;
	conflicts: Conflict[];
	/** Fields that only the other person changed. */
	joined: string[];
}

const plain = (value: unknown): string => {
	if (value === null || value === undefined || value === "" || value === false) return "";
	if (value === true) return "1";
	const text = String(value).trim();
	return /^-?\d+(\.\d+)?$/.test(text) ? String(Number(text)) : text.replace(/(\d\d:\d\d:\d\d)\.\d+$/, "$1");
};
const NOT_DATA = new Set(["name", "idx", "owner", "creation", "modified", "modified_by", "parent", "parentfield", "parenttype", "docstatus", "doctype", "__islocal", "__unsaved", "__key"]);

const rowsOf = (value: unknown): Doc[] => (Array.isArray(value) ? (value as Doc[]) : []);
const columnsOf = (...rows: (Doc | undefined)[]) => [...new Set(rows.flatMap((row) => Object.keys(row ?? {})))].filter((key) => !NOT_DATA.has(key));
const sameRow = (a: Doc, b: Doc) => columnsOf(a, b).every((key) => same(a[key], b[key]));

/** Whether two values say the same: nothing is nothing, 0 is "0", and rows count by what they hold. */
export function same(a: unknown, b: unknown): boolean {
	if (Array.isArray(a) || Array.isArray(b)) {
		const [left, right] = [rowsOf(a), rowsOf(b)];
		return left.length === right.length && left.every((row, at) => (row.name ?? "") === (right[at].name ?? "") && sameRow(row, right[at]));
	}
	const [left, right] = [plain(a), plain(b)];
	return left === right || (left === "0" && right === "") || (left === "" && right === "0");
}

/** Joins my changes (made on `base`) with the record as someone else saved it. */
export function mergeDocs(meta: Meta, base: Doc, mine: Doc, theirs: Doc): Merged {
	const merged: Merged = { values: {}, conflicts: [], joined: [] };
	for (const field of meta.fields) {
		const key = field.fieldname;
		if (!(key in mine)) continue;
		if (same(mine[key], theirs[key])) continue;
		if (same(base[key], theirs[key])) merged.values[key] = mine[key];
		else if (same(base[key], mine[key])) merged.joined.push(key);
		else if (isTable(field)) merged.values[key] = mergeRows(field, rowsOf(base[key]), rowsOf(mine[key]), rowsOf(theirs[key]), merged);
		else {
			merged.values[key] = mine[key];
			merged.conflicts.push({ field, mine: mine[key], theirs: theirs[key], take: "mine" });
		}
	}
	for (const field of meta.fields) if (!(field.fieldname in mine) && field.fieldname in base && !same(base[field.fieldname], theirs[field.fieldname])) merged.joined.push(field.fieldname);
	return merged;
}

const byName = (rows: Doc[]) => new Map(rows.filter((row) => row.name).map((row) => [String(row.name), row]));

function mergeRows(field: Field, base: Doc[], mine: Doc[], theirs: Doc[], merged: Merged): Doc[] {
	const [before, ours, others] = [byName(base), byName(mine), byName(theirs)];
	const rows: Doc[] = [];
	for (const row of mine) {
		const name = row.name ? String(row.name) : undefined;
		const old = name ? before.get(name) : undefined;
		const other = name ? others.get(name) : undefined;
		if (!old) rows.push(row);
		else if (other) rows.push(mergeRow(field, old, row, other, merged));
		else if (!sameRow(old, row)) {
			rows.push({ ...row, name: undefined });
			merged.conflicts.push({ field, row: name, mine: row, theirs: undefined, take: "mine" });
		}
	}
	for (const [name, other] of others) {
		if (ours.has(name)) continue;
		const old = before.get(name);
		if (!old) rows.push(other);
		else if (!sameRow(old, other)) {
			rows.push(other);
			merged.conflicts.push({ field, row: name, mine: undefined, theirs: other, take: "theirs" });
		}
	}
	return numbered(rows);
}

function mergeRow(field: Field, old: Doc, mine: Doc, theirs: Doc, merged: Merged): Doc {
	const row: Doc = { ...mine };
	for (const column of columnsOf(mine, theirs)) {
		if (same(old[column], mine[column])) row[column] = theirs[column];
		else if (!same(old[column], theirs[column]) && !same(mine[column], theirs[column])) merged.conflicts.push({ field, row: String(mine.name), column, mine: mine[column], theirs: theirs[column], take: "mine" });
	}
	return row;
}

const numbered = (rows: Doc[]) => rows.map((row, at) => ({ ...row, idx: at + 1 }));

/** My changes as they are to be saved, after each question was answered. */
export function settled(merged: Merged): Doc {
	const values: Doc = { ...merged.values };
	for (const { field, row, column, mine, theirs, take } of merged.conflicts) {
		const key = field.fieldname;
		const chosen = take === "mine" ? mine : theirs;
		if (!row) values[key] = chosen;
		else if (column) values[key] = rowsOf(values[key]).map((one) => (one.name === row ? { ...one, [column]: chosen } : one));
		else values[key] = numbered(withRow(rowsOf(values[key]), row, take, mine as Doc | undefined, theirs as Doc | undefined));
	}
	return values;
}

/** A row that one person took out and the other changed: it stays, or goes, as chosen. */
function withRow(rows: Doc[], name: string, take: "mine" | "theirs", mine?: Doc, theirs?: Doc): Doc[] {
	const others = rows.filter((row) => row.name !== name && !(mine && !row.name && sameRow(row, mine)));
	const kept = take === "mine" ? mine && { ...mine, name: undefined } : theirs;
	return kept ? [...others, kept] : others;
}
