// Loads what lies on the days shown and moves it; only the newest question may answer.
import { computed, ref, watch } from "vue";
import type { AgendaEvent } from "@/api/agenda";
import { updateDoc } from "@/api/documents";
import { sentenceOf } from "@/api/errors";
import { getRows, type ListQuery, type Row, type Titles } from "@/api/lists";
import { titleField, type Meta } from "@/api/meta";
import type { Times } from "@/components/agenda/layout";
import { __ } from "@/i18n/translate";
import { useLatest } from "@/lib/latest";
import { cardFields, columnFields } from "../board/fields";
import { changesOf, toEntry, within } from "./entries";
import type { Span } from "./fields";

const PAGE = 500;
const MOST = 1000;

export function useCalendar(meta: () => Meta, query: () => ListQuery, span: () => Span | undefined, days: () => [Date, Date]) {
	const state = ref<"loading" | "done" | "error">("loading");
	const problem = ref("");
	const rows = ref<Row[]>([]);
	const titles = ref<Titles>({});
	const cut = ref(false);
	const latest = useLatest();

	const title = computed(() => titleField(meta())?.fieldname ?? meta().fields.find((field) => field.in_list_view && field.fieldtype === "Data")?.fieldname ?? meta().fields.find((field) => field.in_list_view && field.fieldtype === "Link")?.fieldname ?? "name");
	/** Whose it is; of a record that is called after that, what else its list shows. */
	const party = computed(() => {
		const own = cardFields(meta()).party?.fieldname;
		return own !== title.value ? own : meta().fields.find((field) => field.in_list_view && field.fieldtype === "Link" && field.options === "Party" && field.fieldname !== title.value)?.fieldname;
	});
	/** What the boxes are coloured by: the state of the process, else the first choice. */
	const kind = computed(() => columnFields(meta())[0]);
	const kindOf = (row: Row) => {
		const value = String(row[kind.value?.fieldname ?? ""] ?? "");
		return { value, title: kind.value?.fieldtype === "Select" || kind.value?.options === "Workflow State" ? __(value) : textOf(row, kind.value?.fieldname) };
	};
	const textOf = (row: Row, path: string | undefined) => (path && row[path] ? (titles.value[path]?.[String(row[path])] ?? String(row[path])) : "");
	const titleOf = (row: Row) => textOf(row, title.value) || row.name;
	const entries = computed(() => {
		const own = span();
		if (!own) return [];
		return rows.value.map((row) => toEntry(row, own, titleOf(row), textOf(row, party.value), kindOf(row))).filter((entry): entry is AgendaEvent => Boolean(entry));
	});

	async function read(signal: AbortSignal, own: Span) {
		const columns = [...new Set([title.value, party.value ?? "", kind.value?.fieldname ?? "", own.start, own.end])].filter((path) => path && path !== "name");
		const found: Row[] = [];
		const named: Titles = {};
		for (let more = true; more && found.length < MOST; ) {
			const page = await getRows({ ...query(), columns, conditions: { op: "all", of: [query().conditions, within(own, ...days())] }, sort: [[own.start, "asc"]], group_by: [], totals: [], start: found.length, length: PAGE }, signal);
			found.push(...page.rows);
			for (const [path, names] of Object.entries(page.titles ?? {})) named[path] = { ...named[path], ...names };
			more = page.more && page.rows.length > 0;
			if (!more) return { found, named, rest: false };
		}
		return { found, named, rest: true };
	}
	function load() {
		const own = span();
		if (!own) return;
		if (state.value === "error") state.value = "loading";
		void latest.run(
			(signal) => read(signal, own),
			({ found, named, rest }) => {
				rows.value = found;
				titles.value = named;
				cut.value = rest;
				state.value = "done";
			},
			(failure) => {
				problem.value = sentenceOf(failure);
				state.value = "error";
			},
		);
	}
	const renew = (name: string, part: Partial<Row>) => (rows.value = rows.value.map((row) => (row.name === name ? { ...row, ...part } : row)));

	/** Puts days into a record: at once on the screen, then on the server; back again when that refuses. */
	async function put(row: Row, values: Record<string, string>): Promise<Row> {
		latest.cancel();
		renew(row.name, values);
		try {
			const saved = await updateDoc(meta().name, row.name, { ...values, modified: row.modified });
			const renewed = { ...row, ...values, modified: saved.modified };
			renew(row.name, renewed);
			return renewed;
		} catch (failure) {
			renew(row.name, row);
			throw failure;
		} finally {
			load();
		}
	}
	/** Moves an entry; the answer holds the way back. */
	async function move(entry: AgendaEvent, times: Times) {
		const [row, own] = [rows.value.find((one) => one.name === entry.name), span()];
		if (!row || !own) return undefined;
		const before = Object.fromEntries(Object.keys(changesOf(row, own, times)).map((path) => [path, String(row[path])]));
		const moved = await put(row, changesOf(row, own, times));
		return { undo: () => put(moved, before) };
	}

	watch(() => JSON.stringify([query().conditions, query().text, span(), days()]), load, { immediate: true });
	return { state, problem, entries, kind, cut, load, move };
}
