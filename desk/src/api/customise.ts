// Changing the product without code; the server lets in only who administers the system.
import { get, post } from "./client";

export type FieldKind = "text" | "long_text" | "whole" | "number" | "amount" | "date" | "moment" | "yes_no" | "choice" | "choices" | "link" | "phone" | "email" | "file" | "rating" | "section" | "column" | "tab";

export interface Kind {
	doctype: string;
	title: string;
	many: string;
	group: "work" | "lists" | "own" | "tables";
	own_fields: number;
	process: boolean;
}
export interface Named {
	name: string;
	title: string;
	own?: boolean;
}
export interface Kinds {
	kinds: Kind[];
	targets: { doctype: string; title: string }[];
	roles: Named[];
}

export interface ConditionRow {
	field: string;
	op: string;
	value: unknown;
}
export interface Condition {
	any: 0 | 1;
	rows: ConditionRow[];
}

export interface OwnField {
	fieldname: string;
	fieldtype: string;
	kind: FieldKind | "";
	label: string;
	label_it: string;
	label_en: string;
	help: string;
	default: string;
	options: string;
	choices: string[];
	own: boolean;
	fixed: string;
	changed: boolean;
	condition: Condition | null;
	condition_text: string;
	level: number;
	read_only: 0 | 1;
	reqd: 0 | 1;
	hidden: 0 | 1;
	in_list_view: 0 | 1;
	in_standard_filter: 0 | 1;
}
export interface OwnForm {
	doctype: string;
	label_it: string;
	label_en: string;
	many_it: string;
	many_en: string;
	own: 0 | 1;
	leading: Leading | null;
	fields: OwnField[];
}
/** The fields that name a record, place it in the calendar and make the columns of the board; "" is the usual one. */
export interface LeadingFields {
	title: string;
	date: string;
	end: string;
	state: string;
}
export interface Leading extends LeadingFields {
	/** Why one of them cannot be chosen here. */
	fixed: Partial<Record<keyof LeadingFields, string>>;
}
export type FieldValues = Partial<Omit<OwnField, "kind" | "choices">> & { kind?: string; choices?: string[] | string; link_to?: string; after?: string };
export interface Changed {
	change: string | null;
}

const api = "relcrm.api.customise";

export const getKinds = () => get<Kinds>(`${api}.get_kinds`);
export const getOwnForm = (doctype: string) => get<OwnForm>(`${api}.get_form`, { doctype });
export const addField = (doctype: string, values: FieldValues) => post<Changed & { fieldname: string }>(`${api}.add_field`, { doctype, values });
export const changeField = (doctype: string, fieldname: string, values: FieldValues) => post<Changed & { holds_nothing: number }>(`${api}.change_field`, { doctype, fieldname, values });
export const moveField = (doctype: string, fieldname: string, after: string) => post<Changed>(`${api}.move_field`, { doctype, fieldname, after });
export const removeField = (doctype: string, fieldname: string) => post<Changed>(`${api}.remove_field`, { doctype, fieldname });
export const countValues = (doctype: string, fieldname: string) => get<number>(`${api}.count_values`, { doctype, fieldname });

export interface KindValues {
	label_it?: string;
	label_en?: string;
	many_it?: string;
	many_en?: string;
	help?: string;
	naming?: "number" | "name";
	see?: string[];
	change?: string[];
	fields?: FieldValues[];
}
export const addKind = (values: KindValues) => post<Changed & { doctype: string }>(`${api}.add_kind`, { values });
export const renameKind = (doctype: string, values: KindValues) => post<Changed>(`${api}.rename_kind`, { doctype, values });
export const setLeading = (doctype: string, values: Partial<LeadingFields>) => post<Changed & { holds_nothing: number }>(`${api}.set_leading`, { doctype, values });
export const removeKind = (doctype: string, count?: number) => post<Changed & { records: number }>(`${api}.remove_kind`, { doctype, count });

export interface Step {
	event_type: string;
	subject?: string | null;
	days?: number;
	assigned_to?: string | null;
}
export interface ProcessState {
	state: string;
	title: string;
	tone: string;
	roles: string[];
	doc_status: string;
	count: number;
	steps: Step[];
}
export interface ProcessAction {
	state: string;
	action: string;
	title: string;
	next_state: string;
	roles: string[];
	self_approval: number;
	condition: Condition | null;
	condition_text: string;
}
export type Layout = Record<string, { x: number; y: number }>;
export interface Process {
	doctype: string;
	title: string;
	exists: boolean;
	states: ProcessState[];
	actions: ProcessAction[];
	layout: Layout;
	roles: Named[];
	event_types: Named[];
	people: { name: string; full_name: string }[];
	fields: OwnField[];
}
export const getProcess = (doctype: string) => get<Process>(`${api}.get_process`, { doctype });
export const saveProcess = (doctype: string, process: { states: ProcessState[]; actions: ProcessAction[]; layout: Layout; moves: Record<string, string> }) => post<Changed>(`${api}.save_process`, { doctype, process });
export const removeProcess = (doctype: string) => post<Changed>(`${api}.remove_process`, { doctype });

export type Cell = Record<string, 0 | 1>;
export interface Rights {
	rights: string[];
	roles: Named[];
	kinds: (Kind & { changed: boolean })[];
	cells: Record<string, Record<string, Cell>>;
}
export const getRights = () => get<Rights>(`${api}.get_rights`);
export const setRights = (doctype: string, role: string, cell: Cell) => post<{ cell: Cell; changed: boolean }>(`${api}.set_rights`, { doctype, role, cell });
export const resetRights = (doctype: string) => post<{ cells: Record<string, Cell>; changed: boolean }>(`${api}.reset_rights`, { doctype });
export const addRole = (label: string, like?: string) => post<{ name: string }>(`${api}.add_role`, { label, like });

export interface Person {
	name: string;
	full_name: string;
	first_name: string;
	last_name: string;
	enabled: 0 | 1;
	last_active?: string;
	roles: string[];
	teams: string[];
}
export interface People {
	people: Person[];
	roles: Named[];
	me: string;
}
export interface PersonValues {
	email: string;
	first_name: string;
	last_name: string;
	enabled: 0 | 1;
	roles: string[];
	welcome?: 0 | 1;
}
export const getPeople = () => get<People>(`${api}.get_people`);
export const savePerson = (values: PersonValues) => post<{ name: string; password_link: string }>(`${api}.save_person`, { values });

export interface ShownText {
	source: string;
	context: string;
	text: string;
	own: boolean;
}
export const findTexts = (text: string, language: string, own_only: 0 | 1, signal?: AbortSignal) => get<ShownText[]>(`${api}.find_texts`, { text, language, own_only }, signal);
export const changeText = (source: string, language: string, text: string, context: string) => post<string | null>(`${api}.change_text`, { source, language, text, context });

export interface LetterHead {
	name: string;
	content?: string;
	footer?: string;
	is_default: 0 | 1;
	disabled: 0 | 1;
}
export const getLetterHeads = () => get<LetterHead[]>(`${api}.get_letter_heads`);
export const saveLetterHead = (values: Partial<LetterHead> & { title?: string }) => post<{ name: string }>(`${api}.save_letter_head`, { values });
export const removeLetterHead = (name: string) => post<Changed>(`${api}.remove_letter_head`, { name });

export interface Change {
	name: string;
	title: string;
	about?: string;
	area: string;
	creation: string;
	who?: string;
	undone: 0 | 1;
	undone_who?: string;
	undone_on?: string;
}
export interface Look {
	title: string;
	undone: 0 | 1;
	later: { name: string; title: string }[];
	losses: string[];
}
export const getChanges = (about?: string, start = 0) => get<Change[]>(`${api}.get_changes`, { about, start });
export const lookAtChange = (name: string) => get<Look>(`${api}.look_at_change`, { name });
export const takeBack = (name: string, with_later: 0 | 1 = 0) => post<{ taken: string[] }>(`${api}.take_back`, { name, with_later });
export const putBack = (name: string) => post<{ put: string[] }>(`${api}.put_back`, { name });
