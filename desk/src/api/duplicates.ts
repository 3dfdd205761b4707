// What may be in the registry already, asked while somebody types.
import type { Doc } from "./documents";
import { post } from "./client";

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

const COMPARED = ["party_name", "full_name", "vat_number", "fiscal_code", "phones", "emails", "addresses", "party"];
export const isCompared = (doctype: string) => doctype === "Party" || doctype === "Contact Person";
/** The part of a record by which it is compared with others; somebody's first and last name are a name too. */
export function comparedOf(doc: Doc): Doc {
	const name = [doc.first_name, doc.last_name].filter(Boolean).join(" ");
	const named = name ? { party_name: doc.party_name || name, full_name: doc.full_name || name } : {};
	return { ...Object.fromEntries(COMPARED.filter((field) => doc[field]).map((field) => [field, doc[field]])), ...named };
}

export const findAlike = (doctype: string, values: Doc, signal?: AbortSignal) => post<Alike[]>("relcrm.api.duplicates.find", { doctype, values, limit: 4 }, signal);
