// How an event repeats, as it is chosen, and the rule that is sent of it.
import { __ } from "@/i18n/translate";
import { localeOf, toServerDate } from "@/lib/dates";

export const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export type Way = "" | "daily" | "working" | "weekly" | "fortnight" | "monthday" | "monthplace" | "monthend" | "yearly" | "own";
export type Unit = "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
export interface Repeat {
	way: Way;
	unit: Unit;
	step: number;
	days: string[];
	ends: "never" | "on" | "after";
	until: string;
	times: number;
}

export const noRepeat = (): Repeat => ({ way: "", unit: "WEEKLY", step: 1, days: [], ends: "never", until: "", times: 10 });

export const weekdayOf = (date: Date) => WEEKDAYS[(date.getDay() + 6) % 7];
const nameOf = (date: Date) => new Intl.DateTimeFormat(localeOf(), { weekday: "long" }).format(date);
export const weekdayName = (day: string, style: "long" | "short" = "short") => new Intl.DateTimeFormat(localeOf(), { weekday: style }).format(new Date(2024, 0, 1 + WEEKDAYS.indexOf(day as (typeof WEEKDAYS)[number])));
const isLast = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getDate() === 1;
/** Which one of its weekday a day is in its month; the fifth is called the last. */
export const placeOf = (date: Date) => (date.getDate() > 28 ? -1 : Math.ceil(date.getDate() / 7));

function placeWords(date: Date): string {
	const place = placeOf(date);
	if (date.getDay() === 0) return { "1": __("the first Sunday"), "2": __("the second Sunday"), "3": __("the third Sunday"), "4": __("the fourth Sunday"), "-1": __("the last Sunday") }[String(place)] ?? "";
	const words = { "1": __("the first {0}", [nameOf(date)]), "2": __("the second {0}", [nameOf(date)]), "3": __("the third {0}", [nameOf(date)]), "4": __("the fourth {0}", [nameOf(date)]), "-1": __("the last {0}", [nameOf(date)]) };
	return words[String(place) as keyof typeof words] ?? "";
}

/** What can be chosen for an event of a day, most wanted first. */
export function waysOf(date: Date): { value: Way; title: string }[] {
	const ways: { value: Way; title: string }[] = [
		{ value: "", title: __("Does not repeat") },
		{ value: "daily", title: __("Every day") },
		{ value: "working", title: __("Every working day, Monday to Friday") },
		{ value: "weekly", title: __("Every week on {0}", [nameOf(date)]) },
		{ value: "fortnight", title: __("Every two weeks on {0}", [nameOf(date)]) },
		{ value: "monthday", title: __("Every month on day {0}", [date.getDate()]) },
		{ value: "monthplace", title: __("Every month: {0}", [placeWords(date)]) },
	];
	if (isLast(date)) ways.push({ value: "monthend", title: __("Every month on its last day") });
	ways.push({ value: "yearly", title: __("Every year on {0}", [new Intl.DateTimeFormat(localeOf(), { day: "numeric", month: "long" }).format(date)]) });
	return [...ways, { value: "own", title: __("In another way…") }];
}

function bodyOf(repeat: Repeat, date: Date): string {
	const day = weekdayOf(date);
	if (repeat.way === "own") {
		const days = repeat.unit === "WEEKLY" ? `;BYDAY=${(repeat.days.length ? WEEKDAYS.filter((one) => repeat.days.includes(one)) : [day]).join(",")}` : "";
		return `FREQ=${repeat.unit};INTERVAL=${Math.max(1, Math.floor(repeat.step) || 1)}${days}`;
	}
	const bodies: Record<Exclude<Way, "" | "own">, string> = {
		daily: "FREQ=DAILY",
		working: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
		weekly: `FREQ=WEEKLY;BYDAY=${day}`,
		fortnight: `FREQ=WEEKLY;INTERVAL=2;BYDAY=${day}`,
		monthday: `FREQ=MONTHLY;BYMONTHDAY=${date.getDate()}`,
		monthplace: `FREQ=MONTHLY;BYDAY=${placeOf(date)}${day}`,
		monthend: "FREQ=MONTHLY;BYMONTHDAY=-1",
		yearly: "FREQ=YEARLY",
	};
	return repeat.way ? bodies[repeat.way] : "";
}

/** The rule (RRULE) of what was chosen; empty when the event does not repeat. */
export function ruleOf(repeat: Repeat, date: Date): string {
	const body = bodyOf(repeat, date);
	if (!body) return "";
	if (repeat.ends === "after") return `${body};COUNT=${Math.max(1, Math.floor(repeat.times) || 1)}`;
	return repeat.ends === "on" && repeat.until ? `${body};UNTIL=${repeat.until.replaceAll("-", "")}T235959` : body;
}

export const untilOf = (date: Date | undefined) => (date ? toServerDate(date) : "");
