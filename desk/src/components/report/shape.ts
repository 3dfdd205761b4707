// How the reader has arranged a report: columns, order, groups, chart. All of it lives in the address and in saved views.
import type { ChartKind } from "@/ui/chart/options";
import { compareCells, isSummed, type Column, type ReportRow } from "./values";
import type { Titles } from "@/api/lists";

export interface ChartChoice {
	kind: ChartKind | "own" | "none";
	x?: string;
	y?: string;
}
export interface Shape {
	columns: string[];
	sort: { column: string; down: boolean }[];
	groups: string[];
	chart: ChartChoice;
}
export type Query = Record<string, string | undefined>;

const MOST_GROUPS = 4;
const words = (text: string | undefined) => (text ?? "").split(",").filter(Boolean);

export function readShape(query: Query): Shape {
	const [kind, x, y] = words(query._chart);
	return {
		columns: words(query._columns),
		sort: words(query._sort).map((word) => ({ column: word.replace(/^-/, ""), down: word.startsWith("-") })),
		groups: words(query._group).slice(0, MOST_GROUPS),
		chart: { kind: (kind as ChartChoice["kind"]) || "own", x, y },
	};
}

export const writeShape = (shape: Partial<Shape>): Query => ({
	...(shape.columns && { _columns: shape.columns.join(",") || undefined }),
	...(shape.sort && { _sort: shape.sort.map((one) => (one.down ? "-" : "") + one.column).join(",") || undefined }),
	...(shape.groups && { _group: shape.groups.join(",") || undefined }),
	...(shape.chart && { _chart: shape.chart.kind === "own" ? undefined : [shape.chart.kind, shape.chart.x, shape.chart.y].filter(Boolean).join(",") }),
});

/** The columns that are shown, in the reader's order; what is grouped by stands at the left already. */
/** The shape without groups that would tell colleagues apart to whoever may not see that. */
export const toldShape = (shape: Shape, columns: Column[]): Shape => ({ ...shape, groups: shape.groups.filter((name) => !columns.some((column) => column.fieldname === name && column.untold)) });

export function shownColumns(columns: Column[], shape: Shape): Column[] {
	const known = new Map(columns.map((column) => [column.fieldname, column]));
	const chosen = shape.columns.map((name) => known.get(name)).filter((column): column is Column => Boolean(column));
	return (chosen.length ? chosen : columns).filter((column) => !shape.groups.includes(column.fieldname));
}

export type Sums = Record<string, number>;
export interface GroupLine {
	kind: "group";
	key: string;
	depth: number;
	column: Column;
	sample: ReportRow;
	rows: ReportRow[];
	sums: Sums;
	open: boolean;
}
export interface RowLine {
	kind: "row";
	key: string;
	depth: number;
	row: ReportRow;
}
export type Line = GroupLine | RowLine;

export function sumsOf(rows: ReportRow[], columns: Column[]): Sums {
	return Object.fromEntries(columns.filter(isSummed).map((column) => [column.fieldname, rows.reduce((sum, row) => sum + (Number(row[column.fieldname]) || 0), 0)]));
}

/** What the table shows, line by line: groups with their sums, and the rows of those that are open. */
export function linesOf(rows: ReportRow[], columns: Column[], shape: Shape, closed: ReadonlySet<string>, titles: Titles): Line[] {
	const known = new Map(columns.map((column) => [column.fieldname, column]));
	const sorted = sortRows(rows, known, shape, titles);
	const levels = shape.groups.map((name) => known.get(name)).filter((column): column is Column => Boolean(column));
	return levels.length ? groupLines(sorted, levels, columns, shape, closed, titles, "", 0) : sorted.map((row, index) => ({ kind: "row", key: String(index), depth: 0, row }));
}

function sortRows(rows: ReportRow[], known: Map<string, Column>, shape: Shape, titles: Titles): ReportRow[] {
	const order = shape.sort.flatMap((one) => (known.has(one.column) ? [{ column: known.get(one.column)!, sign: one.down ? -1 : 1 }] : []));
	if (!order.length) return rows;
	return [...rows].sort((a, b) => order.reduce((found, { column, sign }) => found || sign * compareCells(column, a, b, titles), 0));
}

function groupLines(rows: ReportRow[], levels: Column[], columns: Column[], shape: Shape, closed: ReadonlySet<string>, titles: Titles, path: string, depth: number): Line[] {
	const [level, ...deeper] = levels;
	const groups = [...partsBy(rows, (row) => String(row[level.fieldname] ?? ""))].map(([value, part]) => ({ key: `${path}/${value}`, part, sums: sumsOf(part, columns) }));
	const first = shape.sort.find((one) => one.column === level.fieldname || one.column in (groups[0]?.sums ?? {}));
	const sign = first?.down ? -1 : 1;
	groups.sort((a, b) => sign * (first && first.column !== level.fieldname ? a.sums[first.column] - b.sums[first.column] : compareCells(level, a.part[0], b.part[0], titles)));
	return groups.flatMap(({ key, part, sums }): Line[] => {
		const open = !closed.has(key);
		const head: GroupLine = { kind: "group", key, depth, column: level, sample: part[0], rows: part, sums, open };
		if (!open) return [head];
		if (deeper.length) return [head, ...groupLines(part, deeper, columns, shape, closed, titles, key, depth + 1)];
		return [head, ...part.map((row, index): RowLine => ({ kind: "row", key: `${key}#${index}`, depth: depth + 1, row }))];
	});
}

/** Rows that share a key, in the order of their first. */
export function partsBy(rows: ReportRow[], keyOf: (row: ReportRow) => string): Map<string, ReportRow[]> {
	const parts = new Map<string, ReportRow[]>();
	for (const row of rows) {
		const key = keyOf(row);
		const part = parts.get(key);
		if (part) part.push(row);
		else parts.set(key, [row]);
	}
	return parts;
}

/** Every group down to the last level, for "close all". */
export function groupKeys(rows: ReportRow[], groups: string[]): string[] {
	const keys = new Set<string>();
	for (const row of rows) {
		let path = "";
		for (const name of groups) {
			path += `/${String(row[name] ?? "")}`;
			keys.add(path);
		}
	}
	return [...keys];
}
