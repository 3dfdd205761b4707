// A condition that was just added: the comparison people reach for first, with a value to choose.
import type { Condition, ListField } from "@/api/lists";
import { kindOf, operatorsOf, takesMany } from "./fields";

export function emptyValue(field: ListField, operator: string): unknown {
	if (operator === "is") return "set";
	if (takesMany(operator)) return [];
	if (operator === "between") return ["", ""];
	if (operator === "not within") return { last: 30, unit: "days" };
	if (operator === "within") return { next: 7, unit: "days" };
	return kindOf(field) === "check" ? 1 : "";
}

export function begun(field: ListField, operator = operatorsOf(field)[0]): Condition {
	return [field.path, operator, emptyValue(field, operator)];
}

/** The same condition with another comparison; what was chosen stays where it still fits. */
export function compared([path, before, value]: Condition, field: ListField, operator: string): Condition {
	const single = (one: string) => !takesMany(one) && !["is", "between", "within", "not within"].includes(one);
	if (takesMany(before) && takesMany(operator)) return [path, operator, value];
	if (single(before) && single(operator)) return [path, operator, value];
	if (single(before) && takesMany(operator) && value !== "") return [path, operator, [value]];
	return [path, operator, emptyValue(field, operator)];
}

/** "is" and "is not" of something chosen are shown as lists of one, so that a second can be added. */
export function shownAs(condition: Condition, field: ListField | undefined): Condition {
	if (!field || kindOf(field) !== "key") return condition;
	if (condition[1] === "=") return [condition[0], "in", [condition[2]]];
	return condition[1] === "!=" ? [condition[0], "not in", [condition[2]]] : condition;
}
