// All that one screen shows of a party, in one request.
import { get, post } from "./client";
import type { AgendaEvent } from "./agenda";
import type { Doc } from "./documents";

export interface Person {
	name: string;
	full_name: string;
	role?: string;
	department?: string;
	reports_to?: string;
	kind?: string;
	active?: 0 | 1;
	main_phone?: string;
	main_email?: string;
	to_check?: string;
}

export interface Tie {
	name: string;
	title: string;
	other_party: string;
	other_party_name: string;
	since?: string;
	until?: string;
	notes?: string;
}

export interface ProfileAttribute {
	attribute: string;
	title: string;
	section?: string;
	value_type: "Choice" | "Choices" | "Number" | "Amount" | "Date" | "Yes/No" | "Text";
	unit?: string;
	expected?: 0 | 1;
	options: { value: string; title: string }[];
	value: unknown;
}

export interface Profile {
	name?: string;
	completeness: number;
	attributes: ProfileAttribute[];
}

export interface Deal {
	name: string;
	subject: string;
	expected_value?: number;
	expected_close?: string;
	workflow_state?: string;
}

export interface Card {
	party: Doc;
	to_check: string[];
	agent_name?: string;
	parent_name?: string;
	rights: Record<string, 0 | 1>;
	people: Person[];
	divisions: { name: string; party_name: string }[];
	ties: Tie[];
	profile: Profile;
	happened: AgendaEvent[];
	planned: AgendaEvent[];
	negotiations: Deal[];
	files: { name: string; file_name: string; file_url: string; creation: string }[];
}

export const getCard = (party: string, signal?: AbortSignal) => get<Card>("relcrm.api.desk.get_card", { party }, signal);
export const getMoreEvents = (party: string, start: number) => get<AgendaEvent[]>("relcrm.api.desk.get_more_events", { party, start }).then((events) => events ?? []);
export const saveProfile = (party: string, values: Record<string, unknown>) => post<Profile>("relcrm.api.desk.save_profile", { party, values });
