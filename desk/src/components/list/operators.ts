// How people say a comparison.
import { __ } from "@/i18n/translate";

const DATES = new Set(["Date", "Datetime"]);

export function operatorWords(fieldtype: string): Record<string, string> {
	const dates = DATES.has(fieldtype);
	return {
		like: __("contains"),
		"not like": __("does not contain"),
		"=": __("is"),
		"!=": __("is not"),
		">": dates ? __("after") : __("more than"),
		"<": dates ? __("before") : __("less than"),
		">=": dates ? __("from") : __("at least"),
		"<=": dates ? __("up to") : __("at most"),
		is: __("is filled or empty"),
	};
}
