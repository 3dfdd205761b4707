// A report's figures as a chart: its own, or one that the reader chose.
import type { Titles } from "@/api/lists";
import type { ReportAnswer } from "@/api/reports";
import { __ } from "@/i18n/translate";
import { fromServer, showMonth } from "@/lib/dates";
import type { ChartFormat, ChartKind, ChartSeries } from "@/ui/chart/options";
import { partsBy, type ChartChoice } from "./shape";
import { cellText, compareCells, isMonth, isNumber, type Column, type ReportRow } from "./values";

export interface ReportChart {
	kind: ChartKind;
	labels: string[];
	series: ChartSeries[];
	format: ChartFormat;
	/** The rows behind each label, and the columns behind each series. */
	rows: ReportRow[][];
	columns: string[];
}

const MOST = 40;
const formatOf = (column: Column | undefined): ChartFormat => (column?.fieldtype === "Currency" ? "money" : column?.fieldtype === "Percent" ? "percent" : "number");

/** What can be counted along and what can be drawn, for the choice. */
export const labelColumns = (columns: Column[]) => columns.filter((column) => !isNumber(column) && !column.untold);
export const valueColumns = (columns: Column[]) => columns.filter(isNumber);

export function chartOf(answer: ReportAnswer, columns: Column[], choice: ChartChoice, titles: Titles, rows: ReportRow[]): ReportChart | undefined {
	if (choice.kind === "none") return undefined;
	if (choice.kind === "own") return ownChart(answer, columns, titles, rows);
	return chosenChart(columns, choice as ChartChoice & { kind: ChartKind }, titles, rows);
}

function ownChart(answer: ReportAnswer, columns: Column[], titles: Titles, rows: ReportRow[]): ReportChart | undefined {
	const data = answer.chart?.data;
	if (!data?.labels?.length || !data.datasets?.length) return undefined;
	const kind: ChartKind = answer.chart?.type === "line" ? "line" : ["pie", "donut", "percentage"].includes(answer.chart?.type ?? "") ? "pie" : answer.chart?.type === "funnel" ? "funnel" : "bar";
	const labels = data.labels.map((label) => (isMonth(label) ? showMonth(fromServer(`${label}-01`)!) : __(String(label ?? ""))));
	const keyed = labelColumns(columns).find((column) => rows.some((row) => String(row[column.fieldname] ?? "") === String(data.labels[0]) || cellText(column, row, titles) === labels[0]));
	const behind = data.labels.map((label, index) => (keyed ? rows.filter((row) => String(row[keyed.fieldname] ?? "") === String(label) || cellText(keyed, row, titles) === labels[index]) : []));
	const seriesColumns = data.datasets.map((one) => columns.find((column) => isNumber(column) && column.label === one.name)?.fieldname ?? "");
	const format = answer.chart?.fieldtype === "Currency" ? "money" : answer.chart?.fieldtype === "Percent" ? "percent" : formatOf(columns.find((column) => column.fieldname === seriesColumns[0]));
	return { kind, labels, series: data.datasets.map((one) => ({ name: __(one.name ?? ""), values: one.values })), format, rows: behind, columns: seriesColumns };
}

function chosenChart(columns: Column[], choice: ChartChoice & { kind: ChartKind }, titles: Titles, rows: ReportRow[]): ReportChart | undefined {
	const x = labelColumns(columns).find((column) => column.fieldname === choice.x) ?? labelColumns(columns)[0];
	const y = valueColumns(columns).find((column) => column.fieldname === choice.y);
	if (!x) return undefined;
	const parts = partsBy(rows, (row) => cellText(x, row, titles) || __("Nothing stated"));
	const sum = (part: ReportRow[]) => (y ? part.reduce((total, row) => total + (Number(row[y.fieldname]) || 0), 0) : part.length);
	const ordered = [...parts].sort(([, a], [, b]) => (isMonth(a[0][x.fieldname]) || x.fieldtype === "Date" ? compareCells(x, a[0], b[0], titles) : sum(b) - sum(a)));
	const seen = isMonth(ordered[0]?.[1][0][x.fieldname]) ? ordered.slice(-MOST) : ordered.slice(0, MOST);
	return { kind: choice.kind, labels: seen.map(([label]) => label), series: [{ name: y ? y.label : __("Rows"), values: seen.map(([, part]) => sum(part)) }], format: formatOf(y), rows: seen.map(([, part]) => part), columns: [y?.fieldname ?? ""] };
}
