// Reading and writing records through the standard endpoints.
import { get, getWhole, post, resource, type Arguments } from "./client";
import { getMeta, isTable, titleField, type Field, type Meta } from "./meta";

export interface Doc {
	doctype?: string;
	name?: string;
	modified?: string;
	owner?: string;
	[field: string]: unknown;
}

export type Filter = [field: string, operator: string, value: unknown];

export interface ListQuery {
	fields: string[];
	filters: Filter[];
	orFilters?: Filter[];
	orderBy: string;
	start: number;
	length: number;
}

export const getList = (doctype: string, query: ListQuery, signal?: AbortSignal): Promise<Doc[]> =>
	resource<Doc[]>(
		"GET",
		doctype,
		"",
		{
			fields: query.fields,
			filters: query.filters,
			or_filters: query.orFilters?.length ? query.orFilters : undefined,
			order_by: query.orderBy,
			limit_start: query.start,
			limit_page_length: query.length,
		},
		signal,
	);

export const getCount = (doctype: string, filters: Filter[], signal?: AbortSignal): Promise<number> =>
	post<number>("frappe.desk.reportview.get_count", { doctype, filters: JSON.stringify(filters.map((one) => [doctype, ...one])) }, signal);

export const getDoc = (doctype: string, name: string, signal?: AbortSignal) => resource<Doc>("GET", doctype, name, {}, signal);
export const insertDoc = (doctype: string, doc: Doc) => resource<Doc>("POST", doctype, "", bare(doc));
export const updateDoc = (doctype: string, name: string, changes: Arguments) => resource<Doc>("PUT", doctype, name, bare(changes));

/** Rows without the mark by which the desk tells new ones apart. */
function bare(values: Arguments): Arguments {
	const plain = (row: unknown) => (row && typeof row === "object" && "__key" in row ? Object.fromEntries(Object.entries(row).filter(([key]) => key !== "__key")) : row);
	return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Array.isArray(value) ? value.map(plain) : value]));
}
export const deleteDoc = (doctype: string, name: string) => resource<string>("DELETE", doctype, name);

export interface Docinfo {
	attachments?: { name: string; file_name: string; file_url: string; is_private: 0 | 1 }[];
	comments?: { name: string; content: string; owner: string; creation: string }[];
	permissions?: Record<string, 0 | 1>;
}

/** The record with its attachments, comments and the reader's rights on it. */
export async function getForm(doctype: string, name: string, signal?: AbortSignal): Promise<{ doc: Doc; info: Docinfo }> {
	const answer = await getWhole<{ docs?: Doc[]; docinfo?: Docinfo }>("frappe.desk.form.load.getdoc", { doctype, name }, signal);
	const doc = answer.docs?.[0];
	return doc ? { doc, info: answer.docinfo ?? {} } : { doc: await getDoc(doctype, name, signal), info: {} };
}

/** Some fields of a record, as far as the reader may see them. */
export const getValues = (doctype: string, name: string, fields: string[]) =>
	get<Record<string, unknown> | null>("frappe.client.get_value", { doctype, fieldname: JSON.stringify(fields), filters: name }).then((found) => found ?? {});

export const renameDoc = (doctype: string, name: string, to: string) => post<string>("frappe.client.rename_doc", { doctype, old_name: name, new_name: to });

/** Brings back a record that I deleted a moment ago. */
/** Deletes like `deleteDoc`, with a sentence that says what uses the record where it cannot go. */
export const deleteRecord = (doctype: string, name: string) => post<null>("relcrm.api.record.delete", { doctype, name });
export const restoreDeleted = (doctype: string, name: string) => post<string>("relcrm.api.record.restore_deleted", { doctype, name });

export interface LinkOption {
	value: string;
	label?: string;
	description?: string;
}

export const searchLink = (doctype: string, text: string, filters: unknown, signal?: AbortSignal, length = 10): Promise<LinkOption[]> =>
	get<LinkOption[]>("frappe.desk.search.search_link", { doctype, txt: text, page_length: length, filters: filters ?? undefined }, signal);

export const TITLE = "__title";

/** The dotted fields that fetch what linked records are called, so that no list shows a code. */
export async function linkTitleFields(fields: Field[]): Promise<string[]> {
	const asked = fields
		.filter((field) => field.fieldtype === "Link" && field.options)
		.map(async (field) => {
			const title = await titleOf(field.options as string);
			return title ? `${field.fieldname}.${title} as ${field.fieldname}${TITLE}` : "";
		});
	return (await Promise.all(asked)).filter(Boolean);
}

async function titleOf(doctype: string): Promise<string> {
	try {
		return titleField(await getMeta(doctype))?.fieldname ?? "";
	} catch {
		return ""; // no right to see that kind of record: its name must do
	}
}

/** What the records linked from one document are called: { fieldname: title }. */
export async function getLinkTitles(meta: Meta, doc: Doc, signal?: AbortSignal): Promise<Record<string, string>> {
	const fields = meta.fields.filter((field) => !isTable(field) && doc[field.fieldname]);
	const titled = await linkTitleFields(fields);
	if (!titled.length || !doc.name || meta.istable || meta.issingle) return {};
	const query = { fields: ["name", ...titled], filters: [["name", "=", doc.name]] as Filter[], orderBy: "", start: 0, length: 1 };
	const [row] = await getList(meta.name, { ...query, orderBy: `\`tab${meta.name}\`.\`name\` asc` }, signal);
	return Object.fromEntries(fields.map((field) => [field.fieldname, String(row?.[field.fieldname + TITLE] ?? "")]).filter(([, title]) => title));
}
