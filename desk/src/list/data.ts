// The rows of a list as one long scroll: pages come when they are looked at, groups when they are opened, and only the
// newest question may answer.
import { computed, ref, shallowReactive, shallowRef } from "vue";
import { getCount, getGroups, getRows, getTotals, type Condition, type ListQuery, type Row, type Titles, type Totals } from "@/api/lists";
import { isAbort, sentenceOf } from "@/api/errors";
import { and } from "./conditions";
import { keyOf, kidsOf, layOut, lineAt, openKeys, rootNode, type Line, type Node } from "./tree";

export const PAGE = 100;
const KEPT_PAGES = 80;
const GROUPS = 200;
const AT_ONCE = 3;

export const listCalls = { getRows, getCount, getGroups, getTotals };

export const isIn = (path: string, value: unknown): Condition => (value === null || value === undefined || value === "" ? [path, "is", "not set"] : [path, "=", value]);

/** The question for what is inside one group. */
export const insideOf = (query: ListQuery, within: unknown[]): ListQuery => ({ ...query, conditions: and(query.conditions, ...within.map((value, index) => isIn(query.group_by[index], value))), group_by: [], totals: [] });

export function useListData(calls = listCalls) {
	const state = ref<"idle" | "loading" | "done" | "error">("idle");
	const problem = ref("");
	const total = ref<number>();
	const capped = ref(false);
	const totals = ref<Totals>({});
	/** Why some figures are missing, in a sentence. */
	const untold = ref("");
	const titles = shallowReactive<Titles>({});
	/** Grows with every question, so that whoever looks asks for the rows in sight again. */
	const asks = ref(0);
	const root = shallowRef<Node>(rootNode(true));
	const version = ref(0);
	let asked: ListQuery | undefined;
	let turn = 0;
	let whole: AbortController | undefined;
	let pages = new Map<string, Row[]>();
	const waiting = new Map<string, AbortController>();

	const layout = computed(() => (version.value >= 0 ? layOut(root.value) : layOut(root.value)));
	const length = computed(() => layout.value.length);
	const changed = () => (version.value += 1);
	const pageKey = (node: Node, page: number) => `${node.key}#${page}`;

	function learn(found: Titles | undefined) {
		for (const [path, known] of Object.entries(found ?? {})) if (Object.keys(known).some((value) => titles[path]?.[value] !== known[value])) titles[path] = { ...titles[path], ...known };
	}

	function stop() {
		turn += 1;
		whole?.abort();
		for (const one of waiting.values()) one.abort();
		waiting.clear();
	}

	async function load(query: ListQuery, keepOpen = false) {
		stop();
		const mine = turn;
		const opened = keepOpen ? openKeys(root.value) : [];
		asked = query;
		whole = new AbortController();
		state.value = "loading";
		untold.value = "";
		try {
			const grouped = query.group_by.length > 0;
			void count(query, mine, whole.signal);
			const fresh = rootNode(!grouped);
			const first = new Map<string, Row[]>();
			if (grouped) await fill(fresh, query, opened, whole.signal);
			else {
				const found = await calls.getRows({ ...query, start: 0, length: PAGE }, whole.signal);
				first.set(pageKey(fresh, 0), found.rows);
				if (mine === turn) learn(found.titles);
				fresh.count = mine === turn && total.value !== undefined && counted === mine ? total.value : found.rows.length + (found.more ? PAGE : 0);
			}
			if (mine !== turn) return;
			pages = first;
			root.value = fresh;
			asks.value += 1;
			state.value = "done";
			changed();
		} catch (failure) {
			if (mine !== turn || isAbort(failure)) return;
			problem.value = sentenceOf(failure);
			state.value = "error";
		}
	}

	let counted = -1; // the turn whose count is known
	async function count(query: ListQuery, mine: number, signal: AbortSignal) {
		total.value = undefined;
		capped.value = false;
		if (!query.totals.length) totals.value = {};
		try {
			if (query.totals.length) {
				const found = await calls.getTotals(query, signal);
				if (mine !== turn) return;
				total.value = found.count;
				totals.value = found.totals;
				untold.value ||= found.untold ?? "";
			} else {
				const found = await calls.getCount(query, signal);
				if (mine !== turn) return;
				total.value = found.count;
				capped.value = found.capped;
			}
			counted = mine;
			if (root.value.leaf && state.value === "done") {
				root.value.count = Math.max(total.value, capped.value ? root.value.count : 0);
				changed();
			}
		} catch {
			// a list without its count is still a list
		}
	}

	async function fill(node: Node, query: ListQuery, opened: string[], signal?: AbortSignal) {
		const { groups, more, untold: why } = await calls.getGroups({ ...query, start: 0, length: GROUPS }, node.within, signal);
		node.kids = kidsOf(node, groups, query.group_by.length);
		node.more = more;
		untold.value ||= why ?? "";
		await Promise.all(
			node.kids
				.filter((kid) => opened.includes(kid.key))
				.map((kid) => {
					kid.open = true;
					return kid.leaf ? undefined : fill(kid, query, opened, signal);
				}),
		);
	}

	async function toggle(node: Node, open = !node.open) {
		node.open = open;
		changed();
		if (open && !node.leaf && !node.kids) await ask(node, 0);
	}

	async function ask(node: Node, start: number) {
		if (!asked || node.waiting) return;
		const mine = turn;
		node.waiting = true;
		try {
			const { groups, more, untold: why } = await calls.getGroups({ ...asked, start, length: GROUPS }, node.within, whole?.signal);
			if (mine !== turn) return;
			untold.value ||= why ?? "";
			node.kids = [...(start ? (node.kids ?? []) : []), ...kidsOf(node, groups, asked.group_by.length)];
			node.more = more;
		} catch (failure) {
			if (mine !== turn || isAbort(failure)) return;
			node.open = node === root.value;
			throw failure;
		} finally {
			node.waiting = false;
			changed();
		}
	}
	const moreGroups = (node: Node) => ask(node, node.kids?.length ?? 0);

	let sight = [0, 0];
	/** Brings the rows of the lines that are looked at. A server goes on with what nobody awaits any more, so while it is
	 * busy with some pages no others are asked for; then those of the place where the reader is by now. */
	function need(first: number, last: number) {
		sight = [first, last];
		for (let index = Math.max(0, first); index <= Math.min(last, length.value - 1); index += 1) {
			const line = lineAt(layout.value.stretches, index);
			if (line?.kind !== "row") continue;
			const page = Math.floor(line.at / PAGE);
			const key = pageKey(line.node, page);
			if (pages.has(key) || waiting.has(key)) continue;
			if (waiting.size >= AT_ONCE) return;
			void bring(key, line.node, page);
		}
	}

	async function bring(key: string, node: Node, page: number) {
		if (!asked) return;
		const mine = turn;
		const controller = new AbortController();
		waiting.set(key, controller);
		try {
			const found = await calls.getRows({ ...insideOf(asked, node.within), start: page * PAGE, length: PAGE }, controller.signal);
			if (mine !== turn) return;
			learn(found.titles);
			keep(key, found.rows);
			const end = page * PAGE + found.rows.length;
			if (found.more && end >= node.count) node.count = end + PAGE;
			else if (!found.more && found.rows.length && end < node.count) node.count = end;
			changed();
		} catch (failure) {
			if (mine === turn && !isAbort(failure)) {
				problem.value = sentenceOf(failure);
				sight = [0, -1]; // asked again by the next look, not by itself
			}
		} finally {
			if (waiting.get(key) === controller) {
				waiting.delete(key);
				if (mine === turn) need(sight[0], sight[1]);
			}
		}
	}

	function keep(key: string, rows: Row[]) {
		pages.set(key, rows);
		if (pages.size > KEPT_PAGES) pages.delete(pages.keys().next().value as string);
	}

	const line = (index: number): Line | undefined => (version.value >= 0 ? lineAt(layout.value.stretches, index) : undefined);
	const rowOf = (one: Line | undefined): Row | undefined => (version.value >= 0 && one?.kind === "row" ? pages.get(pageKey(one.node, Math.floor(one.at / PAGE)))?.[one.at % PAGE] : undefined);
	const rowAt = (index: number) => rowOf(line(index));

	/** All rows that are known just now. */
	const known = () => [...pages.values()].flat();

	/** Reads rows again after a change, in their places: a record that no longer fits stays until the list is asked anew. */
	async function reread(names: string[]) {
		const here = known().filter((row) => names.includes(row.name));
		if (!asked || !here.length) return;
		const mine = turn;
		const found = await calls.getRows({ ...asked, conditions: { op: "all", of: [["name", "in", here.map((row) => row.name)]] }, text: "", group_by: [], totals: [], start: 0, length: here.length });
		if (mine !== turn) return;
		learn(found.titles);
		for (const fresh of found.rows) {
			for (const rows of pages.values()) {
				const at = rows.findIndex((row) => row.name === fresh.name);
				if (at >= 0) rows[at] = fresh;
			}
		}
		changed();
	}

	const again = () => (asked ? load(asked, true) : undefined);
	const headingAt = (within: unknown[]) => layout.value.stretches.find((one) => one.kind === "group" && one.node.key === keyOf(within))?.start ?? -1;

	return { state, problem, asks, total, capped, totals, untold, titles, root, length, load, again, toggle, moreGroups, need, line, rowOf, rowAt, known, reread, headingAt, stop };
}

export type ListData = ReturnType<typeof useListData>;
