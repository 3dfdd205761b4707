// Stretches of time by name ("this quarter"), so that a saved report stays true as time goes by.
import { __ } from "@/i18n/translate";
import { addDays, mondayOf, startOfDay } from "./dates";

export interface Period {
	id: string;
	title: string;
	/** First and last day. */
	days: (today: Date) => [Date, Date];
}

const monthStart = (date: Date, months = 0) => new Date(date.getFullYear(), date.getMonth() + months, 1);
const quarterStart = (date: Date, quarters = 0) => new Date(date.getFullYear(), Math.floor(date.getMonth() / 3) * 3 + quarters * 3, 1);
const yearStart = (date: Date, years = 0) => new Date(date.getFullYear() + years, 0, 1);
const span = (from: Date, next: Date): [Date, Date] => [from, addDays(next, -1)];

export const periods = (): Period[] => [
	{ id: "this-week", title: __("This week"), days: (day) => span(mondayOf(day), addDays(mondayOf(day), 7)) },
	{ id: "this-month", title: __("This month"), days: (day) => span(monthStart(day), monthStart(day, 1)) },
	{ id: "last-month", title: __("Last month"), days: (day) => span(monthStart(day, -1), monthStart(day)) },
	{ id: "this-quarter", title: __("This quarter"), days: (day) => span(quarterStart(day), quarterStart(day, 1)) },
	{ id: "last-quarter", title: __("Last quarter"), days: (day) => span(quarterStart(day, -1), quarterStart(day)) },
	{ id: "this-year", title: __("This year"), days: (day) => span(yearStart(day), yearStart(day, 1)) },
	{ id: "last-year", title: __("Last year"), days: (day) => span(yearStart(day, -1), yearStart(day)) },
	{ id: "last-30-days", title: __("The last 30 days"), days: (day) => [addDays(startOfDay(day), -29), startOfDay(day)] },
	{ id: "last-90-days", title: __("The last 90 days"), days: (day) => [addDays(startOfDay(day), -89), startOfDay(day)] },
	{ id: "next-90-days", title: __("The next 90 days"), days: (day) => [startOfDay(day), addDays(startOfDay(day), 89)] },
];

export const daysOf = (id: string | undefined, today = new Date()): [Date, Date] | undefined => periods().find((period) => period.id === id)?.days(today);
