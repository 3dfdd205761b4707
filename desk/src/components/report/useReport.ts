// The work behind the screen of a report: its filters and shape in the address, its answer, what is shown of it.
import { computed, ref, watch, type Ref } from "vue";
import { useRoute, useRouter } from "vue-router";
import { sentenceOf } from "@/api/errors";
import { describeReport, runReport, type ReportAnswer, type ReportDescription } from "@/api/reports";
import { toServerDate } from "@/lib/dates";
import { useKept } from "@/lib/kept";
import { useLatest } from "@/lib/latest";
import { daysOf } from "@/lib/periods";
import { chartOf } from "./chart";
import { groupKeys, linesOf, readShape, shownColumns, sumsOf, toldShape, writeShape, type Query } from "./shape";
import { columnsOf } from "./values";

export function useReport(name: Ref<string>) {
	const route = useRoute();
	const router = useRouter();
	const state = ref<"idle" | "loading" | "done" | "error">("loading");
	const problem = ref("");
	const about = ref<ReportDescription>();
	const answer = ref<ReportAnswer>();
	const closed = useKept<string[]>("closed", []);
	const latest = useLatest();

	const query = computed(() => route.query as Query);
	const period = computed(() => (daysOf(query.value._period) ? query.value._period : undefined));
	const values = computed<Record<string, unknown>>(() => {
		const given = (about.value?.filters ?? []).map((filter) => [filter.fieldname, query.value[filter.fieldname] ?? filter.default ?? ""] as const);
		const days = daysOf(period.value);
		const spans = days ? { from_date: toServerDate(days[0]), to_date: toServerDate(days[1]) } : {};
		return Object.fromEntries(Object.entries({ ...Object.fromEntries(given), ...spans }).filter(([, value]) => value !== ""));
	});
	const missing = computed(() => about.value?.filters.find((filter) => filter.mandatory && values.value[filter.fieldname] === undefined));
	const shape = computed(() => toldShape(readShape(query.value), columns.value));
	const titles = computed(() => answer.value?.titles ?? {});
	const columns = computed(() => (answer.value ? columnsOf(answer.value) : []));
	const shown = computed(() => shownColumns(columns.value, shape.value));
	const rows = computed(() => answer.value?.rows ?? []);
	const lines = computed(() => linesOf(rows.value, columns.value, shape.value, new Set(closed.value), titles.value));
	const totals = computed(() => (answer.value?.totals && rows.value.length ? sumsOf(rows.value, columns.value) : undefined));
	const ownChart = computed(() => Boolean(answer.value?.chart?.data?.labels?.length));
	const chart = computed(() => (answer.value ? chartOf(answer.value, columns.value, shape.value.chart, titles.value, rows.value) : undefined));

	async function open() {
		state.value = "loading";
		try {
			about.value = await describeReport(name.value);
		} catch (failure) {
			problem.value = sentenceOf(failure);
			state.value = "error";
			return;
		}
		await run();
	}
	async function run() {
		if (missing.value) {
			state.value = "idle";
			return;
		}
		state.value = "loading";
		await latest.run(
			(signal) => runReport(name.value, values.value, signal),
			(found) => {
				answer.value = found;
				state.value = "done";
			},
			(failure) => {
				problem.value = sentenceOf(failure);
				state.value = "error";
			},
		);
	}
	watch(() => (about.value ? JSON.stringify(values.value) : ""), (_now, before) => before && run());

	const change = (part: Query) => router.replace({ query: { ...route.query, ...part } });
	/** A filter that has a default and is cleared stays cleared: the address says so. */
	const set = (filter: string, value: string) => change({ [filter]: value || (about.value?.filters.find((one) => one.fieldname === filter)?.default ? "" : undefined) });
	function sortBy(column: string, more: boolean) {
		const known = shape.value.sort.find((one) => one.column === column);
		const next = known ? (known.down ? [] : [{ column, down: true }]) : [{ column, down: false }];
		void change(writeShape({ sort: more ? [...shape.value.sort.filter((one) => one.column !== column), ...next] : next }));
	}
	function fold(key: string) {
		closed.value = closed.value.includes(key) ? closed.value.filter((one) => one !== key) : [...closed.value, key];
	}
	const foldAll = (shut: boolean) => (closed.value = shut ? groupKeys(rows.value, shape.value.groups) : []);

	return { state, problem, about, answer, query, period, values, missing, shape, titles, columns, shown, rows, lines, totals, ownChart, chart, open, run, change, set, sortBy, fold, foldAll };
}
