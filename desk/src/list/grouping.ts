// By what a list can be grouped: any listed value, days by month, week, quarter, year or day.
import type { ListField } from "@/api/lists";
import { __ } from "@/i18n/translate";
import { isDay } from "./words";

export const PARTS = ["month", "week", "quarter", "year", "day"] as const;
const partWords = (part: string) => ({ month: __("Month"), week: __("Week"), quarter: __("Quarter"), year: __("Year"), day: __("Day") })[part] ?? part;

export const plainPath = (path: string) => path.split("@")[0];

export function groupPaths(field: ListField): { path: string; label: string }[] {
	if (!field.groupable) return [];
	if (!isDay(field)) return [{ path: field.path, label: __("Group by this") }];
	return PARTS.map((part) => ({ path: `${field.path}@${part}`, label: __("Group by {0}", [partWords(part).toLocaleLowerCase()]) }));
}

/** What a level is called: "Territory", "Expected close, month". */
export function levelWords(path: string, field: ListField | undefined): string {
	const part = path.split("@")[1];
	const label = __(field?.label);
	return part ? `${label}, ${partWords(part).toLocaleLowerCase()}` : label;
}
