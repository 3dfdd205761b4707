// What linked records are called: asked once, then remembered, so that no code is ever on the screen.
import { get } from "@/api/client";
import { searchLink, type LinkOption } from "@/api/documents";
import { getMeta, titleField } from "@/api/meta";
import { __ } from "@/i18n/translate";

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

export const findLinks = (doctype: string, text: string, filters: unknown, signal: AbortSignal) => searchLink(doctype, text, filters, signal);

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
