// Which records this person opened, so that the empty search box offers them. Only kinds and names are kept in this browser:
// what they are called is asked of the server each time, which knows what the reader may still see.
import { boot } from "@/boot";

export interface Opened {
	doctype: string;
	name: string;
	times: number;
	last: number;
}
const KEPT = 40;
const DAY = 86_400_000;
const key = () => `relcrm.opened.${boot.user}`;

export function readOpened(): Opened[] {
	try {
		return JSON.parse(localStorage.getItem(key()) ?? "[]") as Opened[];
	} catch {
		return [];
	}
}

export function noteOpened(doctype: string, name: string, now = Date.now()) {
	const all = readOpened();
	const known = all.find((one) => one.doctype === doctype && one.name === name);
	const others = all.filter((one) => one !== known);
	try {
		localStorage.setItem(key(), JSON.stringify([{ doctype, name, times: (known?.times ?? 0) + 1, last: now }, ...others].slice(0, KEPT)));
	} catch {
		// a full store only means that nothing is offered
	}
}

/** Lately and often opened ones first: each opening counts, and halves in a week. */
export function ranked(all: Opened[], now = Date.now()): Opened[] {
	const weight = (one: Opened) => Math.log2(1 + one.times) - (now - one.last) / (7 * DAY);
	return [...all].sort((a, b) => weight(b) - weight(a));
}
