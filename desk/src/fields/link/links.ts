// What linked records are called: asked once, then remembered, so that no code is ever on the screen.
import { get } from "@/api/client";
import { searchLink, type LinkOption } from "@/api/documents";
import { getMeta, titleField } from "@/api/meta";
import { __, language } from "@/i18n/translate";

const titles = new Map<string, string>();
const keyOf = (doctype: string, name: string) => `${doctype}::${name}`;

export const keepTitle = (doctype: string, name: string, title: string) => titles.set(keyOf(doctype, name), title);

export async function titleFor(doctype: string, name: string): Promise<string> {
	const known = titles.get(keyOf(doctype, name));
	if (known) return known;
	try {
		const field = titleField(await getMeta(doctype))?.fieldname;
		if (!field) return __(name);
		const found = await get<Record<string, string>>("frappe.client.get_value", { doctype, fieldname: field, filters: name });
		const title = found?.[field] || name;
		keepTitle(doctype, name, title);
		return title;
	} catch {
		return __("(not yours to see)");
	}
}

const ENOUGH = 10;
const foldedText = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Suggestions by the server, and by the words the reader sees: "Vendite" is stored as "Sales". */
export async function findLinks(doctype: string, text: string, filters: unknown, signal: AbortSignal): Promise<LinkOption[]> {
	const found = await searchLink(doctype, text, filters, signal);
	if (!text || language.value === "en" || found.length >= ENOUGH || OWN_SEARCH.has(doctype)) return found;
	const all = await searchLink(doctype, "", filters, signal, 100);
	const fits = (option: LinkOption) => foldedText(wordsOf(option).title).includes(foldedText(text));
	return [...found, ...all.filter((option) => fits(option) && !found.some((one) => one.value === option.value))].slice(0, ENOUGH);
}

/** Kinds with names of their own, which are never translated. */
const OWN_SEARCH = new Set(["Party", "Contact Person", "User", "Relation Event", "Negotiation"]);

/** Title and the rest of a suggestion, without the record's code. */
export function wordsOf(option: LinkOption): { title: string; more: string } {
	const parts = (option.description ?? "")
		.split(",")
		.map((part) => part.trim())
		.filter((part) => part && part !== option.value);
	const title = option.label || (isCode(option.value) && parts.length ? parts[0] : __(option.value));
	return { title, more: parts.filter((part) => part !== title).join(", ") };
}

/** A name made by a series or by chance ("PTY-0000012", "dq50miua3e"). */
export const isCode = (name: string) => /^[A-Z]{2,5}-[\d-]+$/.test(name) || /^(?=.*\d)[0-9a-v]{10}$/.test(name);
