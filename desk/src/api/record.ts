// What stands beside any record: its stream, comments, assignments, shares, files, tags.
import { get, post } from "./client";

export interface Person {
	full_name: string;
	image?: string | null;
}
export interface Colleague {
	name: string;
	full_name: string;
	user_image?: string | null;
	/** Whether they may read the record. */
	reads: 0 | 1;
}
export interface Cell {
	fieldname: string;
	label: string;
	fieldtype: string;
	options?: string | null;
	old?: unknown;
	new?: unknown;
}
export interface RowChange {
	label: string;
	what: "added" | "removed" | "changed";
	cells: Cell[];
}
export interface Entry {
	key: string;
	kind: "made" | "change" | "comment" | "note" | "mail" | "assignment" | "file";
	at: string;
	who?: string | null;
	to?: string | null;
	name?: string;
	note?: string;
	content?: string;
	mine?: 0 | 1;
	edited?: 0 | 1;
	changes?: Cell[];
	rows?: RowChange[];
	from?: string;
	to_all?: string;
	subject?: string;
	sent?: 0 | 1;
	done?: 0 | 1;
	text?: string | null;
	file_name?: string;
	file_url?: string;
	revision?: number;
	restored_from?: number;
	/** What came with a comment. */
	files?: SideFile[];
}
export interface StreamPage {
	entries: Entry[];
	more: boolean;
	titles: Record<string, string>;
	people: Record<string, Person>;
}
export interface Assignment {
	name: string;
	allocated_to: string;
	assigned_by: string;
	description?: string | null;
	date?: string | null;
	creation: string;
}
export interface Share {
	user?: string | null;
	everyone: 0 | 1;
	read: 0 | 1;
	write: 0 | 1;
	share: 0 | 1;
}
export interface SideFile {
	name: string;
	file_name: string;
	file_url: string;
	file_size?: number;
	/** The number of its latest revision; none for a file that came by another door. */
	revision?: number;
}
export interface Side extends StreamPage {
	follow?: Rhythm;
	assignable: 0 | 1;
	assignments: Assignment[];
	shares: Share[];
	files: SideFile[];
	tags: string[];
	rights: Record<"write" | "delete" | "share" | "print", 0 | 1>;
	made: string;
	made_by: string;
	changed: string;
	changed_by: string;
}
export type StreamKind = "all" | "comment" | "change" | "mail";

export interface Place {
	doctype: string;
	name: string;
}

const RECORD = "relcrm.api.record";
const ASSIGN = "frappe.desk.form.assign_to";

/** How one is told of what others do to a record; empty: not at all. */
export type Rhythm = "" | "Once a day" | "At once";
export const follow = (place: Place, rhythm: Rhythm) => post<{ rhythm: Rhythm }>(`${RECORD}.follow`, { ...place, rhythm });

export const getSide = (place: Place, signal?: AbortSignal) => get<Side>(`${RECORD}.get_side`, { ...place }, signal);
export const getStream = (place: Place, kind: StreamKind, start: number, signal?: AbortSignal) => get<StreamPage>(`${RECORD}.get_stream`, { ...place, kind, start }, signal);
export const getColleagues = (place: Place) => get<Colleague[]>(`${RECORD}.get_colleagues`, { ...place });

export const addComment = (place: Place, content: string) =>
	post<{ name: string }>("frappe.desk.form.utils.add_comment", { reference_doctype: place.doctype, reference_name: place.name, content, comment_email: "", comment_by: "" });
export const updateComment = (name: string, content: string) => post("frappe.desk.form.utils.update_comment", { name, content });
export const deleteComment = (name: string) => post(`${RECORD}.delete_comment`, { name });
export const restoreComment = (name: string) => post(`${RECORD}.restore_comment`, { name });

export const assign = (place: Place, users: string[], description: string, date?: string) => post(`${ASSIGN}.add`, { ...place, assign_to: JSON.stringify(users), description, date, notify: 1 });
export const unassign = (place: Place, user: string) => post(`${ASSIGN}.remove`, { ...place, assign_to: user });
export const closeAssignment = (place: Place, user: string) => post(`${ASSIGN}.close`, { ...place, assign_to: user });

export const shareWith = (place: Place, user: string, write: boolean) => post("frappe.share.add", { ...place, user, read: 1, write: write ? 1 : 0, share: 0, notify: 1 });
export const setShare = (place: Place, share: Share, permission_to: "read" | "write", value: boolean) =>
	post("frappe.share.set_permission", { ...place, user: share.user ?? "", everyone: share.everyone, permission_to, value: value ? 1 : 0 });

export const addTag = (place: Place, tag: string) => post<string>("frappe.desk.doctype.tag.tag.add_tag", { tag, dt: place.doctype, dn: place.name });
export const removeTag = (place: Place, tag: string) => post("frappe.desk.doctype.tag.tag.remove_tag", { tag, dt: place.doctype, dn: place.name });
export const findTags = (doctype: string, txt: string) => get<string[]>("frappe.desk.doctype.tag.tag.get_tags", { doctype, txt }).then((tags) => tags ?? []);

export const removeFile = (place: Place, fid: string) => post("frappe.desk.form.utils.remove_attach", { fid, dt: place.doctype, dn: place.name });
