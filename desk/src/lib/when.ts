// A moment said in words, as people say it on the phone: "domani 10", "lun 15:30", "fra 3 giorni", "30/11 9", "next friday".
import { addDays, atMinutes, minutesOf, readDate, readTime, startOfDay } from "./dates";

const DAYS: Record<string, number> = { dom: 0, lun: 1, mar: 2, mer: 3, gio: 4, ven: 5, sab: 6, sun: 0, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6 };
const WHOLE = /^(domenica|lunedi|martedi|mercoledi|giovedi|venerdi|sabato|sunday|monday|tuesday|wednesday|thursday|friday|saturday|tues|thur|thurs|dom|lun|mar|mer|gio|ven|sab|sun|mon|tue|wed|thu|fri|sat)$/;
const NEAR: Record<string, number> = { oggi: 0, today: 0, domani: 1, tomorrow: 1, dopodomani: 2, ieri: -1, yesterday: -1, stasera: 0, stamattina: 0, tonight: 0 };
const PARTS: Record<string, number> = { mattina: 540, mattino: 540, stamattina: 540, morning: 540, mezzogiorno: 720, noon: 720, pomeriggio: 900, afternoon: 900, sera: 1080, stasera: 1080, evening: 1080, tonight: 1080 };
const UNITS: [RegExp, "minutes" | "hours" | "days" | "weeks" | "months"][] = [
	[/^(m|min|minuti|minuto|minutes?|mins?)$/, "minutes"],
	[/^(h|ora|ore|hours?)$/, "hours"],
	[/^(g|gg|giorno|giorni|days?)$/, "days"],
	[/^(sett|settimana|settimane|weeks?)$/, "weeks"],
	[/^(mese|mesi|months?)$/, "months"],
];
const NUMBERS: Record<string, number> = { un: 1, uno: 1, una: 1, a: 1, an: 1, one: 1, due: 2, two: 2, tre: 3, three: 3, quattro: 4, four: 4, cinque: 5, five: 5, sei: 6, six: 6, dieci: 10, ten: 10 };
const FILLERS = new Set(["alle", "all", "ore", "h", "at", "il", "lo", "la", "on", "the", "prossimo", "prossima", "next", "this", "di", "del", "al", "nel", "verso", "around"]);

const plain = (text: string) =>
	text
		.toLowerCase()
		.normalize("NFD")
		.replace(/[\u0300-\u036f]/g, "")
		.replace(/['’,]/g, " ")
		.trim();

/** The moment that words mean; undefined when they mean none. `usual`: the minute of the day when no hour is said. */
export function readWhen(typed: string, now = new Date(), usual = 540): Date | undefined {
	const words = plain(typed).split(/\s+/).filter(Boolean);
	if (!words.length) return undefined;
	const ahead = readAhead(words, now, usual);
	if (ahead) return ahead;
	let day: Date | undefined;
	let minutes: number | undefined;
	for (const word of words) {
		const near = NEAR[word];
		const part = PARTS[word];
		const weekday = WHOLE.test(word) ? DAYS[word.slice(0, 3)] : undefined;
		if (near !== undefined && !day) day = addDays(startOfDay(now), near);
		if (part !== undefined && minutes === undefined) minutes = part;
		if (near !== undefined || part !== undefined) continue;
		if (weekday !== undefined && !day) day = addDays(startOfDay(now), (weekday - now.getDay() + 7) % 7 || 7);
		else if (!day && /[/.\-+]/.test(word) && readDate(word, now)) day = comingOne(readDate(word, now), word, now);
		else if (minutes === undefined && readTime(word) !== undefined) minutes = readTime(word);
		else if (!FILLERS.has(word)) return undefined;
	}
	if (!day && minutes === undefined) return undefined;
	if (!day) return atMinutes(addDays(startOfDay(now), minutes! > minutesOf(now) ? 0 : 1), minutes!);
	return atMinutes(day, minutes ?? usual);
}

/** A day without its year is the next one of that name. */
function comingOne(day: Date | undefined, word: string, now: Date): Date | undefined {
	if (day && /^\d{1,2}[/.-]\d{1,2}$/.test(word) && day < startOfDay(now)) return new Date(day.getFullYear() + 1, day.getMonth(), day.getDate());
	return day;
}

function readAhead(words: string[], now: Date, usual: number): Date | undefined {
	const rest = words.filter((word, index) => !FILLERS.has(word) || index < 3);
	if (!/^(tra|fra|in|entro|within)$/.test(rest[0] ?? "")) return undefined;
	const joined = /^(\d+)([a-z]+)$/.exec(rest[1] ?? "");
	const [count, unit, ...time] = joined ? [joined[1], joined[2], ...rest.slice(2)] : [rest[1], rest[2], ...rest.slice(3)];
	const number = /^\d{1,3}$/.test(count ?? "") ? Number(count) : NUMBERS[count ?? ""];
	const kind = UNITS.find(([form]) => form.test(unit ?? ""))?.[1];
	const minutes = time.length === 1 ? (readTime(time[0]) ?? PARTS[time[0]]) : undefined;
	if (number === undefined || !kind || time.length > 1 || (time.length && minutes === undefined)) return undefined;
	if (kind === "minutes" || kind === "hours") return new Date(Math.ceil((now.getTime() + number * (kind === "hours" ? 60 : 1) * 60_000) / 300_000) * 300_000);
	const day = kind === "months" ? new Date(now.getFullYear(), now.getMonth() + number, now.getDate()) : addDays(startOfDay(now), number * (kind === "weeks" ? 7 : 1));
	return atMinutes(startOfDay(day), minutes ?? usual);
}
