// What a chart is told to draw: figures in, echarts' options out. No screen, no colours of its own.
import type { EChartsCoreOption } from "echarts/core";
import { localeOf } from "@/lib/dates";
import { showFloat, showInt, showMoney, showPercent } from "@/lib/numbers";

export type ChartKind = "bar" | "line" | "pie" | "funnel";
export type ChartFormat = "number" | "money" | "percent";
export type Options = EChartsCoreOption;

export interface ChartSeries {
	name: string;
	values: (number | null)[];
}
export interface ChartFigures {
	kind: ChartKind;
	labels: string[];
	series: ChartSeries[];
	label: string;
	format?: ChartFormat;
	stacked?: boolean;
	/** Bars that lie, for long labels and narrow places. */
	lying?: boolean;
}
export interface Palette {
	ink: string;
	muted: string;
	line: string;
	surface: string;
	font: string;
	hues: string[];
}

const FEW = 12;

export function showFigure(value: number | null | undefined, format: ChartFormat = "number"): string {
	if (value === null || value === undefined) return "";
	if (format === "money") return showMoney(value);
	if (format === "percent") return showPercent(value);
	return Number.isInteger(value) ? showInt(value) : showFloat(value);
}

/** The figure at an axis or on a bar, where there is little room: "12 mila", "1,2 Mln". */
export function showShort(value: number, format: ChartFormat = "number"): string {
	const italian = localeOf() === "it-IT";
	const short = new Intl.NumberFormat(localeOf(), { notation: "compact", compactDisplay: italian && Math.abs(value) < 1_000_000 ? "long" : "short", maximumFractionDigits: 1 }).format(value);
	if (format === "money") return italian ? `${short} €` : `€${short}`;
	return format === "percent" ? `${short} %` : short;
}

export function optionsOf(figures: ChartFigures, palette: Palette, still = false, narrow = false): Options {
	const round = figures.kind === "pie" || figures.kind === "funnel";
	const several = round || figures.series.length > 1;
	return {
		animation: !still,
		animationDuration: 300,
		color: palette.hues,
		backgroundColor: "transparent",
		textStyle: { fontFamily: palette.font, fontSize: 12, color: palette.ink },
		// What the chart says is told by the table beside it; the drawing itself is an ornament for readers of the screen.
		aria: { enabled: true, label: { enabled: false }, decal: { show: several && figures.kind !== "line" } },
		legend: several ? { bottom: 0, type: "plain", icon: "roundRect", textStyle: { color: palette.ink, fontSize: 12 }, formatter: round && narrow ? (name: string) => `${name}: ${figureOf(figures, name)}` : undefined } : undefined,
		tooltip: {
			trigger: round ? "item" : "axis",
			axisPointer: { type: figures.kind === "line" ? "line" : "shadow" },
			confine: true,
			backgroundColor: palette.surface,
			borderColor: palette.line,
			textStyle: { color: palette.ink, fontSize: 12 },
			valueFormatter: (value: unknown) => showFigure(Number(value), figures.format),
		},
		...(round ? { series: [roundSeries(figures, palette, narrow)] } : flat(layDown(figures, narrow), palette)),
	};
}

const figureOf = (figures: ChartFigures, name: string) => showFigure(figures.series[0]?.values[figures.labels.indexOf(name)], figures.format);

function roundSeries(figures: ChartFigures, palette: Palette, narrow: boolean) {
	const values = figures.series[0]?.values ?? [];
	const data = figures.labels.map((name, index) => ({ name, value: values[index] ?? 0 }));
	const label = { show: !narrow, color: palette.ink, formatter: (point: { name: string; value: number }) => `${point.name}: ${showFigure(point.value, figures.format)}` };
	const shared = { name: figures.series[0]?.name, data, label, itemStyle: { borderColor: palette.surface, borderWidth: 2 } };
	if (figures.kind === "pie") return { ...shared, type: "pie", radius: narrow ? ["38%", "62%"] : ["42%", "68%"], center: ["50%", narrow ? "36%" : "44%"], avoidLabelOverlap: true };
	return { ...shared, type: "funnel", sort: "none", top: 8, bottom: 40, left: "5%", width: "58%", minSize: "8%", label: { ...label, position: "right" } };
}

/** A few bars with names of some length lie in a narrow place: standing, their names would not fit below them. */
const layDown = (figures: ChartFigures, narrow: boolean): ChartFigures =>
	narrow && figures.kind === "bar" && figures.labels.length <= 8 && figures.labels.some((label) => label.length > 9) ? { ...figures, lying: true } : figures;

function flat(figures: ChartFigures, palette: Palette) {
	const several = figures.series.length > 1;
	const names = { type: "category", data: figures.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: palette.line } }, axisLabel: { color: palette.muted, hideOverlap: true, width: figures.lying ? 150 : undefined, overflow: "truncate" }, inverse: figures.lying };
	const amounts = { type: "value", splitLine: { lineStyle: { color: palette.line } }, axisLabel: { color: palette.muted, hideOverlap: true, formatter: (value: number) => showShort(value, figures.format) } };
	const labelled = figures.labels.length <= FEW && (!several || Boolean(figures.stacked));
	return {
		grid: { left: 4, right: figures.lying ? 76 : 12, top: 20, bottom: several ? 40 : 10, containLabel: true },
		xAxis: figures.lying ? amounts : names,
		yAxis: figures.lying ? names : amounts,
		series: figures.series.map((one) => ({
			type: figures.kind,
			name: one.name,
			data: one.values,
			stack: figures.stacked ? "all" : undefined,
			barMaxWidth: 44,
			labelLayout: { hideOverlap: true },
			symbolSize: 7,
			lineStyle: { width: 2.5 },
			label: labelled && !several ? { show: true, position: figures.lying ? "right" : "top", color: palette.ink, formatter: (point: { value: number }) => (point.value ? showShort(point.value, figures.format) : "") } : undefined,
			itemStyle: figures.kind === "bar" ? { borderRadius: figures.stacked ? 0 : figures.lying ? [0, 4, 4, 0] : [4, 4, 0, 0], borderColor: figures.stacked ? palette.surface : undefined, borderWidth: figures.stacked ? 1 : 0 } : undefined,
		})),
	};
}
