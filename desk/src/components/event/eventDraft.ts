// An event while it is typed, and what is sent of it.
import type { EventType } from "@/api/agenda";
import type { Arguments } from "@/api/client";
import type { Doc } from "@/api/documents";
import { boot } from "@/boot";
import { addDays, addMinutes, atMinutes, fromServer, startOfDay, toServer } from "@/lib/dates";
import type { EventStart } from "@/shell/commands";
import { nextMorning } from "../call/callDraft";
import { writtenNote } from "./noteTemplate";
import { rowsOfKind } from "./ownFields";
import { noRepeat, ruleOf, type Repeat } from "./repeats";
import type { Who } from "./who";

export interface EventDraft {
	type: string;
	who: Who;
	subject: string;
	location: string;
	when: string;
	minutes: number;
	allDay: boolean;
	days: number;
	undated: boolean;
	assigned: string;
	private: boolean;
	notes: string;
	area: string;
	reminder: number | null;
	reminders: { minutes: number; by_mail: 0 | 1 }[];
	participants: Doc[];
	values: Doc[];
	repeat: Repeat;
}

const WANTED: Record<EventStart["kind"], string[]> = { task: ["Task"], appointment: ["Visit", "Meeting", "Call"] };

export function emptyEvent(start: EventStart, now = new Date()): EventDraft {
	return {
		type: "",
		who: { who: start.title ?? "", party: start.party ?? "", contact: start.contact ?? "" },
		subject: start.subject ?? "",
		location: "",
		when: toServer(start.starts ?? nextMorning(now)),
		minutes: start.minutes ?? 0,
		allDay: Boolean(start.allDay),
		days: start.days ?? 1,
		undated: Boolean(start.undated),
		assigned: start.assigned ?? boot.user,
		private: false,
		notes: "",
		area: "",
		reminder: null,
		reminders: [],
		participants: [],
		values: [],
		repeat: noRepeat(),
	};
}

/** The kind that the start means, among those in use. */
export const usualType = (kind: EventStart["kind"], types: EventType[]) => (WANTED[kind].map((channel) => types.find((type) => type.channel === channel)).find(Boolean) ?? types[0])?.name ?? "";

const isWritten = (draft: EventDraft, template = "") => Boolean(draft.location.trim() || writtenNote(draft.notes, template) || draft.participants.length || draft.values.length);

export const isWorthKeeping = (draft: EventDraft, template = "") => Boolean(draft.who.who.trim() || draft.subject.trim()) || isWritten(draft, template);

/** Whether something of what stands behind "More" was said. */
export const saysMore = (draft: EventDraft, template = "") => isWritten(draft, template) || Boolean(draft.area) || draft.reminder !== null || draft.reminders.length > 0 || draft.assigned !== boot.user;

export function valuesOf(draft: EventDraft, type: EventType | undefined): Arguments {
	const { who } = draft;
	const known = Boolean(who.party || who.contact);
	const when = fromServer(draft.when) ?? new Date();
	const start = draft.allDay ? startOfDay(when) : when;
	const values = rowsOfKind(type, draft.values);
	const end = draft.allDay ? atMinutes(addDays(start, Math.max(1, draft.days) - 1), 1439) : addMinutes(start, draft.minutes || type?.duration || 30);
	return {
		event_type: draft.type,
		party: who.party || undefined,
		contact_person: who.contact || undefined,
		caller_name: !known ? who.who.trim() || undefined : undefined,
		subject: draft.subject.trim() || undefined,
		location: draft.location.trim() || undefined,
		starts_on: toServer(start),
		ends_on: toServer(end),
		all_day: draft.allDay ? 1 : 0,
		undated: draft.undated ? 1 : 0,
		status: "Planned",
		direction: "Out",
		assigned_to: draft.assigned,
		private: draft.private ? 1 : 0,
		area: draft.area || undefined,
		notes: writtenNote(draft.notes, type?.note_template) || undefined,
		reminder_minutes: draft.reminder ?? undefined,
		reminders: draft.reminders.length ? draft.reminders : undefined,
		participants: draft.participants.length ? draft.participants.map((row) => ({ ...row, shown: undefined })) : undefined,
		event_values: values.length ? values : undefined,
		rrule: draft.undated ? undefined : ruleOf(draft.repeat, start) || undefined,
	};
}
