// Asked only where nothing can be undone: `if (await confirm({...}))`, or with a second way to do it `await choose({...})`.
import { shallowRef } from "vue";

export interface Question {
	title: string;
	text: string;
	yes: string;
	/** A second way to do it. */
	other?: string;
	no?: string;
	danger?: boolean;
}
export type Answer = "yes" | "other" | "no";

export const question = shallowRef<(Question & { answer: (answer: Answer) => void }) | undefined>();

export function choose(asked: Question): Promise<Answer> {
	return new Promise((resolve) => {
		question.value = {
			...asked,
			answer: (answer) => {
				question.value = undefined;
				resolve(answer);
			},
		};
	});
}
export const confirm = async (asked: Question): Promise<boolean> => (await choose(asked)) === "yes";
