// The state of a record's side: the first page in one request, further pages by kind, and each action that changes it.
import { computed, ref, watch, type Ref } from "vue";
import { getColleagues, getSide, getStream, type Colleague, type Entry, type Person, type Place, type Side, type StreamKind } from "@/api/record";
import { sentenceOf } from "@/api/errors";
import { useLatest } from "@/lib/latest";
import { showProblem } from "@/ui/notice";

export interface SideState {
	place: Ref<Place>;
	state: Ref<"idle" | "loading" | "done" | "error">;
	problem: Ref<string>;
	side: Ref<Side | undefined>;
	entries: Ref<Entry[]>;
	more: Ref<boolean>;
	kind: Ref<StreamKind>;
	titles: Ref<Record<string, string>>;
	people: Ref<Record<string, Person>>;
	busy: Ref<boolean>;
	load(): Promise<void>;
	showKind(kind: StreamKind): Promise<void>;
	showMore(): Promise<void>;
	nameOf(user: string | null | undefined): string;
	colleagues(): Promise<Colleague[]>;
	/** Runs an action and shows what came of it; false when it failed, with the sentence shown. */
	act(work: () => Promise<unknown>): Promise<boolean>;
}

/** Pages in the order they came, an entry that stands in two of them once. */
export const joined = (known: Entry[], fresh: Entry[]): Entry[] => {
	const keys = new Set(known.map((entry) => entry.key));
	return [...known, ...fresh.filter((entry) => !keys.has(entry.key))];
};

export function useSide(doctype: () => string, name: () => string): SideState {
	const place = computed(() => ({ doctype: doctype(), name: name() }));
	const state = ref<"idle" | "loading" | "done" | "error">("idle");
	const problem = ref("");
	const side = ref<Side>();
	const entries = ref<Entry[]>([]);
	const more = ref(false);
	const kind = ref<StreamKind>("all");
	const titles = ref<Record<string, string>>({});
	const people = ref<Record<string, Person>>({});
	const busy = ref(false);
	const latest = useLatest();
	const latestPage = useLatest();
	let asked: Promise<Colleague[]> | undefined;

	async function load() {
		if (!side.value) state.value = "loading";
		await latest.run(
			async (signal) => {
				const [found, page] = await Promise.all([getSide(place.value, signal), kind.value === "all" ? undefined : getStream(place.value, kind.value, 0, signal)]);
				return { found, page: page ?? found };
			},
			({ found, page }) => {
				latestPage.cancel();
				side.value = found;
				entries.value = page.entries;
				more.value = page.more;
				titles.value = { ...found.titles, ...page.titles };
				people.value = { ...found.people, ...page.people };
				state.value = "done";
			},
			(failure) => {
				problem.value = sentenceOf(failure);
				if (side.value) showProblem(failure);
				else state.value = "error";
			},
		);
	}

	async function page(start: number) {
		busy.value = true;
		await latestPage.run(
			(signal) => getStream(place.value, kind.value, start, signal),
			(found) => {
				entries.value = start ? joined(entries.value, found.entries) : found.entries;
				more.value = found.more;
				titles.value = { ...titles.value, ...found.titles };
				people.value = { ...people.value, ...found.people };
			},
			showProblem,
		);
		busy.value = false;
	}

	async function act(work: () => Promise<unknown>) {
		try {
			await work();
		} catch (failure) {
			showProblem(failure);
			return false;
		}
		await load();
		return true;
	}

	watch(place, () => {
		side.value = undefined;
		asked = undefined;
		kind.value = "all";
	});
	return {
		place,
		state,
		problem,
		side,
		entries,
		more,
		kind,
		titles,
		people,
		busy,
		load,
		showKind: (chosen) => {
			kind.value = chosen;
			return page(0);
		},
		showMore: () => page(entries.value.length),
		nameOf: (user) => (user ? (people.value[user]?.full_name ?? user) : ""),
		colleagues: () => (asked ??= getColleagues(place.value).catch(() => ((asked = undefined), []))),
		act,
	};
}
