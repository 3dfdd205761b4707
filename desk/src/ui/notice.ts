// Short messages at the foot of the screen; the last one may offer to undo.
import { Notify } from "quasar";
import { sentenceOf } from "@/api/errors";
import { __ } from "@/i18n/translate";

export interface NoticeAction {
	label: string;
	run: () => void;
}

export function showDone(message: string, ...actions: NoticeAction[]) {
	show(message, "notice notice--done", actions, actions.length ? 12_000 : 4000);
}

export function showProblem(problem: unknown) {
	show(sentenceOf(problem), "notice notice--problem", [], 9000);
}

let last: (() => void) | undefined;

/** One at a time: the newest says where things stand. */
function show(message: string, classes: string, actions: NoticeAction[], timeout: number) {
	last?.();
	last = Notify.create({
		message,
		classes,
		timeout,
		position: "bottom",
		actions: [
			...actions.map((action) => ({ label: action.label, noCaps: true, handler: action.run, class: "notice__action" })),
			{ label: __("Close"), noCaps: true, class: "notice__action" },
		],
	});
}
