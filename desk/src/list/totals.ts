// Sums, averages and ends of a column, as the foot and the headings of groups say them.
import type { Aggregate, ListField, ListQuery, Totals } from "@/api/lists";
import { __ } from "@/i18n/translate";
import { textOf } from "./cells";
import { isNumber } from "./columns";
import { isDay } from "./words";

export const totalWords = (how: Aggregate) => ({ sum: __("Sum"), avg: __("Average"), min: __("Smallest"), max: __("Largest") })[how];

/** What can be worked out of a column: days have ends, numbers all four. */
export const totalsFor = (field: ListField): Aggregate[] => (isDay(field) ? ["min", "max"] : isNumber(field) ? ["sum", "avg", "min", "max"] : []);

export const totalsOn = (totals: ListQuery["totals"], path: string) => totals.filter(([, on]) => on === path);

/** Totals of fields that are no column just now, in words. */
export const totalsBeside = (totals: ListQuery["totals"], known: Totals, paths: string[], fieldOf: (path: string) => ListField | undefined): string[] =>
	totals.flatMap(([how, path]) => {
		const field = paths.includes(path) || known[`${how}:${path}`] === undefined ? undefined : fieldOf(path);
		return field ? [`${__(field.label)}, ${totalWords(how).toLowerCase()}: ${totalText(how, field, known)}`] : [];
	});

export function totalText(how: Aggregate, field: ListField, totals: Totals): string {
	const value = totals[`${how}:${field.path}`];
	if (value === null || value === undefined) return "";
	const plain = how === "avg" && field.fieldtype.includes("Int") ? { ...field, fieldtype: "Float" } : field;
	return textOf(plain, value, {});
}

export const toggledTotal = (totals: ListQuery["totals"], how: Aggregate, path: string): ListQuery["totals"] =>
	totals.some(([one, on]) => one === how && on === path) ? totals.filter(([one, on]) => one !== how || on !== path) : [...totals, [how, path]];
