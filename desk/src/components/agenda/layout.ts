// Where events lie: which days, from which minute, side by side where they overlap. No screen here.
// The clock on the wall counts: an hour stays an hour on the days when summer time begins or ends.
import type { AgendaEvent } from "@/api/agenda";
import { addDays, atMinutes, fromServer, minutesOf, mondayOf, sameDay, startOfDay } from "@/lib/dates";

export interface Placed {
	event: AgendaEvent;
	from: number;
	to: number;
	lane: number;
	lanes: number;
	/** How many lanes it may fill to its right. */
	span: number;
}
export interface Bar {
	event: AgendaEvent;
	first: number;
	last: number;
	lane: number;
	/** It began before the first day shown, or goes on after the last one. */
	before: boolean;
	after: boolean;
}
export interface Times {
	start: Date;
	end: Date;
}

export const STEP = 15;
export const SHORTEST = 30;
const DAY = 1440;

/** Minutes on the wall's clock since some day, and back. */
export const wallOf = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate(), date.getHours(), date.getMinutes()) / 60_000;
export function fromWall(minutes: number): Date {
	const at = new Date(minutes * 60_000);
	return new Date(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes());
}
export const later = (date: Date, minutes: number) => fromWall(wallOf(date) + minutes);
export const daysBetween = (from: Date, to: Date) => (wallOf(startOfDay(to)) - wallOf(startOfDay(from))) / DAY;

export const startOf = (event: AgendaEvent) => fromServer(event.starts_on) ?? new Date(0);
export function endOf(event: AgendaEvent): Date {
	const start = startOf(event);
	const end = fromServer(event.ends_on);
	return end && end > start ? end : later(start, SHORTEST);
}
export const lengthOf = (event: AgendaEvent) => wallOf(endOf(event)) - wallOf(startOf(event));

/** Events of a day without hours: marked so, or longer than a day. */
export const isWholeDay = (event: AgendaEvent) => Boolean(event.all_day) || lengthOf(event) >= DAY;

export const touchesDay = (event: AgendaEvent, day: Date) => startOf(event) < addDays(startOfDay(day), 1) && (endOf(event) > startOfDay(day) || sameDay(startOf(event), day));

/** The timed events of a day with their lanes; `least` is how many minutes the lowest box takes. */
export function placeDay(events: AgendaEvent[], day: Date, least = SHORTEST): Placed[] {
	const begin = startOfDay(day);
	const placed = events
		.filter((event) => !isWholeDay(event) && touchesDay(event, day))
		.map((event) => {
			const from = Math.min(startOf(event) < begin ? 0 : minutesOf(startOf(event)), DAY - least);
			const to = sameDay(endOf(event), day) ? minutesOf(endOf(event)) : DAY;
			return { event, from, to: Math.max(to, from + least), lane: 0, lanes: 1, span: 1 };
		})
		.sort((a, b) => a.from - b.from || b.to - a.to || (a.event.name < b.event.name ? -1 : 1));
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
	for (const one of group) {
		one.lanes = ends.length;
		const beside = group.filter((other) => other !== one && other.from < one.to && other.to > one.from && other.lane > one.lane);
		one.span = Math.min(ends.length, ...beside.map((other) => other.lane)) - one.lane;
	}
}

/** The events of whole days as bars over a row of days, in the fewest lanes. */
export function placeBars(events: AgendaEvent[], days: Date[]): Bar[] {
	const last = days.length - 1;
	const bars = events
		.filter((event) => isWholeDay(event) && days.some((day) => touchesDay(event, day)))
		.map((event) => {
			const from = daysBetween(days[0], startOf(event));
			const to = Math.max(from, daysBetween(days[0], later(endOf(event), -1)));
			return { event, first: Math.max(0, from), last: Math.min(last, to), lane: 0, before: from < 0, after: to > last };
		})
		.filter((bar) => bar.first <= bar.last)
		.sort((a, b) => a.first - b.first || b.last - a.last || (a.event.name < b.event.name ? -1 : 1));
	const ends: number[] = [];
	for (const bar of bars) {
		const free = ends.findIndex((end) => end < bar.first);
		bar.lane = free < 0 ? ends.length : free;
		ends[bar.lane] = bar.last;
	}
	return bars;
}

/** The weeks, from Monday, that hold the days of a month. */
export function weeksOf(day: Date): Date[][] {
	const first = new Date(day.getFullYear(), day.getMonth(), 1);
	const weeks: Date[][] = [];
	for (let monday = mondayOf(first); monday < new Date(day.getFullYear(), day.getMonth() + 1, 1); monday = addDays(monday, 7)) weeks.push(Array.from({ length: 7 }, (_, index) => addDays(monday, index)));
	return weeks;
}

/** The number of the week by ISO 8601: the week of the year's first Thursday is the first. */
export function weekNumber(day: Date): number {
	const thursday = addDays(mondayOf(day), 3);
	return Math.floor(daysBetween(new Date(thursday.getFullYear(), 0, 1), thursday) / 7) + 1;
}

/** What a day of the month shows: the lanes of its bars, its timed events, and how many find no room. */
export function fillDay(events: AgendaEvent[], bars: Bar[], days: Date[], index: number, room: number) {
	const over = bars.filter((bar) => bar.first <= index && bar.last >= index);
	const lanes = Math.max(0, ...over.map((bar) => bar.lane + 1));
	const timed = events.filter((event) => !isWholeDay(event) && touchesDay(event, days[index])).sort((a, b) => startOf(a).getTime() - startOf(b).getTime());
	const all = lanes + timed.length;
	const shown = all <= room ? timed.length : Math.max(0, room - 1 - Math.min(lanes, room - 1));
	const hiddenBars = all <= room ? 0 : over.filter((bar) => bar.lane >= room - 1).length;
	return { lanes: all <= room ? lanes : Math.min(lanes, room - 1), timed: timed.slice(0, shown), hidden: timed.length - shown + hiddenBars };
}

export const snap = (minutes: number, step = STEP) => Math.round(minutes / step) * step;

/** The event moved by days and minutes; its length stays. */
export function moved(event: AgendaEvent, days: number, minutes: number): Times {
	const start = startOf(event);
	const total = Math.max(0, Math.min(DAY - STEP, minutesOf(start) + minutes));
	const begin = atMinutes(addDays(startOfDay(start), days), total);
	return { start: begin, end: later(begin, lengthOf(event)) };
}

/** The event made longer or shorter; never under a quarter of an hour. */
export function stretched(event: AgendaEvent, minutes: number): Times {
	const start = startOf(event);
	return { start, end: later(start, Math.max(STEP, lengthOf(event) + minutes)) };
}

/** A whole day, or several: from the first minute to the last. */
export const wholeDays = (first: Date, count = 1): Times => ({ start: startOfDay(first), end: atMinutes(addDays(startOfDay(first), count - 1), DAY - 1) });

/** The minutes of the day under a pointer, within the column of hours that it is over. */
export function minutesIn(pointer: MouseEvent, hour: number): number {
	const column = (pointer.target as HTMLElement).closest<HTMLElement>("[data-hour]");
	return column ? ((pointer.clientY - column.getBoundingClientRect().top) / hour) * 60 : 0;
}

/** The seven days of the week that holds a day. */
export const weekOf = (day: Date) => Array.from({ length: 7 }, (_, index) => addDays(mondayOf(day), index));
