// A process being drawn: states with keys of their own, so that new ones and renamed ones keep their actions.
import type { Layout, Process, ProcessAction, ProcessState } from "@/api/customise";
import { __ } from "@/i18n/translate";

export interface DrawnState extends ProcessState {
	key: string;
}
export interface DrawnAction extends ProcessAction {
	key: string;
}
export interface Drawing {
	states: DrawnState[];
	actions: DrawnAction[];
	/** Where somebody has put a state; the others are laid out. */
	layout: Layout;
}

let made = 0;
export const newKey = () => `new-${(made += 1)}`;

/** In the drawing `state` and `next_state` of actions are keys. */
export function drawingOf(process: Process): Drawing {
	const states = process.states.map((state) => ({ ...state, key: state.state, steps: state.steps.map((step) => ({ ...step })) }));
	const actions = process.actions.map((action) => ({ ...action, key: newKey() }));
	return { states, actions, layout: { ...process.layout } };
}

function depths(states: DrawnState[], actions: DrawnAction[]): Map<string, number> {
	const depth = new Map<string, number>();
	let front = states.length ? [states[0].key] : [];
	for (let level = 0; front.length; level += 1) {
		for (const key of front) depth.set(key, level);
		const next = actions.filter((action) => front.includes(action.state)).map((action) => action.next_state);
		front = [...new Set(next)].filter((key) => !depth.has(key));
	}
	return depth;
}

export interface Remark {
	text: string;
	stops: boolean;
	key: string;
}

/** What is wrong with a drawing before it is saved, and what is only worth knowing. */
export function remarksOn(drawing: Drawing): Remark[] {
	const remarks: Remark[] = [];
	const reached = depths(drawing.states, drawing.actions);
	const titles = drawing.states.map((state) => state.title.trim().toLowerCase());
	for (const state of drawing.states) {
		if (!reached.has(state.key)) remarks.push({ key: state.key, stops: true, text: __("No action leads to “{0}”. Connect it, or delete it.", [state.title]) });
		if (titles.filter((title) => title === state.title.trim().toLowerCase()).length > 1) remarks.push({ key: state.key, stops: true, text: __("“{0}” stands there twice. Rename one.", [state.title]) });
	}
	const ends = drawing.states.filter((state) => !drawing.actions.some((action) => action.state === state.key));
	if (drawing.states.length > 1 && !ends.length) remarks.push({ key: "", stops: false, text: __("No state is an end: records go round for ever.") });
	const open = ends.filter((state) => !state.tone);
	for (const state of open) if (drawing.states.length > 1) remarks.push({ key: state.key, stops: false, text: __("“{0}” has no way out. Mark it as an end, or connect it.", [state.title]) });
	return remarks;
}

/** What the server takes: states by their name, new ones by their title. */
export function processOf(drawing: Drawing) {
	const named = new Map(drawing.states.map((state) => [state.key, state.state || state.title.trim()]));
	const states = drawing.states.map((state): ProcessState => withoutKey(state));
	const actions = drawing.actions.map((action) => ({ ...withoutKey(action), state: named.get(action.state) ?? "", next_state: named.get(action.next_state) ?? "" }));
	const layout = Object.fromEntries(drawing.states.filter((state) => drawing.layout[state.key]).map((state) => [named.get(state.key) ?? "", drawing.layout[state.key]]));
	return { states, actions, layout };
}

function withoutKey<T extends { key: string }>(one: T): Omit<T, "key"> {
	const plain: Partial<T> = { ...one };
	delete plain.key;
	return plain as Omit<T, "key">;
}

export const tones = () => [
	{ value: "", title: __("Plain") },
	{ value: "attention", title: __("Needs attention") },
	{ value: "good", title: __("Good end") },
	{ value: "bad", title: __("Bad end") },
	{ value: "plain", title: __("Simply an end") },
];
export const toneClass = (tone: string) => ({ good: "done", bad: "danger", attention: "due" })[tone] ?? "plain";
export const toneTitle = (tone: string) => tones().find((one) => one.value === tone)?.title ?? "";
