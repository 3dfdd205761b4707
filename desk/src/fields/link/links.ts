// What linked records are called: asked once, then remembered, so that no code is ever on the screen.
import { get } from "@/api/client";
import { searchLink, type LinkOption } from "@/api/documents";
import type { Doc } from "@/api/documents";
import { getMeta, mayI, timesForgotten, titleField, type Field, type Meta } from "@/api/meta";
import { __, language } from "@/i18n/translate";

const titles = new Map<string, string>();
const keyOf = (doctype: string, name: string) => `${doctype}::${name}`;

export const keepTitle = (doctype: string, name: string, title: string) => titles.set(keyOf(doctype, name), title);

let learnt = 0;
/** After a change of metadata a record may be called by another field. */
function forgetStale() {
	if (learnt === timesForgotten()) return;
	learnt = timesForgotten();
	titles.clear();
}

/** What a record is called; questions of one moment about one kind go to the server together. */
export async function titleFor(doctype: string, name: string): Promise<string> {
	forgetStale();
	const known = titles.get(keyOf(doctype, name));
	if (known) return known;
	try {
		const field = titleField(await getMeta(doctype))?.fieldname;
		if (!field) return __(name);
		return (await titlesOf(doctype, field, name)).get(name) ?? __("(not yours to see)");
	} catch {
		return __("(not yours to see)");
	}
}

const waiting = new Map<string, { names: Set<string>; answer: Promise<Map<string, string>> }>();

function titlesOf(doctype: string, field: string, name: string): Promise<Map<string, string>> {
	const open = waiting.get(doctype);
	if (open) return open.names.add(name) && open.answer;
	const names = new Set([name]);
	const answer = new Promise<void>((go) => setTimeout(go, 10)).then(async () => {
		waiting.delete(doctype);
		const rows = await get<Record<string, string>[]>("frappe.client.get_list", { doctype, fields: ["name", field], filters: { name: ["in", [...names]] }, limit_page_length: names.size });
		for (const row of rows) keepTitle(doctype, row.name, row[field] || row.name);
		return new Map(rows.map((row) => [row.name, row[field] || row.name]));
	});
	waiting.set(doctype, { names, answer });
	return answer;
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

/** The conditions that the field itself sets ("link_filters"), with values of the record filled in. */
export function filtersOf(field: Field | undefined, doc: Doc): unknown[][] {
	try {
		const rows = JSON.parse(field?.link_filters || "[]") as unknown[][];
		return rows.map((row) => row.map((part) => (typeof part === "string" && /^eval:\s*doc\.\w+$/.test(part) ? doc[part.split(".")[1]] : part)));
	} catch {
		return [];
	}
}

/** Links that record and target share ("party" of an event and of its person): records that agree come first. Whoever speaks the same language is no nearer. */
export function sharedWith(target: Meta, own: Meta | undefined, doc: Doc, field: Field): Record<string, string> {
	const links = target.fields.filter((one) => one.fieldtype === "Link" && one.options !== "Language" && one.fieldname !== field.fieldname && doc[one.fieldname]);
	const shared = links.filter((one) => own?.fields.some((mine) => mine.fieldname === one.fieldname && mine.fieldtype === "Link" && mine.options === one.options));
	return Object.fromEntries(shared.map((one) => [one.fieldname, String(doc[one.fieldname])]));
}

const NEVER_HERE = new Set(["DocType", "User", "Role", "Workflow State", "Module Def"]);

/** Whether a missing record may be made on the spot. */
export const mayCreate = (meta: Meta) => !meta.istable && !meta.issingle && !meta.in_create && !NEVER_HERE.has(meta.name) && mayI(meta, "create");
