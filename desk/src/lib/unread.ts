// Inputs tell the form of typed text that they cannot read ("31/02"): such a form is not saved, so that no text is lost.
import { inject, onBeforeUnmount, provide, reactive, useId, watch, type InjectionKey, type Ref } from "vue";

type Unread = Map<string, string>;
const KEY: InjectionKey<Unread> = Symbol("unread");

/** In the form: what its inputs cannot read now. */
export function provideUnread(): Unread {
	const unread = reactive(new Map<string, string>());
	provide(KEY, unread);
	return unread;
}

/** In an input: `wrong` is true while the typed text is none of its kind. */
export function useUnread(wrong: Ref<boolean>, sentence: () => string) {
	const unread = inject(KEY, undefined);
	if (!unread) return;
	const id = useId();
	watch(wrong, (now) => (now ? unread.set(id, sentence()) : unread.delete(id)));
	onBeforeUnmount(() => unread.delete(id));
}
