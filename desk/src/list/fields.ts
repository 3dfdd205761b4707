// The fields that a reader chooses from, grouped as the server says (own, linked record, profile), found by any part.
import type { ListField } from "@/api/lists";
import { __ } from "@/i18n/translate";

const folded = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

export function groupedFields(fields: ListField[], typed = ""): { title: string; fields: ListField[] }[] {
	const words = folded(typed).split(/\s+/).filter(Boolean);
	const fits = (field: ListField) => {
		const text = folded(`${__(field.group)} ${__(field.label)}`);
		return words.every((word) => text.includes(word));
	};
	const groups = new Map<string, ListField[]>();
	for (const field of fields) if (fits(field)) groups.set(field.group, [...(groups.get(field.group) ?? []), field]);
	return [...groups].map(([title, found]) => ({ title: __(title), fields: found }));
}

/** Comparisons in the order people reach for them; what another says as well is left out. */
const ORDER: Record<string, string[]> = {
	key: ["below", "in", "not in", "not below", "is"],
	date: ["within", "not within", "between", ">=", "<=", "=", "is"],
	number: [">=", "<=", "between", "=", "!=", "is"],
	text: ["contains", "not contains", "starts", "=", "is"],
	check: ["="],
};

/** Comparisons whose value is a list of what was chosen. */
const LISTS = ["below", "in", "not in", "not below"];
export const takesMany = (operator: string) => LISTS.includes(operator);
/** The comparison that lets in what is chosen from a list: of what stands below each other, what is below it too. */
export const amongOf = (field: ListField) => (field.operators.includes("below") ? "below" : "in");

export type Kind = "key" | "date" | "number" | "text" | "check";
export function kindOf(field: ListField): Kind {
	if (field.fieldtype === "Check") return "check";
	if (["Date", "Datetime"].includes(field.fieldtype)) return "date";
	if (["Int", "Long Int", "Float", "Currency", "Percent", "Rating", "Duration"].includes(field.fieldtype)) return "number";
	return ["Link", "Dynamic Link", "Select", "Table MultiSelect"].includes(field.fieldtype) ? "key" : "text";
}

export function operatorsOf(field: ListField): string[] {
	const wanted = ORDER[kindOf(field)].filter((operator) => field.operators.includes(operator));
	return wanted.length ? wanted : field.operators;
}
