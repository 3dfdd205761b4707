// Which days are worked on: holidays, the patron's day, our own closures. Asked for the span in sight, kept for the page.
import { reactive } from "vue";
import { getDays, type WorkDay } from "@/api/agenda";
import { toServerDate } from "@/lib/dates";

const days = reactive(new Map<string, WorkDay>());
const asked = new Set<string>();

/** Asks once for a span; without an answer the week-end stands in for the days that are free. */
export async function askDays(start: string, end: string) {
	const span = `${start}/${end}`;
	if (asked.has(span)) return;
	asked.add(span);
	try {
		for (const day of (await getDays(start, end)) ?? []) days.set(day.date, day);
	} catch {
		asked.delete(span);
	}
}
export const holidayOf = (day: Date) => days.get(toServerDate(day))?.title ?? "";
export function isFreeDay(day: Date) {
	const known = days.get(toServerDate(day));
	return known ? !known.working : day.getDay() % 6 === 0;
}
