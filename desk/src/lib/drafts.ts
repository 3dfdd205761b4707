// What was typed and not yet saved, kept in this browser for this user until it is saved or thrown away.
import { boot } from "@/boot";

const keyOf = (what: string) => `relcrm.draft.${boot.user}.${what}`;

export function keepDraft(what: string, value: unknown) {
	try {
		localStorage.setItem(keyOf(what), JSON.stringify(value));
	} catch {
		// a full or closed store only means that the draft is not kept
	}
}

export function readDraft<T>(what: string): T | undefined {
	try {
		const text = localStorage.getItem(keyOf(what));
		return text ? (JSON.parse(text) as T) : undefined;
	} catch {
		return undefined;
	}
}

export const dropDraft = (what: string) => localStorage.removeItem(keyOf(what));
