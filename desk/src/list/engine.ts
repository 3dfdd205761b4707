// The one engine of every list: named states, pages, sorting, filters; only the newest question may answer.
import { ref, type Ref } from "vue";
import type { Doc, Filter } from "@/api/documents";
import { sentenceOf } from "@/api/errors";
import { useLatest } from "@/lib/latest";

export interface ListAsked {
	text: string;
	filters: Filter[];
	sort: string;
	descending: boolean;
	page: number;
}

export interface ListSource {
	rows(asked: ListAsked, signal: AbortSignal): Promise<Doc[]>;
	count(asked: ListAsked, signal: AbortSignal): Promise<number>;
}

export interface ListEngine {
	state: Ref<"idle" | "loading" | "done" | "error">;
	problem: Ref<string>;
	rows: Ref<Doc[]>;
	total: Ref<number | undefined>;
	load(asked: ListAsked): Promise<void>;
}

export function useListEngine(source: ListSource): ListEngine {
	const state = ref<"idle" | "loading" | "done" | "error">("idle");
	const problem = ref("");
	const rows = ref<Doc[]>([]);
	const total = ref<number>();
	const forRows = useLatest();
	const forCount = useLatest();

	async function load(asked: ListAsked) {
		state.value = "loading";
		total.value = undefined;
		const counted = forCount.run(
			(signal) => source.count(asked, signal),
			(count) => (total.value = count),
			() => undefined, // a list without its count is still a list
		);
		await forRows.run(
			(signal) => source.rows(asked, signal),
			(found) => {
				rows.value = found;
				state.value = "done";
			},
			(failure) => {
				problem.value = sentenceOf(failure);
				state.value = "error";
			},
		);
		await counted;
	}

	return { state, problem, rows, total, load };
}
