// What was typed and not yet saved, kept in this browser for this user until it is saved or thrown away.
import { boot } from "@/boot";

const PREFIX = "relcrm.draft.";
const keyOf = (what: string) => `${PREFIX}${boot.user}.${what}`;

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

export function dropDraft(what: string) {
	try {
		localStorage.removeItem(keyOf(what));
	} catch {
		// nothing was kept either
	}
}

/** The reader's drafts whose name begins so, for a screen that lists what was begun. */
export function listDrafts(begins = ""): string[] {
	const mine = keyOf(begins);
	try {
		return Object.keys(localStorage)
			.filter((key) => key.startsWith(mine))
			.map((key) => key.slice(keyOf("").length));
	} catch {
		return [];
	}
}
