// Where events lie in a week: which day, from which minute, and side by side where they overlap. No screen here.
import type { AgendaEvent } from "@/api/agenda";
import { addDays, addMinutes, atMinutes, fromServer, minutesOf, sameDay, startOfDay } from "@/lib/dates";

export interface Placed {
	event: AgendaEvent;
	from: number;
	to: number;
	lane: number;
	lanes: number;
}

export const STEP = 15;
const SHORTEST = 30;

export const startOf = (event: AgendaEvent) => fromServer(event.starts_on) ?? new Date(0);
export function endOf(event: AgendaEvent): Date {
	const start = startOf(event);
	const end = fromServer(event.ends_on);
	return end && end > start ? end : addMinutes(start, SHORTEST);
}

/** Events of a day without hours: marked so, or longer than a day. */
export const isWholeDay = (event: AgendaEvent) => Boolean(event.all_day) || endOf(event).getTime() - startOf(event).getTime() >= 86_400_000;

export const touchesDay = (event: AgendaEvent, day: Date) => startOf(event) < addDays(startOfDay(day), 1) && (endOf(event) > startOfDay(day) || sameDay(startOf(event), day));

/** The timed events of a day with their lanes. */
export function placeDay(events: AgendaEvent[], day: Date): Placed[] {
	const begin = startOfDay(day);
	const placed = events
		.filter((event) => !isWholeDay(event) && touchesDay(event, day))
		.map((event) => {
			const from = startOf(event) < begin ? 0 : minutesOf(startOf(event));
			const to = sameDay(endOf(event), day) ? minutesOf(endOf(event)) : 1440;
			return { event, from, to: Math.max(to, from + SHORTEST), lane: 0, lanes: 1 };
		})
		.sort((a, b) => a.from - b.from || b.to - a.to);
	for (const group of overlapping(placed)) setLanes(group);
	return placed;
}

function overlapping(placed: Placed[]): Placed[][] {
	const groups: Placed[][] = [];
	let until = -1;
	for (const one of placed) {
		if (one.from >= until) groups.push([]);
		groups[groups.length - 1].push(one);
		until = Math.max(until, one.to);
	}
	return groups;
}

function setLanes(group: Placed[]) {
	const ends: number[] = [];
	for (const one of group) {
		const free = ends.findIndex((end) => end <= one.from);
		one.lane = free < 0 ? ends.length : free;
		ends[one.lane] = one.to;
	}
	for (const one of group) one.lanes = ends.length;
}

/** The hours to show: the working day, stretched by what lies outside it. */
export function hoursOf(days: Placed[][]): { first: number; last: number } {
	const all = days.flat();
	const first = Math.min(8, ...all.map((one) => Math.floor(one.from / 60)));
	const last = Math.max(19, ...all.map((one) => Math.ceil(one.to / 60)));
	return { first, last: Math.min(24, last) };
}

export const snap = (minutes: number) => Math.round(minutes / STEP) * STEP;

/** The event moved by days and minutes; its length stays. */
export function moved(event: AgendaEvent, days: number, minutes: number): { start: Date; end: Date } {
	const length = (endOf(event).getTime() - startOf(event).getTime()) / 60_000;
	const start = startOf(event);
	const total = Math.max(0, Math.min(1440 - STEP, minutesOf(start) + minutes));
	const begin = atMinutes(addDays(startOfDay(start), days), total);
	return { start: begin, end: addMinutes(begin, length) };
}

/** The event made longer or shorter; never under a quarter of an hour. */
export function stretched(event: AgendaEvent, minutes: number): { start: Date; end: Date } {
	const start = startOf(event);
	const end = addMinutes(endOf(event), minutes);
	return { start, end: end.getTime() - start.getTime() < STEP * 60_000 ? addMinutes(start, STEP) : end };
}
