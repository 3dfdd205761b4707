// A card on the screen: loaded by the name in the address, again when an event changed; only the newest answer counts.
import { computed, ref, shallowRef, watch } from "vue";
import { useRoute } from "vue-router";
import type { AgendaEvent } from "@/api/agenda";
import { sentenceOf } from "@/api/errors";
import { changedEvents } from "@/lib/changes";
import { useLatest } from "@/lib/latest";

export function useCard<Card>(get: (name: string, signal: AbortSignal) => Promise<Card>) {
	const route = useRoute();
	const name = computed(() => String(route.params.name));
	const state = ref<"idle" | "loading" | "done" | "error">("idle");
	const problem = ref("");
	const card = shallowRef<Card>();
	/** The planned event that is being closed. */
	const closing = ref<AgendaEvent>();
	const latest = useLatest();

	async function load() {
		if (!card.value) state.value = "loading";
		await latest.run(
			(signal) => get(name.value, signal),
			(found) => {
				card.value = found;
				state.value = "done";
			},
			(failure) => {
				problem.value = sentenceOf(failure);
				state.value = "error";
			},
		);
	}
	watch([name, changedEvents], load, { immediate: true });
	return { name, state, problem, card, closing, load };
}
