// The list query that every view of a list shares: rows, counts, groups, totals, bulk changes, exports, saved views.
import { download, get, post, resource } from "./client";

export type Condition = [path: string, operator: string, value: unknown];
export interface Group {
	op: "all" | "any" | "none";
	of: (Condition | Group)[];
	/** The conditions are on what hangs on a record, by the key of the relation: how many of them there are. */
	has?: string;
	/** A comparison with a number, or with two; without it one is enough. */
	count?: Comparison;
	/** Instead of the count: what they add up to, compared by `is`. */
	total?: [Aggregate, path: string];
	is?: Comparison;
	/** Instead of conditions: who is in a segment, or near a town. */
	segment?: string;
	near?: string;
	km?: number;
}
export type Comparison = [operator: string, value: unknown];
/** What hangs on the records of a list: events, people, deals, ties. */
export interface Relation {
	key: string;
	label: string;
	doctype: string;
}
export type Direction = "asc" | "desc";
export type Aggregate = "sum" | "avg" | "min" | "max";

/** A path is `field`, `link_field.field`, `child_table.field` or `profile:<characteristic>`. */
export interface ListQuery {
	doctype: string;
	columns: string[];
	conditions: Group;
	text: string;
	sort: [path: string, direction: Direction][];
	group_by: string[];
	totals: [Aggregate, path: string][];
	start?: number;
	length?: number;
}

export interface ListField {
	path: string;
	label: string;
	fieldtype: string;
	options?: string;
	/** "" for the record's own fields, else what the linked record or the profile is called. */
	group: string;
	sortable: boolean;
	groupable: boolean;
	filterable: boolean;
	editable: boolean;
	operators: string[];
}

export interface Row {
	name: string;
	modified?: string;
	[path: string]: unknown;
}
export type Titles = Record<string, Record<string, string>>;
export interface Rows {
	rows: Row[];
	titles: Titles;
	more: boolean;
}
export type Totals = Record<string, number | string | null>;
export interface GroupRow {
	value: unknown;
	title: string;
	/** Neither count nor totals where they would tell colleagues apart. */
	count: number | null;
	totals: Totals;
}

export interface Failed {
	name: string;
	title: string;
	reason: string;
}
/** A change of many records: a few are done at once, more by a job that can be asked how far it is, and stopped. */
export interface Bulk {
	undo: string;
	status: "Queued" | "Running" | "Finished" | "Stopped" | "Failed" | "Undoing" | "Undone";
	total: number;
	done: number;
	updated: number;
	deleted: number;
	failed: Failed[];
}
/** Some records by name, or all that a question finds. */
export type Which = { names: string[] } | { query: ListQuery };

const LISTS = "relcrm.api.lists";

export const getFields = (doctype: string) => get<ListField[]>(`${LISTS}.get_fields`, { doctype });
export const getRelations = (doctype: string) => get<Relation[]>(`${LISTS}.get_relations`, { doctype });
export const getRows = (query: ListQuery, signal?: AbortSignal) => post<Rows>(`${LISTS}.get_rows`, { query }, signal);
export const getCount = (query: ListQuery, signal?: AbortSignal) => post<{ count: number; capped: boolean }>(`${LISTS}.get_count`, { query }, signal);
export const getTotals = (query: ListQuery, signal?: AbortSignal) => post<{ count: number; totals: Totals; untold?: string }>(`${LISTS}.get_totals`, { query }, signal);
export const getGroups = (query: ListQuery, within: unknown[] = [], signal?: AbortSignal) => post<{ groups: GroupRow[]; more: boolean; untold?: string }>(`${LISTS}.get_groups`, { query, within }, signal);
export const getNames = (query: ListQuery) => post<string[]>(`${LISTS}.get_names`, { query });

export const bulkUpdate = (doctype: string, which: Which, values: Record<string, unknown>) => post<Bulk>(`${LISTS}.bulk_update`, { doctype, ...which, values });
export const bulkDelete = (doctype: string, which: Which) => post<Bulk>(`${LISTS}.bulk_delete`, { doctype, ...which });
export const getBulk = (undo: string) => get<Bulk>(`${LISTS}.get_bulk`, { undo });
export const cancelBulk = (undo: string) => post<Bulk>(`${LISTS}.cancel_bulk`, { undo });
export const undoBulk = (undo: string) => post<Bulk>(`${LISTS}.undo_bulk`, { undo });

/** The rows exactly as they are seen: the same columns, order, conditions; only `names` when some are chosen. */
export type FileFormat = "csv" | "xlsx" | "vcf" | "vcf3" | "ics";
export const CARD_DOCTYPES = ["Party", "Contact Person"];
export const CALENDAR_DOCTYPE = "Relation Event";
export const exportRows = (query: ListQuery, file_format: FileFormat, names?: string[]) => download(`${LISTS}.export`, { query, names, file_format });

export type Visibility = "Private" | "Everyone" | "Role";

/** What a saved view keeps; parts that are absent are as delivered. */
export interface Definition {
	columns?: string[];
	widths?: Record<string, number>;
	conditions?: Group;
	text?: string;
	sort?: [string, Direction][];
	group_by?: string[];
	totals?: [Aggregate, string][];
	/** Settings of other views of the list (board, calendar, map) under their id. */
	[view: string]: unknown;
}
export interface SavedView {
	name: string;
	title: string;
	view: string;
	definition: Definition;
	visibility: Visibility;
	role?: string;
	/** Opens first for this person. */
	is_default: 0 | 1;
	/** Meant to open first for those who see it. */
	stored_default?: 0 | 1;
	mine: 0 | 1;
	editable?: 0 | 1;
}

export const getViews = (doctype: string) => get<SavedView[]>(`${LISTS}.get_views`, { doctype }).then((views) => views ?? []);

export interface ViewValues {
	title: string;
	for_doctype: string;
	view: string;
	definition: Definition;
	visibility: Visibility;
	role: string;
	is_default: 0 | 1 | number;
}
const SAVED = "Saved View";
const sent = (values: Partial<ViewValues>) => ({ ...values, definition: values.definition && JSON.stringify(values.definition), view: values.view && values.view[0].toUpperCase() + values.view.slice(1) });

export const createView = (values: ViewValues) => resource<{ name: string }>("POST", SAVED, "", sent(values)).then((view) => view.name);
export const updateView = (name: string, values: Partial<ViewValues>) => resource<{ name: string }>("PUT", SAVED, name, sent(values)).then((view) => view.name);
export const deleteView = (name: string) => resource<string>("DELETE", SAVED, name);

export const assignMany = (doctype: string, names: string[], user: string, description: string, date?: string) =>
	post<unknown>("frappe.desk.form.assign_to.add_multiple", { doctype, name: JSON.stringify(names), assign_to: JSON.stringify([user]), description: description || undefined, date });
