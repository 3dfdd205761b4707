// What a person can do: one list for the + button and the command palette, with the actions of the screen that is open.
import { computed, onScopeDispose, ref, shallowRef } from "vue";
import { useRouter, type RouteLocationRaw } from "vue-router";
import { generalCommands } from "./generalCommands";

export interface Command {
	id: string;
	label: string;
	icon: string;
	run: () => void;
	/** Other words people use for it, in both languages: "telefonata chiamata call". */
	words?: string;
	hint?: string;
	/** Makes something new: shown under the + button too. */
	create?: boolean;
	/** The route it opens, when it is nothing but a place: Ctrl+Enter opens it in another tab. */
	to?: RouteLocationRaw;
	visible?: () => boolean;
}

export interface CallStart {
	party?: string;
	title?: string;
	contact?: string;
	phone?: string;
	/** The event that the call follows. */
	previous?: string;
}
export interface EventStart {
	kind: "appointment" | "task";
	party?: string;
	title?: string;
	contact?: string;
	starts?: Date;
	minutes?: number;
	allDay?: boolean;
	days?: number;
	/** Without a day: it waits among what is to be planned. */
	undated?: boolean;
	assigned?: string;
	subject?: string;
	/** The record that the event belongs to: a need, a contract. */
	reference?: { doctype: string; name: string };
}

/** The dialogs that open from anywhere; undefined = closed. */
export const callStart = ref<CallStart>();
export const eventStart = ref<EventStart>();

export const onMac = /Mac|iPhone|iPad/.test(navigator.platform);
export const shortcut = (letter: string) => (onMac ? `⌘${letter}` : `Ctrl+${letter}`);

const ofScreens = shallowRef<Command[]>([]);

/** A screen's own actions, in the palette while the screen is open. */
export function useCommand(...commands: Command[]) {
	ofScreens.value = [...ofScreens.value, ...commands];
	onScopeDispose(() => (ofScreens.value = ofScreens.value.filter((one) => !commands.includes(one))));
}

export function useCommands() {
	const router = useRouter();
	const general = generalCommands(router);
	return computed<Command[]>(() => [...ofScreens.value, ...general()].filter((one) => one.visible?.() ?? true));
}
