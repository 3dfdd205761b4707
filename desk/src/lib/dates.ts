// Dates as the server keeps them ("2026-11-23", "2026-11-23 10:00:00") and as the reader writes them ("23/11/2026").
import { __, language } from "@/i18n/translate";

export const localeOf = () => (language.value === "it" ? "it-IT" : "en-GB");
const two = (n: number) => String(n).padStart(2, "0");

/** The server's text of a day or moment as a Date in the reader's clock; undefined when it is none. */
export function fromServer(text: string | null | undefined): Date | undefined {
	const parts = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?/.exec(text ?? "");
	if (!parts) return undefined;
	const [year, month, day, hour = 0, minute = 0, second = 0] = parts.slice(1).map((part) => Number(part ?? 0));
	return new Date(year, month - 1, day, hour, minute, second);
}

export const toServerDate = (date: Date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
export const toServerTime = (date: Date) => `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
export const toServer = (date: Date) => `${toServerDate(date)} ${toServerTime(date)}`;

export function addDays(date: Date, days: number): Date {
	return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, date.getHours(), date.getMinutes());
}
export const addMinutes = (date: Date, minutes: number) => new Date(date.getTime() + minutes * 60_000);
export const startOfDay = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
export const sameDay = (a: Date, b: Date) => toServerDate(a) === toServerDate(b);
export const minutesOf = (date: Date) => date.getHours() * 60 + date.getMinutes();

/** The Monday of the week that holds the day. */
export const mondayOf = (date: Date) => addDays(startOfDay(date), -((date.getDay() + 6) % 7));

const shaped = (date: Date, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(localeOf(), options).format(date);

export const showDate = (date: Date) => `${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()}`;
export const showTime = (date: Date) => `${two(date.getHours())}:${two(date.getMinutes())}`;
export const showMoment = (date: Date) => `${showDate(date)} ${showTime(date)}`;
export const showWeekday = (date: Date) => shaped(date, { weekday: "short" });
export const showLongDay = (date: Date) => shaped(date, { weekday: "long", day: "numeric", month: "long" });
export const showMonth = (date: Date) => shaped(date, { month: "long", year: "numeric" });
export const showSpan = (from: Date, to: Date) => new Intl.DateTimeFormat(localeOf(), { day: "numeric", month: "long", year: "numeric" }).formatRange(from, to);
export const showShortDay = (date: Date) =>
	shaped(date, date.getFullYear() === new Date().getFullYear() ? { day: "numeric", month: "short" } : { day: "numeric", month: "short", year: "numeric" });

/** "today 10:00", "tomorrow 10:00", "Thu 26 Nov 10:00": how people speak of a near moment. */
export const showNear = (date: Date, now = new Date()) => `${showNearDay(date, now)} ${showTime(date)}`;

/** "today", "tomorrow", "Thu 26 Nov": the day of a near moment. */
export function showNearDay(date: Date, now = new Date()): string {
	const days = Math.round((startOfDay(date).getTime() - startOfDay(now).getTime()) / 86_400_000);
	const names: Record<string, string> = { "-1": __("Yesterday"), "0": __("Today"), "1": __("Tomorrow") };
	return names[days] ?? `${showWeekday(date)} ${showShortDay(date)}`;
}

const dayWords: Record<string, number> = { oggi: 0, today: 0, domani: 1, tomorrow: 1, dopodomani: 2, ieri: -1, yesterday: -1 };
const weekdays = ["dom sun", "lun mon", "mar tue", "mer wed", "gio thu", "ven fri", "sab sat"];

/** Reads "23/11/2026", "23/11", "231126", "23-11-26", "oggi", "tomorrow", "ven", "+3"; undefined when it is no day. */
export function readDate(typed: string, now = new Date()): Date | undefined {
	const text = typed.trim().toLowerCase();
	if (Object.hasOwn(dayWords, text)) return addDays(startOfDay(now), dayWords[text]);
	const weekday = /^[a-zì]{3,9}$/.test(text) ? weekdays.findIndex((names) => names.split(" ").includes(text.slice(0, 3))) : -1;
	if (weekday >= 0) return addDays(startOfDay(now), ((weekday - now.getDay() + 6) % 7) + 1);
	const joined = /^(\d\d)(\d\d)(\d\d(?:\d\d)?)$/.exec(text);
	if (joined) return readDate(joined.slice(1).join("/"), now);
	const ahead = /^\+(\d{1,3})$/.exec(text);
	if (ahead) return addDays(startOfDay(now), Number(ahead[1]));
	const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
	if (iso) return realDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
	const parts = /^(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{2}|\d{4}))?$/.exec(text);
	if (!parts) return undefined;
	const year = parts[3] ? Number(parts[3]) : now.getFullYear();
	return realDay(year < 100 ? year + (year > 40 ? 1900 : 2000) : year, Number(parts[2]), Number(parts[1]));
}

function realDay(year: number, month: number, day: number): Date | undefined {
	const date = new Date(year, month - 1, day);
	return date.getMonth() === month - 1 && date.getDate() === day ? date : undefined;
}

/** Reads "10", "10:30", "1030", "10.30" as minutes of the day. */
export function readTime(typed: string): number | undefined {
	const parts = /^(\d{1,2})(?:[:.,h ]?(\d{2}))?$/.exec(typed.trim());
	if (!parts) return undefined;
	const [hour, minute] = [Number(parts[1]), Number(parts[2] ?? 0)];
	return hour < 24 && minute < 60 ? hour * 60 + minute : undefined;
}

/** Reads a day with a time behind it ("domani 10", "23/11 9.30", "oggi alle 15"); the time may be missing. */
export function readMoment(typed: string, now = new Date()): { day: Date; minutes?: number } | undefined {
	const day = readDate(typed, now);
	if (day) return { day };
	const parts = /^(.*\S)\s+(?:alle |ore |at |h )?\s*([\d:.,h]{1,5})$/i.exec(typed.trim());
	const [first, minutes] = [parts && readDate(parts[1].replace(/\s+(alle|ore|at|h)$/i, ""), now), parts && readTime(parts[2])];
	return first && minutes !== undefined && minutes !== null ? { day: first, minutes } : undefined;
}

export const atMinutes = (day: Date, minutes: number) => new Date(day.getFullYear(), day.getMonth(), day.getDate(), 0, minutes);
