import { addressOf, get } from "./client";

export interface PrintChoices {
	formats: string[];
	format: string;
	letter_heads: string[];
	letter_head: string;
	title: string;
}
export interface PrintJob {
	doctype: string;
	name: string;
	format: string;
	letter_head: string;
	language: string;
}

const PRINTING = "relcrm.api.printing";

export const getPrintChoices = (doctype: string, name: string, signal?: AbortSignal) => get<PrintChoices>(`${PRINTING}.get_choices`, { doctype, name }, signal);
export const getPrintPage = (job: PrintJob, signal?: AbortSignal) => get<string>(`${PRINTING}.get_page`, { ...job }, signal);
export const pdfAddress = (job: PrintJob) => addressOf(`/api/method/${PRINTING}.get_pdf`, { ...job });
