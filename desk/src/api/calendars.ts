// Calendar files and the addresses under which an agenda is followed from outside.
import { addressOf, get, post, upload, type Arguments } from "./client";

const FILES = "relcrm.api.calendar_files";
const FEEDS = "relcrm.api.feeds";

export interface CalendarRow {
	number: number;
	subject: string;
	starts_on?: string;
	all_day: 0 | 1;
	outcome: "Created" | "Updated" | "Unchanged" | "Refused";
	message?: string;
	remarks: string[];
}
export interface CalendarLook {
	title: string;
	total: number;
	created: number;
	updated: number;
	unchanged: number;
	refused: number;
	events: number;
	rows: CalendarRow[];
	run?: string;
}
function asForm(file: File, kind?: string): FormData {
	const form = new FormData();
	form.append("file", file, file.name);
	if (kind) form.append("event_type", kind);
	return form;
}
export const lookAtCalendar = (file: File, kind?: string) => upload<CalendarLook>(asForm(file, kind), `${FILES}.preview`);
export const bringInCalendar = (file: File, kind?: string) => upload<CalendarLook>(asForm(file, kind), `${FILES}.bring_in`);
export const undoCalendar = (run: string) => post<{ status: string; left: number }>(`${FILES}.undo`, { run });
/** The address of events as a calendar file. */
export const calendarFile = (asked: Arguments) => addressOf(`/api/method/${FILES}.get_file`, asked);

export interface Feed {
	name: string;
	title: string;
	whose: "Mine" | "My team" | "All I may see";
	level: "Busy only" | "Full";
	with_private: 0 | 1;
	hint: string;
	last_used?: string;
	creation: string;
}
export interface MadeFeed {
	feed: Feed;
	address: string;
	webcal: string;
	qr: string;
}
export const getFeeds = () => get<Feed[]>(`${FEEDS}.get_feeds`).then((rows) => rows ?? []);
export const makeFeed = (values: Partial<Feed>) => post<MadeFeed>(`${FEEDS}.make_feed`, { ...values });
export const revokeFeed = (name: string) => post<Feed[]>(`${FEEDS}.revoke`, { name });

export const snooze = (name: string, minutes: number) => post<{ due_at: string }>("relcrm.api.reminders.snooze", { name, minutes });
