// Whether the screen is a phone's: some parts are another component there, not only another style.
import { onScopeDispose, ref, type Ref } from "vue";

export function useNarrow(query = "(max-width: 599px)"): Ref<boolean> {
	const media = window.matchMedia(query);
	const narrow = ref(media.matches);
	const follow = () => (narrow.value = media.matches);
	media.addEventListener("change", follow);
	onScopeDispose(() => media.removeEventListener("change", follow));
	return narrow;
}
