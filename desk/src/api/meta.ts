// The metadata of a kind of record, as the server has it now: custom fields and changed properties included.
import { boot } from "@/boot";
import { getWhole } from "./client";

export interface Field {
	fieldname: string;
	label?: string;
	fieldtype: string;
	options?: string;
	description?: string;
	default?: string;
	reqd?: 0 | 1;
	hidden?: 0 | 1;
	read_only?: 0 | 1;
	bold?: 0 | 1;
	in_list_view?: 0 | 1;
	in_standard_filter?: 0 | 1;
	is_custom_field?: 0 | 1;
	is_virtual?: 0 | 1;
	set_only_once?: 0 | 1;
	permlevel?: number;
	fetch_from?: string;
	fetch_if_empty?: 0 | 1;
	link_filters?: string;
	allow_in_quick_entry?: 0 | 1;
	non_negative?: 0 | 1;
	depends_on?: string;
	mandatory_depends_on?: string;
	read_only_depends_on?: string;
	collapsible?: 0 | 1;
	length?: number;
	precision?: string;
	columns?: number;
	placeholder?: string;
	no_copy?: 0 | 1;
	report_hide?: 0 | 1;
	idx?: number;
}

export interface Permission {
	role: string;
	permlevel: number;
	if_owner?: 0 | 1;
	[right: string]: unknown;
}

export interface Meta {
	name: string;
	module?: string;
	description?: string;
	istable?: 0 | 1;
	issingle?: 0 | 1;
	is_tree?: 0 | 1;
	custom?: 0 | 1;
	autoname?: string;
	allow_rename?: 0 | 1;
	track_changes?: 0 | 1;
	in_create?: 0 | 1;
	title_field?: string;
	search_fields?: string;
	sort_field?: string;
	sort_order?: string;
	/** What the administrator chose: the first and last day of the calendar, the columns of the board. */
	relcrm_date?: string;
	relcrm_end?: string;
	relcrm_state?: string;
	fields: Field[];
	permissions: Permission[];
	__print_formats?: { name: string; doc_type: string; disabled?: 0 | 1 }[];
	__workflow_docs?: { doctype: string; name: string; workflow_state_field?: string; is_active?: 0 | 1; states?: { state: string; allow_edit?: string }[] }[];
}

/** Fields of ours that are entered in a way of their own, though they are plain text to the server. */
const special: Record<string, Record<string, string>> = { "Relation Event": { outcome: "Outcome", event_values: "Own Fields" } };

function adapted(meta: Meta): Meta {
	const own = special[meta.name];
	return own ? { ...meta, fields: meta.fields.map((field) => (own[field.fieldname] ? { ...field, fieldtype: own[field.fieldname] } : field)) } : meta;
}

const loading = new Map<string, Promise<Meta>>();

/** The metadata of a DocType; its child tables come along and are remembered too. */
export function getMeta(doctype: string): Promise<Meta> {
	const known = loading.get(doctype);
	if (known) return known;
	const asked = getWhole<{ docs?: Meta[] }>("frappe.desk.form.load.getdoctype", { doctype, with_parent: 1 }).then((answer) => {
		const metas = (answer.docs ?? []).map(adapted);
		for (const meta of metas) if (meta.name !== doctype) loading.set(meta.name, Promise.resolve(meta));
		const own = metas.find((meta) => meta.name === doctype);
		if (!own) throw new Error(`no metadata for ${doctype}`);
		return own;
	});
	loading.set(doctype, asked);
	asked.catch(() => loading.delete(doctype));
	return asked;
}

/** Forget what is known, so that a field added a moment ago shows when a list or form is opened. */
export function forgetMeta(doctype?: string) {
	if (doctype) loading.delete(doctype);
	else {
		loading.clear();
		forgotten += 1;
	}
}
let forgotten = 0;
/** How often all was forgotten: whoever remembers what hangs on metadata forgets it then too. */
export const timesForgotten = () => forgotten;

const LAYOUT = new Set(["Section Break", "Column Break", "Tab Break", "Fold", "Heading", "HTML", "Button", "Image"]);
const TABLES = new Set(["Table", "Table MultiSelect", "Own Fields"]);
const LONG = new Set(["Text", "Long Text", "Small Text", "Text Editor", "HTML Editor", "Markdown Editor", "Code", "JSON", "Signature", "Geolocation"]);

export const isLayout = (field: Field) => LAYOUT.has(field.fieldtype);
export const isTable = (field: Field) => TABLES.has(field.fieldtype);
export const isLong = (field: Field) => LONG.has(field.fieldtype);
export const isColumn = (field: Field) => !isLayout(field) && !isTable(field) && !field.is_virtual && field.fieldtype !== "Password";

/** Whether a role of the reader gives the right; the server decides in the end, this only spares dead buttons. */
export function mayI(meta: Meta, right: string, permlevel = 0): boolean {
	if (boot.user === "Administrator") return true;
	return meta.permissions.some((row) => (row.permlevel ?? 0) === permlevel && Boolean(row[right]) && boot.roles.includes(row.role));
}

export const titleField = (meta: Meta): Field | undefined => meta.fields.find((field) => field.fieldname === meta.title_field);

/** Names made by a series or by chance mean nothing to a reader; names that people gave do. */
export const hasSpokenName = (meta: Meta) => /^(field:|prompt)/i.test(meta.autoname ?? "") || ["DocType", "User", "Role", "Report"].includes(meta.name);
