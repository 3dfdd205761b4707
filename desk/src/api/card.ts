// All that the first screen of a card shows, in one request; then its time line, files and picture as they are asked for.
import { get, post } from "./client";
import type { AgendaEvent } from "./agenda";
import type { MemoryLine, OpenPromise } from "./memory";
import type { Doc } from "./documents";
import type { Rhythm } from "./record";

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
	last_contact?: string;
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
	/** When somebody did not want to tell it. */
	refused_on?: string;
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
	state_since?: string;
	closed_on?: string;
}

/** A filled field of the record, as the metadata describes it. */
export interface Fact {
	field: string;
	label: string;
	fieldtype: string;
	options?: string;
	value: unknown;
	title?: string;
}

export interface Change {
	field: string;
	label: string;
	before: string;
	after: string;
}

export type EntryKind = "event" | "step" | "order" | "contract" | "need" | "comment" | "file" | "change";

export interface Entry {
	key: string;
	kind: EntryKind;
	on: string;
	by?: string;
	by_name?: string;
	title?: string;
	text?: string;
	area?: string;
	doctype?: string;
	name?: string;
	place?: string;
	address?: string;
	amount?: number;
	changes?: Change[];
	event?: AgendaEvent;
}

export interface Timeline {
	entries: Entry[];
	more: boolean;
}

export interface TimelineFilters {
	kind?: string;
	event_type?: string;
	area?: string;
	state?: string;
	contact_person?: string;
	colleague?: string;
	text?: string;
}

export interface Choice {
	value: string;
	title: string;
}

export interface Facets {
	types: Choice[];
	areas: Choice[];
	colleagues: Choice[];
}

export interface CardFile {
	name: string;
	file_name: string;
	file_size?: number;
	/** The number of its latest revision; none for a file that came by another door. */
	revision?: number | null;
	file_url: string;
	creation: string;
	by_name?: string;
	doctype: string;
	docname: string;
	place?: string;
}

export interface Files {
	files: CardFile[];
	more: boolean;
}

/** Whose time line or files: a party's, or a contact person's. */
export interface Owner {
	party?: string;
	contact_person?: string;
}

export interface Contract {
	name: string;
	contract_name: string;
	party: string;
	role?: string;
	starts_on: string;
	ends_on?: string;
	value?: number;
	state: string;
	renewal?: string;
	notice_on?: string;
	notice_given_on?: string;
}

export interface Need {
	name: string;
	statement: string;
	kind: string;
	state: string;
	contact_person?: string;
	said_by?: string;
	said_on?: string;
	due_on?: string;
	events: { name: string; subject: string; starts_on: string; status: string; undated: 0 | 1 }[];
}

export interface Purchases {
	orders: { name: string; order_number: string; order_date: string; state: string; total: number }[];
	products: { product?: string; title: string; product_group?: string; quantity: number; amount: number; last_on: string }[];
	/** Of orders that were not cancelled. */
	count: number;
	last_order?: string;
	this_year: number;
	last_year: number;
	twelve_months: number;
}

export interface Card {
	party: Doc;
	facts: Fact[];
	to_check: string[];
	consent_warnings: { channel: string; decision: string; text: string }[];
	agent_name?: string;
	parent_name?: string;
	rights: Record<string, 0 | 1>;
	/** How the reader follows it; empty for not at all. */
	follow: Rhythm;
	may_add: Record<string, 0 | 1>;
	people: Person[];
	divisions: { name: string; party_name: string }[];
	ties: Tie[];
	profile: Profile;
	timeline: Timeline;
	facets: Facets;
	planned: AgendaEvent[];
	negotiations: Deal[];
	documents: Files;
	/** What other modules add, each under its name. */
	sections: { purchases?: Purchases; contracts?: Contract[]; needs?: Need[]; promises?: OpenPromise[]; conflicts?: MemoryLine[] };
}

export interface PersonCard {
	person: Doc;
	facts: Fact[];
	to_check: string[];
	consent_warnings: { channel: string; decision: string; text: string }[];
	party_name?: string;
	rights: Record<string, 0 | 1>;
	/** How the reader follows it; empty for not at all. */
	follow: Rhythm;
	around: { above: Person[]; below: Person[] };
	elsewhere: { name?: string; party: string; party_name: string; role?: string; active?: 0 | 1 }[];
	timeline: Timeline;
	facets: Facets;
	planned: AgendaEvent[];
	documents: Files;
}

export interface NetworkParty {
	name: string;
	title: string;
	party_type?: string;
	town?: string;
	step: number;
	may_open: 0 | 1;
}

export interface NetworkTie {
	key: string;
	source: string;
	target: string;
	title: string;
	kind: "tie" | "part" | "person";
	ended: 0 | 1;
}

export interface Network {
	parties: NetworkParty[];
	ties: NetworkTie[];
	more: boolean;
}

const CARD = "relcrm.api.card";

export const getCard = (party: string, signal?: AbortSignal) => get<Card>(`${CARD}.get_card`, { party }, signal);
export const getPersonCard = (contact_person: string, signal?: AbortSignal) => get<PersonCard>(`${CARD}.get_person_card`, { contact_person }, signal);
export const getNetwork = (party: string, signal?: AbortSignal) => get<Network>(`${CARD}.get_network`, { party }, signal);
export const saveProfile = (party: string, values: Record<string, unknown>) => post<Profile>(`${CARD}.save_profile`, { party, values });

/** The page after `shown`: from the instant of its last entry backwards, without those of that instant that are shown. */
export function getTimeline(owner: Owner, filters: TimelineFilters, shown: Entry[] = [], signal?: AbortSignal): Promise<Timeline> {
	const before = shown.at(-1)?.on;
	const seen = shown.filter((entry) => entry.on === before).map((entry) => entry.key);
	return get<Timeline>(`${CARD}.get_timeline`, { ...owner, filters, before, seen: before ? seen : undefined }, signal);
}

/** Files by words of their name and by kind; further ones after `shown`. */
export function getFiles(owner: Owner, shown: CardFile[] = [], asked: { text?: string; kind?: string } = {}, signal?: AbortSignal): Promise<Files> {
	const before = shown.at(-1)?.creation;
	const seen = shown.filter((file) => file.creation === before).map((file) => file.name);
	return get<Files>(`${CARD}.get_documents`, { ...owner, before, seen: before ? seen : undefined, text: asked.text || undefined, kind: asked.kind || undefined }, signal);
}
