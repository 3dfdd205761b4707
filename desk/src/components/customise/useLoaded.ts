// Something that a page loads: its state, the sentence of a failure, and loading again without a blank screen.
import { onMounted, ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { sentenceOf } from "@/api/errors";
import { useLatest } from "@/lib/latest";

export interface Loaded<T> {
	value: ShallowRef<T | undefined>;
	state: Ref<"loading" | "done" | "error">;
	problem: Ref<string>;
	load: () => Promise<void>;
}

export function useLoaded<T>(loader: () => Promise<T>): Loaded<T> {
	const value = shallowRef<T>();
	const state = ref<"loading" | "done" | "error">("loading");
	const problem = ref("");
	const latest = useLatest();
	const load = () =>
		latest.run(
			loader,
			(found) => {
				value.value = found;
				state.value = "done";
			},
			(failure) => {
				problem.value = sentenceOf(failure);
				state.value = "error";
			},
		);
	onMounted(load);
	return { value, state, problem, load };
}
