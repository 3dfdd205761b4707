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
