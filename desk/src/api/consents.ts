// Consents and refusals of a company or person, and who of a list may be reached for what.
import { download, get, post, upload } from "./client";
import type { Owner } from "./card";
import type { Doc } from "./documents";
import type { Which } from "./lists";

export interface Reason {
	code: string;
	text: string;
	way_out: string;
}
export interface Verdict {
	address: string;
	state: "Allowed" | "Held";
	ground: string;
	reasons: Reason[];
}
export interface Channel extends Verdict {
	channel: string;
	purpose: string;
}
export interface Consents {
	channels: Channel[];
	history: Doc[];
	may_write: 0 | 1;
}
export interface Held extends Reason {
	count: number;
	names: { name: string; title: string }[];
}
export interface Judged {
	count: number;
	allowed: number;
	allowed_names: string[];
	grounds: Record<string, number>;
	held: Held[];
}
export interface RegisterAnswer {
	answers: number;
	registered: number;
	free: number;
	unread: number;
	unread_sample: string[];
}
/** What a list is asked for: doctype, purpose, channel, and whether the goods are like those that were bought. */
export interface GateQuestion {
	doctype: string;
	purpose: string;
	channel: string;
	similar_goods?: 0 | 1;
}
export type Closes = "Calls" | "E-mails" | "Messages" | "Letters" | "Everything";

const CONSENTS = "relcrm.api.consents";

export const getConsents = (owner: Owner, signal?: AbortSignal) => get<Consents>(`${CONSENTS}.get_consents`, { ...owner }, signal);
export const addConsent = (owner: Owner, values: Doc) => post<Consents>(`${CONSENTS}.add_consent`, { ...owner, values });
export const refuse = (owner: Owner, closes: Closes) => post<{ entries: string[] }>(`${CONSENTS}.refuse`, { ...owner, closes });
export const takeBack = (entries: string[]) => post<null>(`${CONSENTS}.take_back`, { entries });
export const getWords = () => get<{ purposes: string[]; channels: string[] }>(`${CONSENTS}.get_words`);
export const judgeList = (question: GateQuestion, which: Which, signal?: AbortSignal) => post<Judged>(`${CONSENTS}.judge_list`, { ...question, ...which }, signal);
export const exportVerdicts = (question: GateQuestion, which: Which) => download(`${CONSENTS}.export_verdicts`, { ...question, ...which });
export const exportForRegister = (doctype: string, register: string, which: Which) => download(`${CONSENTS}.export_for_register`, { doctype, register, ...which });

export function importAnswer(register: string, checked_on: string, listed_means: string, file: File) {
	const form = new FormData();
	form.set("register", register);
	form.set("checked_on", checked_on);
	form.set("listed_means", listed_means);
	form.set("file", file);
	return upload<RegisterAnswer>(form, `${CONSENTS}.import_register_answer`);
}
