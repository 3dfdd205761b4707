// Whom an event is with, while it is typed: somebody known, or words to be named later.
import { insertDoc } from "@/api/documents";
import { search, type Hit } from "@/api/search";
import { looksLikePhone } from "@/lib/phones";

export interface Who {
	/** What stands in the box. */
	who: string;
	party: string;
	contact: string;
}
export interface NewOne {
	doctype: "new";
	name: "Company" | "Person";
	title: string;
	subtitle: string;
}
export type Found = Hit | NewOne;

export const isKnown = (who: Who) => Boolean(who.party || who.contact);
export const isNew = (found: Found): found is NewOne => found.doctype === "new";

/** Those who match, and, for words that look like a name, the offer to add them. */
export async function findWho(text: string, signal: AbortSignal): Promise<Found[]> {
	const hits = await search(text, signal);
	if (looksLikePhone(text) || text.trim().length < 3) return hits;
	const add = (name: NewOne["name"]): NewOne => ({ doctype: "new", name, title: text.trim(), subtitle: "" });
	return [...hits, add("Company"), add("Person")];
}

/** The values that say who, after a choice from the list; adds who is new. */
export async function whoOfFound(found: Found): Promise<Who> {
	if (isNew(found)) {
		const doc = await insertDoc("Party", { party_name: found.title, party_type: found.name });
		return { who: found.title, party: String(doc.name), contact: "" };
	}
	if (found.doctype === "Party") return { who: found.title, party: found.name, contact: "" };
	return { who: [found.title, found.party_name].filter(Boolean).join(", "), party: found.party ?? "", contact: found.name };
}
