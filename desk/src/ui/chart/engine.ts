// The parts of echarts that our charts use; loaded only when a chart is on the screen.
import { BarChart, FunnelChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Options } from "./options";

use([BarChart, LineChart, PieChart, FunnelChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, SVGRenderer]);

export interface Drawing {
	show(options: Options): void;
	fit(width?: number): void;
	onPick(take: (series: number, index: number) => void): void;
	end(): void;
}

export function draw(place: HTMLElement): Drawing {
	const chart: EChartsType = init(place, undefined, { renderer: "svg" });
	return {
		show: (options) => chart.setOption(options, { notMerge: true }),
		fit: (width) => chart.resize(width ? { width } : undefined),
		onPick: (take) => chart.on("click", (point) => take(point.seriesIndex ?? 0, point.dataIndex)),
		end: () => chart.dispose(),
	};
}
