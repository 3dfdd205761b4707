// How well a company is known, somebody who leaves it, and who recommended us to whom.
import type { AgendaEvent } from "./agenda";
import { get, post } from "./client";

export interface Acquaintance {
	user: string;
	full_name: string;
	last_contact: string;
	/** Only where figures by name are open to the reader. */
	contacts?: number;
}

export interface CoveredPerson {
	name: string;
	full_name: string;
	role?: string;
	department?: string;
	reports_to?: string;
	kind?: string;
	active: 0 | 1;
	left_on?: string;
	contacts: number;
	last_contact?: string;
	silent_days?: number;
	cold: 0 | 1;
	known_by: Acquaintance[];
	elsewhere: { name: string; party: string; party_name: string; role?: string; last_contact?: string }[];
}

export interface Coverage {
	days: number;
	people: CoveredPerson[];
	active: number;
	known: number;
	cold: number;
	warnings: string[];
	/** Why contacts are not counted by colleague; empty where they are. */
	sentence: string;
}

export interface Leaving {
	person: { name: string; full_name: string; party: string; active: 0 | 1 };
	planned: AgendaEvent[];
	reports: { name: string; full_name: string }[];
	deals: { name: string; subject: string }[];
	needs: { name: string; statement: string }[];
	ties: { name: string; relationship_type: string }[];
	successors: { name: string; full_name: string; role?: string; last_contact?: string }[];
	warning: string;
}

export interface Referral {
	name: string;
	party_name: string;
	parent?: string;
	level: number;
	below: number;
	turnover?: number;
}

const COVERAGE = "relcrm.api.coverage";

export const getCoverage = (party: string, days: number, signal?: AbortSignal) => get<Coverage>(`${COVERAGE}.get_coverage`, { party, days }, signal);
export const getLeaving = (contact_person: string) => get<Leaving>(`${COVERAGE}.get_leaving`, { contact_person });
export const getReferrals = (party: string) => get<{ rows: Referral[]; recommended_by: { name: string; party_name: string }[] }>(`${COVERAGE}.get_referrals`, { party });
export const leave = (contact_person: string, values: { left_on: string; successor?: string; follow_up_on?: string }) => post<{ event?: string }>(`${COVERAGE}.leave`, { contact_person, ...values });
