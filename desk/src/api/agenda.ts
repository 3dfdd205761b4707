// Events: what lies between two moments, and making, moving and completing them in one action each.
import { addressOf, get, post, type Arguments } from "./client";
import type { NewPromise } from "./memory";
import { savePreference } from "./preferences";

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
	undated?: 0 | 1;
	/** Not an event: when a colleague is busy with what the reader may not see. */
	busy?: 1;
	/** The series that it belongs to, when it repeats. */
	series?: string;
	moved?: 0 | 1;
	/** The reader knows of it, and need not come. */
	informed?: 0 | 1;
	/** What was said the last time with the same company or person, where it is told. */
	last_time?: { starts_on: string; subject: string; outcome?: string; notes?: string };
	previous_event?: string;
	reference_doctype?: string;
	reference_name?: string;
}

export interface Choice {
	value: string;
	title: string;
}

/** How an event may end, and the step that is proposed then: of which kind, after how many working days (0: today), called what. */
export interface Outcome extends Choice {
	next?: { event_type: string; days: number; subject: string };
}

/** A field that events of a kind have of their own; its value stands in `column` of a row of `event_values`. */
export interface OwnField {
	field_key: string;
	label: string;
	value_type: "Text" | "Choice" | "Number" | "Amount" | "Date" | "Yes/No";
	column: string;
	choices: Choice[];
	expected: 0 | 1;
}

export interface EventType {
	name: string;
	title: string;
	channel: string;
	color?: string;
	default_area?: string;
	duration?: number;
	outcomes: Outcome[];
	/** Headings that stand in an empty note. */
	note_template?: string;
	fields: OwnField[];
	reminder_minutes?: number;
}

export interface Colleague {
	name: string;
	full_name?: string;
}

/** An agenda that stands open to the reader, and how far. */
export interface Calendar extends Colleague {
	level: "Busy only" | "Read" | "Write";
	team: 0 | 1;
}

export interface Block {
	user: string;
	starts_on: string;
	ends_on: string;
}

export interface Area {
	name: string;
	title: string;
}

/** What a person chose for their agenda; kept on the server. */
export interface AgendaChoices {
	view?: string;
	who?: string;
	colours?: "type" | "area" | "person";
	hidden?: string[];
	/** Whose agendas stand side by side. */
	calendars?: string[];
	side?: boolean;
}

export interface AgendaSetup {
	types: EventType[];
	areas: Area[];
	team: Colleague[];
	calendars: Calendar[];
	working_hours: [number, number];
	preferences: AgendaChoices;
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
	previous_event?: string;
	follow_up?: Arguments;
	promises?: NewPromise[];
}

export interface CallSaved {
	event: AgendaEvent;
	follow_up: AgendaEvent | null;
	/** The rows that closing an event added to its promises. */
	promised?: string[];
}

export interface AgendaAsked {
	start: string;
	end: string;
	who?: "me" | "team" | "all";
	users?: string[];
	areas?: string[];
	types?: string[];
	statuses?: string[];
	party?: string;
	process?: string;
}

const AGENDA = "relcrm.api.agenda";

const given = (asked: AgendaAsked) => Object.fromEntries(Object.entries(asked).filter(([, value]) => !Array.isArray(value) || value.length));

export const getEvents = (asked: AgendaAsked, signal?: AbortSignal) => get<AgendaEvent[]>(`${AGENDA}.get_events`, given(asked), signal).then((events) => events ?? []);
/** Busy and working hours of a colleague, hours only; not `known` where their agenda is closed. */
export interface FreeBusy {
	user: string;
	full_name: string;
	known: 0 | 1;
	busy: [string, string][];
	working: [string, string][];
}
export interface Slot {
	starts_on: string;
	ends_on: string;
}
export const getFreeBusy = (asked: { users: string[]; start: string; end: string; event?: string }, signal?: AbortSignal) => get<FreeBusy[]>(`${AGENDA}.get_free_busy`, asked, signal).then((rows) => rows ?? []);
export const proposeSlots = (asked: { users: string[]; minutes: number; after: string; party?: string; event?: string }, signal?: AbortSignal) => get<Slot[]>(`${AGENDA}.propose`, asked, signal).then((slots) => slots ?? []);

export interface Informed {
	told: string[];
	mailed: string[];
}
export const inform = (name: string, users: string[], outside: (string | Arguments)[], message: string) => post<Informed>(`${AGENDA}.inform`, { name, users, outside, message });
/** Tells those outside, who were told of an event, how it stands now. */
export const tellAgain = (name: string) => post<{ mailed: string[] }>(`${AGENDA}.tell_again`, { name });

/** Which of some events people outside were told of and expect, and who. */
export const getInvited = (names: string[]) => post<{ events: string[]; people: string[] }>(`${AGENDA}.get_invited`, { names });
/** Tells them that these are called off, before they are deleted. */
export const callOff = (names: string[]) => post<{ mailed: string[] }>(`${AGENDA}.call_off`, { names });

/** One event of a day's round: where it is, how to get there, what is free after it. */
export interface Stop extends AgendaEvent {
	phone?: string;
	town?: string;
	latitude: number;
	longitude: number;
	outside: 0 | 1;
	leg?: { km: number; minutes: number; late: 0 | 1 };
	gap?: Slot;
}
export interface DayPlan {
	user: string;
	full_name: string;
	date: string;
	holiday: string;
	home: { latitude: number; longitude: number } | null;
	stops: Stop[];
	busy: Block[];
	km: number;
	minutes: number;
	back: { km: number; minutes: number } | null;
	unplaced: number;
}
export interface Nearby {
	party: string;
	party_name: string;
	phone?: string;
	town?: string;
	km: number;
	last: string | null;
	latitude: number;
	longitude: number;
}
export const getDayPlan = (day: string, user: string, signal?: AbortSignal) => get<DayPlan>(`${AGENDA}.get_day`, { day, user }, signal);
export const getNearby = (latitude: number, longitude: number) => get<Nearby[]>(`${AGENDA}.get_nearby`, { latitude, longitude }).then((rows) => rows ?? []);
export const getBlocks = (asked: { start: string; end: string; who?: string; users?: string[] }, signal?: AbortSignal) => get<Block[]>(`${AGENDA}.get_blocks`, asked, signal).then((blocks) => blocks ?? []);
export const getToPlan = (asked: { who?: string; users?: string[] }, signal?: AbortSignal) => get<AgendaEvent[]>(`${AGENDA}.get_to_plan`, asked, signal).then((events) => events ?? []);
/** `entry` marks what is sent: sent twice, it is saved once. */
export const createEvent = (values: Arguments, entry?: string) => post<AgendaEvent>(`${AGENDA}.create_event`, { values, entry });

/** What a small panel shows of an event beside its row. */
export interface EventDetails {
	name: string;
	notes?: string;
	phone?: string;
	people: string[];
	values: { label: string; value: string }[];
	previous: AgendaEvent[];
	next: AgendaEvent[];
	may_write: 0 | 1;
	/** How it repeats, in words. */
	repeats?: string;
	/** Who outside was told of it and knows of another time. */
	to_tell?: string[];
}
export const getEventDetails = (name: string, signal?: AbortSignal) => get<EventDetails>(`${AGENDA}.get_event`, { name }, signal);
export interface NewTimes {
	starts_on: string;
	ends_on?: string;
	all_day?: 0 | 1;
	assigned_to?: string;
	undated?: 0 | 1;
}
export const moveEvent = (name: string, times: NewTimes) => post<AgendaEvent & { to_tell?: string[] }>(`${AGENDA}.move_event`, { name, ...times });
export interface Completion {
	outcome?: string;
	notes?: string;
	next_event?: Arguments;
	event_values?: Arguments[];
	promises?: NewPromise[];
}
export const completeEvent = (name: string, done: Completion) => post<CallSaved>(`${AGENDA}.complete_event`, { name, ...done });
export const getTeam = () => get<Colleague[]>(`${AGENDA}.get_team`).then((users) => users ?? []);

/** A day as one works: the holiday or closure, if any, and whether it is worked on. */
export interface WorkDay {
	date: string;
	title: string;
	working: 0 | 1;
	hours: [number, number][];
}
export const getDays = (start: string, end: string) => get<WorkDay[]>(`${AGENDA}.get_days`, { start, end });

let setup: Promise<AgendaSetup> | undefined;

/** Kinds, areas, colleagues, working hours and one's own choices, asked once per page. */
export function getSetup(): Promise<AgendaSetup> {
	setup ??= get<AgendaSetup>(`${AGENDA}.get_setup`);
	setup.catch(() => (setup = undefined));
	return setup;
}
export function keepChoices(choices: AgendaChoices) {
	void setup?.then((known) => (known.preferences = choices));
	return savePreference("Relation Event", "Agenda", choices);
}

/** The address of the PDF of a day, week or month. */
export const agendaPdf = (asked: Arguments) => addressOf(`/api/method/${AGENDA}.get_pdf`, asked);

let types: Promise<EventType[]> | undefined;

/** The kinds of event in use, asked once per page. */
export function getTypes(): Promise<EventType[]> {
	types ??= get<EventType[]>(`${AGENDA}.get_types`).then((list) => list ?? []);
	types.catch(() => (types = undefined));
	return types;
}
