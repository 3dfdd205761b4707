// Sheets of questions: which fit a company, what each asks, keeping the answers.
import type { ProfileAttribute } from "./card";
import { get, post } from "./client";

export interface SheetQuestion extends ProfileAttribute {
	question: string;
	hint?: string;
}

export interface Sheet {
	name: string;
	title: string;
	opening?: string;
	questions: SheetQuestion[];
}

export interface Filled {
	sheet: string;
	party: string;
	answers: Record<string, unknown>;
	refused: string[];
	contact_person?: string;
	event?: string;
	notes?: string;
}

const SURVEYS = "relcrm.api.surveys";

export const getSheets = (party: string, signal?: AbortSignal) => get<{ name: string; title: string }[]>(`${SURVEYS}.get_sheets`, { party }, signal).then((sheets) => sheets ?? []);
export const getSheet = (sheet: string, party: string) => get<Sheet>(`${SURVEYS}.get_sheet`, { sheet, party });
export const fillSheet = (filled: Filled) => post<{ event: string }>(`${SURVEYS}.fill`, { ...filled });
