// One person's data for the privacy officer, and for everybody: where a number comes from.
import { download, get, post } from "./client";

export interface DataValue {
	field: string;
	label: string;
	value?: string;
	rows?: Record<string, string>[];
}
export interface DataGroup {
	doctype: string;
	label: string;
	count: number;
	rows: { name: string; title: string; values: DataValue[] }[];
}
export interface Counted {
	label: string;
	count: number;
}
export interface PersonalData {
	doctype: string;
	name: string;
	title: string;
	groups: DataGroup[];
	erasure: { deleted: Counted[]; emptied: Counted[]; searched: Counted[]; kept: { doctype: string; name: string; date: string; keep_until: string }[]; homonyms: number };
	readings: { read_on: string; user: string; reader?: string; act: string; detail?: string }[];
}
export interface Source {
	kind: "phones" | "emails" | "addresses";
	value: string;
	since: string;
	by: string;
	file?: string;
	source?: string;
}

const PRIVACY = "relcrm.api.privacy";

export const getPersonalData = (doctype: string, name: string, signal?: AbortSignal) => get<PersonalData>(`${PRIVACY}.get_data`, { doctype, name }, signal);
export const exportPersonalData = (doctype: string, name: string, file_format: "json" | "html" | "pdf") => download(`${PRIVACY}.export_data`, { doctype, name, file_format });
export const erasePerson = (doctype: string, name: string, reason: string, typed_name: string) => post<{ record: string }>(`${PRIVACY}.erase`, { doctype, name, reason, typed_name });
export const getSources = (doctype: string, name: string) => get<Source[]>(`${PRIVACY}.get_sources`, { doctype, name });

/** A person on a page of the data keeper: whose data are due, or who lacks a notice. */
export interface Someone {
	doctype: string;
	name: string;
	title: string;
	company: string;
	since: string;
}
export interface Due extends Someone {
	entered: string;
	last?: string;
	rule: string;
	kept_documents: number;
	kept_until?: string;
}
export interface Uninformed extends Someone {
	source?: string;
	address?: string;
}
export interface Notice {
	name: string;
	notice_name: string;
	version: string;
	source?: string;
	missing: number;
}
const named = (people: Someone[]) => people.map(({ doctype, name }) => ({ doctype, name }));

export const getDue = (start: number, length: number, signal?: AbortSignal) => get<{ count: number; rows: Due[] }>(`${PRIVACY}.get_due`, { start, length }, signal);
export const eraseDue = (people: Someone[]) => post<{ erased: number; not_due: number }>(`${PRIVACY}.erase_due`, { records: named(people) });
export const keepPeople = (people: Someone[], reason: string, keep_until: string) => post(`${PRIVACY}.keep`, { records: named(people), reason, keep_until });
export const getNotices = (signal?: AbortSignal) => get<Notice[]>(`${PRIVACY}.get_notices`, {}, signal);
export const getUninformed = (notice: string, start: number, length: number, signal?: AbortSignal) =>
	get<{ count: number; by_source: { source?: string; count: number }[]; people: Uninformed[] }>(`${PRIVACY}.get_missing_notice`, { notice, start, length }, signal);
export const giveNotice = (notice: string, people: Someone[], sent_on: string, channel: string) => post<{ made: number }>(`${PRIVACY}.give_notice`, { notice, records: named(people), sent_on, channel });
export const sendNotice = (notice: string, people: Someone[]) => post<{ sent: number; without: number }>(`${PRIVACY}.send_notice`, { notice, records: named(people) });
