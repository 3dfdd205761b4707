// A table as a file that Excel opens with no questions: Italian has ";" and decimal commas, and no cell can run as a formula.
import { localeOf } from "./dates";

const FORMULA = /^[=+\-@\t\r]/;

function cell(value: unknown, italian: boolean): string {
	if (value === null || value === undefined) return "";
	if (typeof value === "number") return italian ? String(value).replace(".", ",") : String(value);
	const text = String(value);
	const safe = FORMULA.test(text) ? `'${text}` : text;
	return /[";,\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function makeCsv(headers: string[], rows: unknown[][]): string {
	const italian = localeOf() === "it-IT";
	const sign = italian ? ";" : ",";
	return "\ufeff" + [headers, ...rows].map((row) => row.map((value) => cell(value, italian)).join(sign)).join("\r\n") + "\r\n";
}
