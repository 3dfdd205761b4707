// Where a record opens. Kinds with a hand-made screen have their own; all others share the generic ones.
import type { RouteLocationRaw } from "vue-router";

export const slugOf = (doctype: string) => doctype.toLowerCase().replace(/ /g, "-");

const cards: Record<string, string> = { Party: "card", "Contact Person": "person", Segment: "segment" };

export function routeTo(doctype: string, name: string): RouteLocationRaw {
	const own = cards[doctype];
	return own ? { name: own, params: { name } } : { name: "form", params: { slug: slugOf(doctype), name } };
}

export const routeToList = (doctype: string): RouteLocationRaw => (doctype === "Party" ? { name: "parties" } : doctype === "Segment" ? { name: "segments" } : { name: "list", params: { slug: slugOf(doctype) } });

export const routeToNew = (doctype: string, preset: Record<string, string> = {}): RouteLocationRaw => (doctype === "Segment" ? { name: "segment", params: { name: "new" } } : { name: "new", params: { slug: slugOf(doctype) }, query: preset });

const known = ["RelCRM Settings", "RelCRM Team", "DocType", "ToDo"];

/** The DocType of a slug: "contact-person" is "Contact Person". */
export function doctypeOf(slug: string): string {
	return known.find((name) => slugOf(name) === slug) ?? slug.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => (dash ? " " : "") + letter.toUpperCase());
}
