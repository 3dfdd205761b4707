// Forms for the web site: their public address, and the answers that nobody has been found for yet.
import { get, post } from "./client";

export interface FormPlace {
	address: string;
	frame: string;
	link: string;
	qr: string;
	published: 0 | 1;
	framed: 0 | 1;
	answers: number;
	waiting: number;
	may_write: 0 | 1;
}
export interface WaitingAnswer {
	name: string;
	form: string;
	form_title: string;
	received_on: string;
	person_name?: string | null;
	company?: string | null;
	email?: string | null;
	phone?: string | null;
	town?: string | null;
	message?: string | null;
}
export interface AlikeAnswer {
	doctype: "Party" | "Contact Person";
	name: string;
	title: string;
	company?: string | null;
	party_type?: string | null;
	reasons: string[];
	main_email?: string | null;
	main_phone?: string | null;
}
export interface OpenAnswer extends WaitingAnswer {
	values: { label: string; value: string }[];
	consents: { purpose: string; channel: string }[];
	refused: 0 | 1;
	alike: AlikeAnswer[];
	may_make: 0 | 1;
}
export interface Given {
	event: string;
	party: string;
}

const FORMS = "relcrm.api.contact_forms";
export const getPlace = (name: string) => get<FormPlace>(`${FORMS}.get_place`, { name });
export const renewAddress = (name: string) => post<FormPlace>(`${FORMS}.renew_address`, { name });
export const getWaiting = () => get<WaitingAnswer[]>(`${FORMS}.get_waiting`);
export const getAnswer = (name: string) => get<OpenAnswer>(`${FORMS}.get_answer`, { name });
export const giveAnswer = (name: string, doctype: string, record: string, newPerson = false) => post<Given>(`${FORMS}.give_to`, { name, doctype, record, new_person: newPerson ? 1 : 0 });
export const makeOfAnswer = (name: string) => post<Given>(`${FORMS}.make_new`, { name });
export const takeBack = (name: string) => post<string>(`${FORMS}.take_back`, { name });
export const setAside = (name: string) => post<string>(`${FORMS}.set_aside`, { name });
export const askAnswerAgain = (name: string) => post<string>(`${FORMS}.ask_again`, { name });

/** Who answered, as far as they said. */
export const nameOf = (answer: WaitingAnswer) => answer.person_name || answer.company || answer.email || answer.phone || answer.name;
