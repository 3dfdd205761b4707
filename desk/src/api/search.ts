import { get } from "./client";

export interface Hit {
	doctype: "Party" | "Contact Person";
	name: string;
	title: string;
	subtitle: string;
	party?: string;
	party_name?: string;
	main_phone?: string;
}

/** Parties and persons by any part of name, number, e-mail, VAT number or town. */
export const search = (text: string, signal?: AbortSignal, limit = 8): Promise<Hit[]> => get<Hit[]>("relcrm.api.search.search", { text, limit }, signal).then((hits) => hits ?? []);
