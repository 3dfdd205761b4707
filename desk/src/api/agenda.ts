// Events: what lies between two moments, and making, moving and completing them in one action each.
import { get, post, type Arguments } from "./client";

export interface AgendaEvent {
	name: string;
	subject: string;
	event_type: string;
	type_title?: string;
	channel?: string;
	color?: string;
	starts_on: string;
	ends_on?: string;
	all_day?: 0 | 1;
	party?: string;
	party_name?: string;
	contact_person?: string;
	contact_name?: string;
	caller_name?: string;
	caller_number?: string;
	status: "Planned" | "Open" | "Done" | "Cancelled";
	area?: string;
	direction?: "In" | "Out" | "";
	private?: 0 | 1;
	assigned_to?: string;
	assigned_name?: string;
	outcome?: string;
	location?: string;
	notes?: string;
	owner?: string;
}

export interface Choice {
	value: string;
	title: string;
}

export interface EventType {
	name: string;
	title: string;
	channel: string;
	color?: string;
	default_area?: string;
	duration?: number;
	outcomes: Choice[];
}

export interface Colleague {
	name: string;
	full_name?: string;
}

export interface CallEntry {
	notes: string;
	subject?: string;
	party?: string;
	contact_person?: string;
	caller_name?: string;
	caller_number?: string;
	direction: "In" | "Out";
	outcome?: string;
	private?: 0 | 1;
	follow_up?: Arguments;
}

export interface CallSaved {
	event: AgendaEvent;
	follow_up: AgendaEvent | null;
}

export interface AgendaAsked {
	start: string;
	end: string;
	who: "me" | "team" | "all";
	areas?: string[];
}

const AGENDA = "relcrm.api.agenda";

export const getEvents = (asked: AgendaAsked, signal?: AbortSignal) => get<AgendaEvent[]>(`${AGENDA}.get_events`, { ...asked, areas: asked.areas?.length ? asked.areas : undefined }, signal).then((events) => events ?? []);
export const createEvent = (values: Arguments) => post<AgendaEvent>(`${AGENDA}.create_event`, { values });
export const moveEvent = (name: string, starts_on: string, ends_on?: string) => post<AgendaEvent>(`${AGENDA}.move_event`, { name, starts_on, ends_on });
export const completeEvent = (name: string, outcome?: string, notes?: string, next_event?: Arguments) => post<CallSaved>(`${AGENDA}.complete_event`, { name, outcome, notes, next_event });
export const getTeam = () => get<Colleague[]>(`${AGENDA}.get_team`).then((users) => users ?? []);
export const logCall = (call: CallEntry) => post<CallSaved>("relcrm.api.calls.log_call", { ...call });

let types: Promise<EventType[]> | undefined;

/** The kinds of event in use, asked once per page. */
export function getTypes(): Promise<EventType[]> {
	types ??= get<EventType[]>(`${AGENDA}.get_types`).then((list) => list ?? []);
	types.catch(() => (types = undefined));
	return types;
}
