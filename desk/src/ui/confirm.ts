// Asked only where nothing can be undone: `if (await confirm({...}))`.
import { shallowRef } from "vue";

export interface Question {
	title: string;
	text: string;
	yes: string;
	no?: string;
	danger?: boolean;
}

export const question = shallowRef<(Question & { answer: (yes: boolean) => void }) | undefined>();

export function confirm(asked: Question): Promise<boolean> {
	return new Promise((resolve) => {
		question.value = {
			...asked,
			answer: (yes) => {
				question.value = undefined;
				resolve(yes);
			},
		};
	});
}
