import { addressOf, get, post } from "./client";
import type { AgendaEvent } from "./agenda";

export interface LetterPreview {
	recipient: string[];
	salutation: string;
	closing: string;
	language?: string;
}

export interface Letter {
	party: string;
	contact_person?: string;
	subject: string;
	body: string;
	delivery?: string;
	purpose?: string;
	similar_goods?: 0 | 1;
}

const LETTERS = "relcrm.api.letters";

export const getPreview = (party: string, contact_person?: string, signal?: AbortSignal) => get<LetterPreview>(`${LETTERS}.get_preview`, { party, contact_person }, signal);
export const writeLetter = (letter: Letter) => post<{ event: AgendaEvent }>(`${LETTERS}.write_letter`, { ...letter });
export const letterAddress = (event: string) => addressOf(`/api/method/${LETTERS}.get_pdf`, { name: event });
