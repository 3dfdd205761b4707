// Rows of a list as entries of a calendar, the question for the days on the screen, and what a move changes.
import type { AgendaEvent } from "@/api/agenda";
import type { Group, Row } from "@/api/lists";
import type { Field, Meta } from "@/api/meta";
import { endOf, startOf, type Times } from "@/components/agenda/layout";
import { fromServer, startOfDay, toServer, toServerDate } from "@/lib/dates";
import type { Span } from "./fields";

export interface Day {
	day: Date;
	entries: AgendaEvent[];
}

const isDay = (value: unknown) => /^\d{4}-\d\d-\d\d$/.test(String(value ?? ""));

/** A row as the month draws it; undefined when it has no day. */
export function toEntry(row: Row, span: Span, title: string, about = "", kind = { value: "", title: "" }): AgendaEvent | undefined {
	const start = row[span.start];
	if (!fromServer(String(start ?? ""))) return undefined;
	const end = span.end ? row[span.end] : undefined;
	const ends = end ? (isDay(end) ? `${String(end)} 23:59:00` : String(end)) : undefined;
	return { name: row.name, subject: title, party_name: about, event_type: kind.value, type_title: kind.title, status: "Planned", starts_on: isDay(start) ? `${String(start)} 00:00:00` : String(start), ends_on: ends, all_day: isDay(start) ? 1 : 0 };
}

export interface Kind {
	value: string;
	title: string;
	hue: number;
}
const HUES = 6;

/** The states or choices that are seen, each with its hue: by its place in the process or among the choices. */
export function kindsOf(field: Field | undefined, meta: Meta, entries: AgendaEvent[]): Kind[] {
	const states = meta.__workflow_docs?.find((doc) => doc.doctype === "Workflow" && doc.workflow_state_field === field?.fieldname)?.states;
	const order = states?.map((one) => one.state) ?? (field?.fieldtype === "Select" ? (field.options ?? "").split("\n") : []);
	const seen = new Map(entries.map((entry) => [entry.event_type, entry.type_title ?? ""]));
	const others = [...seen.keys()].filter((value) => !order.includes(value)).sort();
	return [...new Set([...order, ...others])].flatMap((value, at) => (seen.has(value) ? [{ value, title: seen.get(value) ?? "", hue: (at % HUES) + 1 }] : []));
}

/** What of the list lies on these days. */
export function within(span: Span, first: Date, last: Date): Group {
	const [from, to] = [toServerDate(first), toServerDate(last)];
	const begins: Group = { op: "all", of: [[span.start, "between", [from, to]]] };
	if (!span.end) return begins;
	return { op: "any", of: [begins, { op: "all", of: [[span.start, "<=", to], [span.end, ">=", from]] }] };
}

/** The fields that a move sets, each as it is kept: days as days, moments as moments. */
export function changesOf(row: Row, span: Span, times: Times): Record<string, string> {
	const kept = (value: unknown, to: Date) => (isDay(value) ? toServerDate(to) : toServer(to));
	const end = span.end && row[span.end] ? { [span.end]: kept(row[span.end], times.end) } : {};
	return { [span.start]: kept(row[span.start], times.start), ...end };
}

/** The days that have entries, each entry once: on its first day that is shown. */
export function byDays(entries: AgendaEvent[], first: Date, last: Date): Day[] {
	const days = new Map<string, Day>();
	for (const entry of [...entries].sort((a, b) => startOf(a).getTime() - startOf(b).getTime() || (a.subject < b.subject ? -1 : 1))) {
		const begins = startOfDay(startOf(entry));
		if (begins > last || (begins < first && endOf(entry) < first)) continue;
		const day = begins < first ? first : begins;
		const key = toServerDate(day);
		if (!days.has(key)) days.set(key, { day, entries: [] });
		days.get(key)?.entries.push(entry);
	}
	return [...days.values()].sort((a, b) => a.day.getTime() - b.day.getTime());
}
