// What it means to let an event, or empty hours, go at a place.
import type { AgendaEvent } from "@/api/agenda";
import { addDays, atMinutes, minutesOf, startOfDay, toServer } from "@/lib/dates";
import type { EventStart } from "@/shell/commands";
import type { Drop, Way } from "./drag";
import { daysBetween, endOf, isWholeDay, later, lengthOf, moved, startOf, STEP, wallOf, wholeDays } from "./layout";
import type { Change } from "./useAgenda";

const HOUR = 60;

/** The new times (and colleague) of an event; undefined when nothing changes. */
export function dropped(event: AgendaEvent, way: Way, from: Drop | undefined, to: Drop, dayBegins: number, usual = HOUR): Change | undefined {
	const assigned_to = way === "move" && to.person && to.person !== event.assigned_to ? to.person : undefined;
	const times = way === "stretch" ? stretchedTo(event, to) : movedTo(event, from, to, dayBegins, usual);
	const change = { ...times, ...(assigned_to ? { assigned_to } : {}) };
	const same = toServer(change.start) === toServer(startOf(event)) && toServer(change.end) === toServer(endOf(event)) && (change.all_day ?? event.all_day ?? 0) === (event.all_day ?? 0);
	return same && !assigned_to && !event.undated ? undefined : change;
}

function stretchedTo(event: AgendaEvent, to: Drop): Change {
	const start = startOf(event);
	const end = to.minutes === undefined ? (isWholeDay(event) ? atMinutes(to.day, 1439) : later(atMinutes(to.day, 0), minutesOf(endOf(event)))) : atMinutes(to.day, to.minutes);
	const least = isWholeDay(event) ? atMinutes(start, 1439) : later(start, STEP);
	return { start, end: end < least ? least : end };
}

function movedTo(event: AgendaEvent, from: Drop | undefined, to: Drop, dayBegins: number, usual: number): Change {
	if (to.minutes !== undefined) {
		const start = atMinutes(to.day, to.minutes);
		const length = event.all_day || event.undated ? Math.max(STEP, usual) : lengthOf(event);
		return { start, end: later(start, length), all_day: 0 };
	}
	if (to.whole) {
		if (!isWholeDay(event)) return { ...wholeDays(to.day), all_day: 1 };
		const first = addDays(startOfDay(startOf(event)), daysBetween(from?.day ?? startOf(event), to.day));
		return { start: first, end: later(first, wallOf(endOf(event)) - wallOf(startOfDay(startOf(event)))) };
	}
	if (from) return moved(event, daysBetween(from.day, to.day), 0);
	const start = atMinutes(to.day, event.undated ? dayBegins * HOUR : minutesOf(startOf(event)));
	return { start, end: later(start, lengthOf(event)) };
}

/** What is to be planned on empty hours, from where the drag began to where it ended. */
export function entered(from: Drop, to: Drop, dayBegins: number): EventStart {
	const assigned = to.person;
	if (to.whole) {
		const [first, last] = from.day < to.day ? [from.day, to.day] : [to.day, from.day];
		return { kind: "appointment", starts: atMinutes(first, 0), allDay: true, days: daysBetween(first, last) + 1, assigned };
	}
	if (to.minutes === undefined) return { kind: "appointment", starts: atMinutes(to.day, dayBegins * HOUR), assigned };
	const moments = [atMinutes(from.day, Math.floor((from.minutes ?? to.minutes) / STEP) * STEP), atMinutes(to.day, to.minutes)].sort((a, b) => a.getTime() - b.getTime());
	const minutes = wallOf(moments[1]) - wallOf(moments[0]);
	return { kind: "appointment", starts: moments[0], minutes: minutes || undefined, assigned };
}
