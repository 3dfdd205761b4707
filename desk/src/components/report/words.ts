// A report's filters in words, for paper: "From 01/01/2026 · Area: Sales".
import type { ReportFilter } from "@/api/reports";
import { isCode, titleFor } from "@/fields/link/links";
import { __ } from "@/i18n/translate";
import { fromServer, showDate } from "@/lib/dates";

export async function filterWords(filters: ReportFilter[], values: Record<string, unknown>): Promise<string[]> {
	const set = filters.filter((filter) => values[filter.fieldname] !== undefined && values[filter.fieldname] !== "");
	return Promise.all(set.map(async (filter) => `${__(filter.label)}: ${await wordFor(filter, String(values[filter.fieldname]))}`));
}

async function wordFor(filter: ReportFilter, value: string): Promise<string> {
	if (filter.fieldtype === "Link" && filter.options) return __(filter.options === "User" || isCode(value) ? await titleFor(filter.options, value) : value);
	const day = filter.fieldtype === "Date" ? fromServer(value) : undefined;
	return day ? showDate(day) : __(value);
}
