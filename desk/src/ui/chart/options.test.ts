import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setTexts } from "@/i18n/translate";
import { optionsOf, showFigure, showShort, type ChartFigures, type Palette } from "./options";

const palette: Palette = { ink: "#111", muted: "#555", line: "#ccc", surface: "#fff", font: "Inter", hues: ["#1b7f8c"] };
const figures = (over: Partial<ChartFigures>): ChartFigures => ({ kind: "bar", labels: ["a", "b"], series: [{ name: "n", values: [1, 2] }], label: "Events", ...over });
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const told = (over: Partial<ChartFigures>) => optionsOf(figures(over), palette) as any;

describe("what a chart draws", () => {
	it("keeps labels and values in their order", () => {
		const { xAxis, series } = told({});
		expect(xAxis.data).toEqual(["a", "b"]);
		expect(series[0].data).toEqual([1, 2]);
	});
	it("tells several series apart by pattern and legend, one series by its place", () => {
		const two = told({ series: [{ name: "n", values: [1] }, { name: "m", values: [2] }] });
		expect(two.aria.decal.show).toBe(true);
		expect(two.legend).toBeTruthy();
		expect(told({}).aria.decal.show).toBe(false);
	});
	it("names each piece of a pie with its figure", () => {
		const [pie] = told({ kind: "pie" }).series;
		expect(pie.data).toEqual([{ name: "a", value: 1 }, { name: "b", value: 2 }]);
		expect(pie.label.formatter({ name: "a", value: 1200 })).toContain("a: 1");
	});
	it("puts the figures of a narrow pie into its legend", () => {
		// eslint-disable-next-line @typescript-eslint/no-explicit-any
		const { legend, series } = optionsOf(figures({ kind: "pie" }), palette, true, true) as any;
		expect([legend.formatter("b"), series[0].label.show]).toEqual(["b: 2", false]);
	});
	it("lays a few bars with long names down in a narrow place", () => {
		// eslint-disable-next-line @typescript-eslint/no-explicit-any
		const axes = (labels: string[], narrow: boolean) => (optionsOf(figures({ labels }), palette, true, narrow) as any).yAxis.type;
		expect([axes(["First contact", "Won"], true), axes(["First contact", "Won"], false), axes(["a", "b"], true)]).toEqual(["category", "value", "value"]);
	});
	it("writes short amounts as they are read in English", () => expect(showShort(161_000, "money")).toMatch(/^€161k$/i));
	it("keeps the order of a funnel", () => expect(told({ kind: "funnel" }).series[0].sort).toBe("none"));
	it("does not move for those who asked for stillness", () => expect(optionsOf(figures({}), palette, true)).toMatchObject({ animation: false }));
});

describe("figures in Italian", () => {
	beforeEach(() => setTexts("it", {}));
	afterEach(() => setTexts("en", {}));
	it("are written as there", () => {
		expect(showFigure(1240.5, "money")).toMatch(/^1\.240,50\s€$/);
		expect(showFigure(12.5, "percent")).toBe("12,5 %");
		expect(showFigure(null)).toBe("");
		expect(showShort(161_000, "money")).toBe("161 mila €");
		expect(showShort(1_200_000)).toMatch(/1,2\sMln/);
	});
});

describe("the colours of charts", () => {
	const css = readFileSync("src/theme/tokens.css", "utf8");
	const themes = { light: css.slice(0, css.indexOf(".body--dark")), dark: css.slice(css.indexOf(".body--dark")) };
	for (const [theme, text] of Object.entries(themes)) {
		const token = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(text)![1];
		for (const number of [1, 2, 3, 4, 5, 6, 7]) it(`${number} stands out on the surface, ${theme}`, () => expect(contrast(token(`chart-${number}`), token("surface"))).toBeGreaterThanOrEqual(3));
	}
});

function contrast(a: string, b: string): number {
	const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
	return (high + 0.05) / (low + 0.05);
}
function luminance(hex: string): number {
	const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
