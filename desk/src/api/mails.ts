// Mails by file: dropped, they become events; and the addresses that nobody knows.
import { get, post, upload } from "./client";

export interface Dropped {
	event: string;
	subject: string;
	party?: string | null;
	party_name?: string | null;
	existing: 0 | 1;
	unknown?: string | null;
	left_out: string[];
	kind: "mail" | "receipt";
	state: string;
}
export interface EventMail {
	name: string;
	subject: string;
	direction: "In" | "Out" | "";
	from_address: string;
	from_name?: string | null;
	to_addresses?: string | null;
	cc_addresses?: string | null;
	bcc_addresses?: string | null;
	sent_on?: string | null;
	mail_state?: string | null;
	unknown_address?: string | null;
	receipt_for?: string | null;
	outcome_text?: string | null;
	mail_text?: string | null;
}
export interface MailPerson {
	contact_person?: string | null;
	name: string;
	role?: string | null;
	address: string;
}
export interface MailValues {
	to: MailPerson[];
	cc: MailPerson[];
	bcc: MailPerson[];
	subject: string;
	text: string;
	files: string[];
	account?: string;
	purpose?: string;
	similar_goods?: 0 | 1;
}
export interface MailFile {
	name: string;
	file_name: string;
	file_size: number;
	revision: number;
}
export interface Prepared {
	senders: { account: string; address: string; common: boolean }[];
	people: MailPerson[];
	text: string;
	subject: string;
	files: MailFile[];
	templates: { name: string }[];
	draft?: MailValues | null;
}
export interface Unknown {
	address: string;
	name: string;
	mails: number;
	event: string;
	subject: string;
	on: string;
	party?: string | null;
	party_name?: string | null;
}
export interface Answer {
	contact_person?: string;
	party?: string;
	full_name?: string;
	role?: string;
}

const MAILS = "relcrm.api.mails";
const PART = 8 * 1024 * 1024;

/** Makes an event of a mail; on a record, or by its addresses. A large file goes in parts. */
export async function dropMail(file: File, at: { doctype?: string; name?: string }, isPrivate: boolean): Promise<Dropped> {
	const key = file.size > PART ? crypto.randomUUID() : "";
	let made: Dropped | undefined;
	for (let offset = 0; offset === 0 || offset < file.size; offset += PART) {
		const form = new FormData();
		form.append("file", key ? file.slice(offset, offset + PART) : file, file.name);
		const values = { ...at, private: isPrivate ? 1 : 0, ...(key ? { key, offset, total: file.size, file_name: file.name } : {}) };
		for (const [name, value] of Object.entries(values)) if (value !== undefined) form.append(name, String(value));
		made = await upload<Dropped>(form, `${MAILS}.drop`);
		if (!key) break;
	}
	return made as Dropped;
}

export const getMails = (event: string) => get<{ mails: EventMail[] }>(`${MAILS}.get_mail`, { event }).then((found) => found.mails);
export const getUnknown = () => get<Unknown[]>(`${MAILS}.get_unknown`);
export const nameAddress = (address: string, answer: Answer) => post<{ mails: number }>(`${MAILS}.name_address`, { address, ...answer });
export const ignoreAddress = (address: string) => post<number>(`${MAILS}.ignore_address`, { address });
export const askAgain = (address: string) => post<number>(`${MAILS}.ask_again`, { address });

export const prepareMail = (doctype: string, name: string) => get<Prepared>(`${MAILS}.prepare`, { doctype, name });
export const fillMailTemplate = (template: string, doctype: string, name: string) => get<{ subject: string; text: string }>(`${MAILS}.fill_template`, { template, doctype, name });
export const sendMail = (doctype: string, name: string, values: MailValues) => post<{ event: string; mail: string }>(`${MAILS}.send`, { doctype, name, values });
