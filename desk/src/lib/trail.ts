// The list one came from, kept for the session of the tab, so that a record knows the one before and after it there.
import { getNames, type ListQuery } from "@/api/lists";

const KEY = "relcrm.trail";

export interface Neighbours {
	previous?: string;
	next?: string;
	place: number;
	count: number;
}

/** Called by a list when it is left: its question, in the order it was seen. */
export function keepTrail(query: ListQuery) {
	try {
		const sort: ListQuery["sort"] = [...query.group_by.map((path): [string, "asc"] => [path, "asc"]), ...query.sort];
		sessionStorage.setItem(KEY, JSON.stringify({ ...query, columns: [], group_by: [], totals: [], sort }));
	} catch {
		// without it there is no previous and next, no more
	}
}

let known: { asked: string; names: Promise<string[]> } | undefined;

/** The records before and after one in the list it was opened from; undefined when it came from elsewhere. */
export async function findNeighbours(doctype: string, name: string, ask: (query: ListQuery) => Promise<string[]> = getNames): Promise<Neighbours | undefined> {
	const asked = readTrail();
	const query = asked ? (JSON.parse(asked) as ListQuery) : undefined;
	if (!asked || query?.doctype !== doctype) return undefined;
	if (known?.asked !== asked) known = { asked, names: ask(query) };
	const names = await known.names.catch((): string[] => {
		known = undefined;
		return [];
	});
	const at = names.indexOf(name);
	return at < 0 || names.length < 2 ? undefined : { previous: names[at - 1], next: names[at + 1], place: at + 1, count: names.length };
}

function readTrail(): string | null {
	try {
		return sessionStorage.getItem(KEY);
	} catch {
		return null;
	}
}
