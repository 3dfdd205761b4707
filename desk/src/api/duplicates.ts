// What may be in the registry already, asked while somebody types.
import type { Doc } from "./documents";
import { get, post } from "./client";

export interface Alike {
	doctype: string;
	name: string;
	title: string;
	level: "certain" | "likely" | "possible";
	/** In the words of the reader. */
	reasons: string[];
	main_town?: string;
	main_province?: string;
	main_phone?: string;
	company?: string;
	role?: string;
}

const COMPARED = ["party_name", "full_name", "vat_number", "fiscal_code", "phones", "emails", "addresses", "party", "party_type", "kind"];
export const isCompared = (doctype: string) => doctype === "Party" || doctype === "Contact Person";
/** The part of a record by which it is compared with others; somebody's first and last name are a name too. */
export function comparedOf(doc: Doc): Doc {
	const name = [doc.first_name, doc.last_name].filter(Boolean).join(" ");
	const named = name ? { party_name: doc.party_name || name, full_name: doc.full_name || name } : {};
	return { ...Object.fromEntries(COMPARED.filter((field) => doc[field]).map((field) => [field, doc[field]])), ...named };
}

export const findAlike = (doctype: string, values: Doc, signal?: AbortSignal) => post<Alike[]>("relcrm.api.duplicates.find", { doctype, values, limit: 4 }, signal);

/** A record as the list of pairs tells it. */
export interface PairSide {
	name: string;
	title: string;
	main_town?: string;
	main_province?: string;
	main_phone?: string;
	main_email?: string;
	company?: string;
	role?: string;
}
export interface Pair {
	name: string;
	left_name: string;
	right_name: string;
	score: number;
	level: Alike["level"];
	reasons: string[];
	state: "Open" | "Merged" | "Different";
	left?: PairSide;
	right?: PairSide;
}
export interface Search {
	name: string;
	status: "Queued" | "Running" | "Stopped" | "Finished" | "Failed";
	total: number;
	done: number;
	found: number;
	error?: string;
	finished_on?: string;
}
export interface Worklist {
	pairs: Pair[];
	open: number;
	search: Search | null;
	may_search: boolean;
}
export interface ComparedField {
	fieldname: string;
	label: string;
	values: [string, string];
	differs: boolean;
	choosable: boolean;
	joined: boolean;
}
export interface Comparison {
	records: { name: string; title: string; created: string; modified: string; may_write: boolean; to_check: number }[];
	fields: ComparedField[];
	tables: { fieldname: string; label: string; rows: [string[], string[]] }[];
}
export interface Merged {
	merge: string;
	name: string;
}
export interface MergeTrace {
	name: string;
	merged_name: string;
	merged_title: string;
	merged_on: string;
}

const call = (method: string) => `relcrm.api.duplicates.${method}`;
export const getWorklist = (doctype: string, start: number, record: string, signal?: AbortSignal) => get<Worklist>(call("get_worklist"), { doctype, start, limit: 20, ...(record ? { record } : {}) }, signal);
export const startSearch = (doctype: string) => post<Search>(call("start_search"), { doctype });
export const getSearch = (doctype: string, signal?: AbortSignal) => get<Search | null>(call("get_search"), { doctype }, signal);
export const cancelSearch = (doctype: string) => post<Search | null>(call("cancel_search"), { doctype });
export const markDifferent = (doctype: string, one: string, other: string) => post<string>(call("mark_different"), { doctype, one, other });
export const openAgain = (pair: string) => post<void>(call("open_again"), { pair });
export const compareTwo = (doctype: string, left: string, right: string, signal?: AbortSignal) => get<Comparison>(call("compare"), { doctype, left, right }, signal);
export const mergeTwo = (doctype: string, kept: string, merged: string, choices: Record<string, string>) => post<Merged>(call("merge"), { doctype, kept, merged, choices });
export const undoMerge = (merge: string) => post<{ name: string; title: string; conflicts: string[] }>(call("undo_merge"), { merge });
export const getMerges = (doctype: string, name: string) => get<MergeTrace[]>(call("get_merges"), { doctype, name });
export const whereIs = (doctype: string, name: string) => get<string | null>(call("where_is"), { doctype, name });
