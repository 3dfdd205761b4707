// Durations are seconds on the server and "1 h 30 min" to people.

export function showDuration(seconds: number): string {
	const minutes = Math.round(seconds / 60);
	const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
	if (seconds && !minutes) return `${Math.round(seconds)} s`;
	return [hours ? `${hours} h` : "", rest || !hours ? `${rest} min` : ""].filter(Boolean).join(" ");
}

/** Reads "90", "1:30", "1 h 30", "45 min" as seconds; a bare number is minutes. */
export function readDuration(typed: string): number | undefined {
	const text = typed.trim().toLowerCase();
	const clock = /^(\d+)\s*(?::|h)\s*(?:(\d{1,2})\s*(?:m|min)?)?$/.exec(text);
	if (clock) return Number(clock[1]) * 3600 + Number(clock[2] ?? 0) * 60;
	const minutes = /^(\d+)\s*(?:m|min)?$/.exec(text);
	return minutes ? Number(minutes[1]) * 60 : undefined;
}
