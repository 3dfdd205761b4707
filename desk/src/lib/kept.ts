// What one entry of the browser's history remembers (an open panel, closed groups): there again after "back".
import { ref, watch, type Ref } from "vue";

export function useKept<T>(key: string, start: T): Ref<T> {
	const kept = ref((history.state?.[key] as T | undefined) ?? start) as Ref<T>;
	watch(kept, (value) => history.replaceState({ ...history.state, [key]: JSON.parse(JSON.stringify(value ?? null)) }, ""), { deep: true });
	return kept;
}
