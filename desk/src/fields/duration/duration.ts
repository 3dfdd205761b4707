// Durations are seconds on the server and "1 h 30 min" to people.

export function showDuration(seconds: number): string {
	const minutes = Math.round(seconds / 60);
	const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
	if (seconds && !minutes) return `${Math.round(seconds)} s`;
	return [hours ? `${hours} h` : "", rest || !hours ? `${rest} min` : ""].filter(Boolean).join(" ");
}

const UNIT: Record<string, number> = { d: 86_400, g: 86_400, h: 3600, o: 3600, m: 60, s: 1 };
const PART = /(\d+(?:[.,]\d+)?)\s*(d|days?|g|gg|giorn[oi]|h|hours?|or[ae]|m|min|minut[ei]s?|minutes?|s|sec|second[is]?)\.?(?=\d|\s|$)/g;

/** Reads "90", "1:30", "1h30", "1 h 30 min", "1,5 ore", "45 min" as seconds; a bare number is minutes. */
export function readDuration(typed: string): number | undefined {
	const text = typed.trim().toLowerCase();
	const clock = /^(\d+)\s*(?::|h|ore?)\s*(?:(\d{1,2})\s*(?:m|min)?)?$/.exec(text);
	if (clock) return Number(clock[1]) * 3600 + Number(clock[2] ?? 0) * 60;
	if (/^\d+$/.test(text)) return Number(text) * 60;
	const parts = [...text.matchAll(PART)];
	if (!parts.length || text.replace(PART, "").replace(/[\s,]|\be\b|\band\b/g, "")) return undefined;
	return Math.round(parts.reduce((sum, [, count, unit]) => sum + Number(count.replace(",", ".")) * UNIT[unit[0]], 0));
}
