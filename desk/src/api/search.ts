import { get, post } from "./client";

export interface Hit {
	doctype: "Party" | "Contact Person";
	name: string;
	title: string;
	subtitle: string;
	party?: string;
	party_name?: string;
	party_type?: string;
	main_phone?: string;
}

/** Parties and persons by any part of name, number, e-mail, VAT number or town. */
export const search = (text: string, signal?: AbortSignal, limit = 8): Promise<Hit[]> => get<Hit[]>("relcrm.api.search.search", { text, limit }, signal).then((hits) => hits ?? []);

/** An event, a deal, an order, a contract, a need, a file, or a record of a kind that the administrator made. */
export interface OtherHit {
	doctype: string;
	name: string;
	title: string;
	kind?: string;
	status?: string;
	state?: string;
	at?: string;
	url?: string;
	party?: string;
	party_name?: string;
	of_doctype?: string;
	of_name?: string;
	of_title?: string;
	/** Of a kind that the administrator made. */
	own?: 1;
}
export const findMore = (text: string, signal?: AbortSignal): Promise<OtherHit[]> => get<OtherHit[]>("relcrm.api.search.find_more", { text }, signal).then((hits) => hits ?? []);

export interface OpenedTitle {
	doctype: string;
	name: string;
	title: string;
}
export const getOpened = (records: [string, string][], signal?: AbortSignal): Promise<OpenedTitle[]> => post<OpenedTitle[]>("relcrm.api.search.get_opened", { records }, signal).then((found) => found ?? []);
