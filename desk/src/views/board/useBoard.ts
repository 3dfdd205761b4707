// Loads a board column by column and moves its cards; only the newest question may answer.
import { computed, ref, watch } from "vue";
import { getBoard, moveCard, type Board, type CardMove } from "@/api/board";
import { sentenceOf } from "@/api/errors";
import { getGroups, getRows, type Condition, type ListField, type ListQuery, type Row, type Titles } from "@/api/lists";
import type { Meta } from "@/api/meta";
import { __ } from "@/i18n/translate";
import { changedEvents } from "@/lib/changes";
import { useLatest } from "@/lib/latest";
import { cardFields, comingPaths, wantedPaths } from "./fields";
import { makeLanes, shift, type Lane } from "./lanes";

const PAGE = 20;
const MOST = 1000;

export function useBoard(meta: () => Meta, query: () => ListQuery, field: () => string, fields: () => ListField[]) {
	const state = ref<"loading" | "done" | "error">("loading");
	const problem = ref("");
	const board = ref<Board>({ by_steps: 0, columns: [], moves: [] });
	const lanes = ref<Lane[]>([]);
	const titles = ref<Titles>({});
	/** Why columns of colleagues say no figures. */
	const untold = ref("");
	const latest = useLatest();
	const card = computed(() => cardFields(meta()));
	const amount = computed(() => card.value.amount?.fieldname);
	const sumKey = computed(() => (amount.value ? `sum:${amount.value}` : undefined));

	const inLane = (value: string): Condition => (value ? [field(), "=", value] : [field(), "is", "not set"]);
	const rowsQuery = (lane: Lane, start: number): ListQuery => ({ ...query(), columns: wantedPaths(meta(), field()), conditions: { op: "all", of: [query().conditions, inLane(lane.value)] }, group_by: [], totals: [], start, length: PAGE });
	const groupsQuery = (): ListQuery => ({ ...query(), columns: [field()], group_by: [field()], totals: amount.value ? [["sum", amount.value]] : [], start: 0 });
	const put = (value: string, part: Partial<Lane>) => (lanes.value = lanes.value.map((lane) => (lane.value === value ? { ...lane, ...part } : lane)));

	async function load() {
		if (!lanes.value.length) state.value = "loading";
		await latest.run(
			async (signal) => {
				const [found, groups] = await Promise.all([getBoard(meta().name, field(), signal), getGroups(groupsQuery(), [], signal)]);
				const made = makeLanes(found, groups.groups, sumKey.value, __("not filled in"), lanes.value);
				const pages = await Promise.all(made.map((lane) => (lane.count !== 0 ? getRows(rowsQuery(lane, 0), signal) : undefined)));
				const rows = await withComing(pages.flatMap((page) => page?.rows ?? []), signal);
				return { found, made, pages, rows, why: groups.untold ?? "" };
			},
			({ found, made, pages, rows, why }) => {
				board.value = found;
				untold.value = why;
				lanes.value = made.map((lane, at) => ({ ...lane, rows: rows.splice(0, pages[at]?.rows.length ?? 0), more: pages[at]?.more ?? false, state: "done" }));
				for (const page of pages) addTitles(page?.titles);
				state.value = "done";
			},
			(failure) => {
				problem.value = sentenceOf(failure);
				state.value = "error";
			},
		);
	}
	/** The same rows with what comes next and the last contact: one question for all of them. */
	async function withComing(rows: Row[], signal?: AbortSignal): Promise<Row[]> {
		const columns = comingPaths(fields());
		if (!columns.length || !rows.length) return rows;
		const found = await getRows({ ...query(), columns, conditions: { op: "all", of: [["name", "in", rows.slice(0, MOST).map((row) => row.name)]] }, text: "", sort: [["name", "asc"]], group_by: [], totals: [], start: 0, length: MOST }, signal);
		addTitles(found.titles);
		const known = new Map(found.rows.map((row) => [row.name, row]));
		return rows.map((row) => ({ ...row, ...known.get(row.name), modified: row.modified }));
	}
	function addTitles(found: Titles | undefined) {
		for (const [path, names] of Object.entries(found ?? {})) titles.value = { ...titles.value, [path]: { ...titles.value[path], ...names } };
	}
	async function loadMore(lane: Lane) {
		put(lane.value, { state: "loading" });
		try {
			const page = await getRows(rowsQuery(lane, lane.rows.length));
			const known = new Set(lane.rows.map((row) => row.name));
			addTitles(page.titles);
			const rows = await withComing(page.rows.filter((row) => !known.has(row.name)));
			put(lane.value, { rows: [...lane.rows, ...rows], more: page.more, state: "done" });
		} catch (failure) {
			put(lane.value, { state: "error", problem: sentenceOf(failure) });
		}
	}

	/** Moves a card: at once on the screen, then on the server; back again when that refuses. */
	async function move(row: Row, to: string, more: Pick<CardMove, "action" | "values"> = {}) {
		const before = lanes.value;
		lanes.value = shift(before, row.name, to, amount.value);
		try {
			const moved = await moveCard({ doctype: meta().name, name: row.name, field: field(), value: to, modified: row.modified, ...more });
			if (moved.choose) lanes.value = before;
			else renew(row.name, { modified: moved.modified, [field()]: moved.value, ...(card.value.since ? { state_since: moved.modified } : {}) });
			if (!moved.choose) void renewComing(row);
			return moved;
		} catch (failure) {
			lanes.value = before;
			void load();
			throw failure;
		}
	}
	/** A step plans events: the card says what comes next now. What it said before stays where that cannot be asked. */
	async function renewComing(row: Row) {
		const [fresh] = await withComing([row]).catch(() => []);
		if (fresh) renew(row.name, Object.fromEntries(comingPaths(fields()).map((path) => [path, fresh[path]])));
	}
	const renew = (name: string, part: Partial<Row>) => (lanes.value = lanes.value.map((lane) => ({ ...lane, rows: lane.rows.map((row) => (row.name === name ? { ...row, ...part } : row)) })));

	watch([() => JSON.stringify([query().conditions, query().text, query().sort]), field, changedEvents], load, { immediate: true });
	return { state, problem, untold, board, lanes, titles, card, amount, load, loadMore, move };
}
