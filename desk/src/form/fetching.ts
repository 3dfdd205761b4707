// A field fetched from a linked record ("party.main_town") is filled at once when the link changes; the server does it again when saving.
import { getValues } from "@/api/documents";
import type { Doc } from "@/api/documents";
import type { Field, Meta } from "@/api/meta";
import { isEmpty } from "./layout";

const fetchedBy = (meta: Meta, link: string): [Field, string][] =>
	meta.fields.flatMap((field): [Field, string][] => {
		const [from, source] = (field.fetch_from ?? "").split(".");
		return from === link && source ? [[field, source]] : [];
	});

/** What other fields become when the link gets a value; only what differs from before. */
export async function fetchFor(meta: Meta, doc: Doc, link: string): Promise<Doc> {
	const target = meta.fields.find((field) => field.fieldname === link);
	const wanted = target?.fieldtype === "Link" ? fetchedBy(meta, link).filter(([field]) => !field.fetch_if_empty || isEmpty(doc[field.fieldname])) : [];
	if (!wanted.length || !target?.options) return {};
	const name = doc[link];
	if (isEmpty(name)) return Object.fromEntries(wanted.map(([field]) => [field.fieldname, ""]));
	const found = await getValues(target.options, String(name), wanted.map(([, source]) => source));
	return Object.fromEntries(wanted.map(([field, source]) => [field.fieldname, found[source] ?? ""]));
}
