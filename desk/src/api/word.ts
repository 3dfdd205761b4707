// Word documents: the templates for a record, one made of it, and what a template may ask for.
import { get, post } from "./client";
import type { Revision } from "./attachments";

export interface WordTemplate {
	name: string;
	title: string;
	template_language?: string | null;
}
export interface WordField {
	name: string;
	label: string;
	several: 0 | 1;
}
const DOCUMENTS = "relcrm.api.documents";
const KINDS = new Set(["Relation Event", "Party", "Contact Person", "Negotiation"]);
export const makesWord = (doctype: string) => KINDS.has(doctype);

export const getTemplates = (doctype: string, name: string) => get<WordTemplate[]>(`${DOCUMENTS}.get_templates`, { doctype, name });
export const makeWord = (template: string, doctype: string, name: string) => post<Revision>(`${DOCUMENTS}.make`, { template, doctype, name });
export const getWordFields = () => get<WordField[]>(`${DOCUMENTS}.get_fields`);
export const checkTemplate = (template: string) => get<string>(`${DOCUMENTS}.check`, { template });
