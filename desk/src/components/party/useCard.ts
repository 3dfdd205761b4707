// A card on the screen: loaded by the name in the address, again when an event changed; only the newest answer counts.
import { computed, ref, shallowRef, watch } from "vue";
import { useRoute, useRouter } from "vue-router";
import type { AgendaEvent } from "@/api/agenda";
import { whereIs } from "@/api/duplicates";
import { ApiError, sentenceOf } from "@/api/errors";
import { changedEvents } from "@/lib/changes";
import { useLatest } from "@/lib/latest";

export function useCard<Card>(get: (name: string, signal: AbortSignal) => Promise<Card>, doctype: "Party" | "Contact Person") {
	const route = useRoute();
	const router = useRouter();
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
			async (failure) => {
				if (failure instanceof ApiError && failure.status === 404 && (await leadOn())) return;
				problem.value = sentenceOf(failure);
				state.value = "error";
			},
		);
	}
	/** The old address of a record that was merged into another one opens that one. */
	async function leadOn() {
		const found = await whereIs(doctype, name.value).catch(() => null);
		if (found) await router.replace({ params: { name: found } });
		return Boolean(found);
	}
	watch([name, changedEvents], load, { immediate: true });
	return { name, state, problem, card, closing, load };
}
