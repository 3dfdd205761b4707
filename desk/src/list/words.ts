// Conditions as a person says them: "Territory is Veneto", "Expected close in the next 7 days".
import type { Comparison, Condition, Group, ListField } from "@/api/lists";
import { __ } from "@/i18n/translate";
import { fromServer, showDate, showMoment } from "@/lib/dates";
import { showFloat } from "@/lib/numbers";
import { isNumber } from "./columns";
import { denied, isGroup, isOfItself } from "./conditions";
import { totalWords } from "./totals";

const DATES = new Set(["Date", "Datetime"]);
export const isDay = (field: ListField | undefined) => DATES.has(field?.fieldtype ?? "");

/** What the choice of comparisons says. */
export function operatorWords(operator: string, field?: ListField): string {
	const day = isDay(field);
	const words: Record<string, string> = {
		"=": __("is"),
		"!=": __("is not"),
		contains: __("contains"),
		"not contains": __("does not contain"),
		starts: __("begins with"),
		">": day ? __("after") : __("more than"),
		"<": day ? __("before") : __("less than"),
		">=": day ? __("from") : __("at least"),
		"<=": day ? __("up to") : __("at most"),
		between: __("between"),
		in: __("is one of"),
		"not in": __("is none of"),
		below: __("is, or lies in"),
		"not below": __("lies outside"),
		is: __("is filled or empty"),
		within: __("in the time"),
		"not within": __("not in the time"),
	};
	return words[operator] ?? operator;
}

export interface Span {
	last?: number;
	next?: number;
	unit?: "days" | "weeks" | "months";
}

/** The named spans of time, nearest first. */
export const namedSpans = (): { value: string; label: string }[] => [
	{ value: "today", label: __("today", [], "Span") },
	{ value: "tomorrow", label: __("tomorrow", [], "Span") },
	{ value: "yesterday", label: __("yesterday", [], "Span") },
	{ value: "this week", label: __("this week", [], "Span") },
	{ value: "next week", label: __("next week", [], "Span") },
	{ value: "last week", label: __("last week", [], "Span") },
	{ value: "this month", label: __("this month", [], "Span") },
	{ value: "last month", label: __("last month", [], "Span") },
	{ value: "this quarter", label: __("this quarter", [], "Span") },
	{ value: "this year", label: __("this year", [], "Span") },
	{ value: "last year", label: __("last year", [], "Span") },
];

export function spanWords(value: unknown): string {
	if (typeof value === "string") return namedSpans().find((one) => one.value === value)?.label ?? value;
	const { last, next, unit = "days" } = (value ?? {}) as Span;
	const count = String(last ?? next ?? "");
	if (unit === "weeks") return last ? __("in the last {0} weeks", [count]) : __("within {0} weeks", [count]);
	if (unit === "months") return last ? __("in the last {0} months", [count]) : __("within {0} months", [count]);
	return last ? __("in the last {0} days", [count]) : __("within {0} days", [count]);
}

export type TitleOf = (field: ListField, value: string) => string;

export function valueWords(field: ListField | undefined, value: unknown, titleOf: TitleOf): string {
	if (value === null || value === undefined || value === "") return "";
	if (!field) return String(value);
	if (isDay(field) && typeof value === "string" && !/^\d/.test(value)) return spanWords(value);
	if (field.fieldtype === "Date") return showMaybe(fromServer(String(value)), showDate, value);
	if (field.fieldtype === "Datetime") return showMaybe(fromServer(String(value)), String(value).length > 10 ? showMoment : showDate, value);
	if (isNumber(field)) return Number.isFinite(Number(value)) ? showFloat(Number(value)) : String(value);
	if (field.fieldtype === "Link") return titleOf(field, String(value));
	return __(String(value));
}
const showMaybe = (date: Date | undefined, show: (date: Date) => string, value: unknown) => (date ? show(date) : String(value));

/** What a field is called among those of other records: "Territory (Company or person)". */
export const labelWords = (field: ListField) => (field.group ? `${__(field.label)} (${__(field.group)})` : __(field.label));

/** "Expected by" and "by Friday" are "Expected by Friday". */
function joined(label: string, words: string): string {
	const [first, ...rest] = words.split(" ");
	return label.toLocaleLowerCase().endsWith(` ${first}`) ? [label, ...rest].join(" ") : `${label} ${words}`;
}

export function conditionWords([path, operator, value]: Condition, field: ListField | undefined, titleOf: TitleOf): string {
	const label = field ? labelWords(field) : __("A field that is no longer there");
	if (field?.fieldtype === "Check") return Boolean(Number(value)) === (operator === "=") ? __("{0}: yes", [label]) : __("{0}: no", [label]);
	if (operator === "is") return value === "set" ? __("{0} is filled", [label]) : __("{0} is empty", [label]);
	if (operator === "within") return joined(label, spanWords(value));
	if (operator === "not within") return __("{0}: not {1}", [label, spanWords(value)]);
	const one = (single: unknown) => valueWords(field, single, titleOf) || path;
	if (operator === "between" && Array.isArray(value)) return isDay(field) ? __("{0} from {1} to {2}", [label, one(value[0]), one(value[1])]) : __("{0} between {1} and {2}", [label, one(value[0]), one(value[1])]);
	if ((operator === "below" || operator === "not below") && Array.isArray(value)) {
		const all = value.map(one).join(", ");
		return operator === "below" ? __("{0} in {1}", [label, all]) : __("{0} outside {1}", [label, all]);
	}
	if ((operator === "in" || operator === "not in") && Array.isArray(value)) {
		if (value.length === 1) return `${label} ${operatorWords(operator === "in" ? "=" : "!=", field)} ${one(value[0])}`;
		const rest = value.slice(0, -1).map(one).join(", ");
		return operator === "in" ? __("{0} is {1} or {2}", [label, rest, one(value[value.length - 1])]) : __("{0} is neither {1} nor {2}", [label, rest, one(value[value.length - 1])]);
	}
	return `${label} ${operatorWords(operator, field)} ${one(value)}`;
}

export const groupHead = (op: Group["op"]) => ({ all: __("All of these"), any: __("At least one of these"), none: __("None of these") })[op];

type FieldOf = (path: string) => ListField | undefined;
/** What hangs on the records by key: what it is called, and its fields. */
export type RelationOf = (key: string) => { label: string; fieldOf: FieldOf; relationOf: RelationOf } | undefined;

/** A whole group in one sentence, for headings and prints. */
export function groupWords(group: Group, fieldOf: FieldOf, titleOf: TitleOf, relationOf: RelationOf): string {
	if (group.has) return relatedWords(group, titleOf, relationOf(group.has));
	if (group.segment !== undefined) return __("in the segment “{0}”", [segmentTitle(group.segment, titleOf)]);
	if (group.near !== undefined) return __("within {0} km of {1}", [showFloat(group.km ?? 0), group.near]);
	const not = denied(group);
	if (not?.segment !== undefined) return __("not in the segment “{0}”", [segmentTitle(not.segment, titleOf)]);
	if (not?.near !== undefined) return __("farther than {0} km from {1}", [showFloat(not.km ?? 0), not.near]);
	const parts = group.of.map((one) => (isGroup(one) ? (isOfItself(one) || denied(one) ? groupWords(one, fieldOf, titleOf, relationOf) : `(${groupWords(one, fieldOf, titleOf, relationOf)})`) : conditionWords(one, fieldOf(one[0]), titleOf)));
	if (group.op === "none") return __("none of: {0}", [parts.join("; ")]);
	return parts.join(group.op === "all" ? ", " : ` ${__("or")} `);
}

const segmentTitle = (name: string, titleOf: TitleOf) => titleOf({ path: "", label: "", fieldtype: "Link", options: "Segment" } as ListField, name);

/** "Events: at least 2 (State is Done)", "People: 0". */
function relatedWords(group: Group, titleOf: TitleOf, relation: ReturnType<RelationOf>): string {
	if (!relation) return __("Something that is no longer there");
	const which = group.of.length ? ` (${groupWords({ op: group.op, of: group.of }, relation.fieldOf, titleOf, relation.relationOf)})` : "";
	const total = group.total && relation.fieldOf(group.total[1]);
	const what = total && group.total ? `${relation.label}, ${labelWords(total)} (${totalWords(group.total[0])})` : relation.label;
	return `${what}: ${countWords((group.total ? group.is : group.count) ?? [">=", 1])}${which}`;
}

function countWords([operator, value]: Comparison): string {
	const number = (one: unknown) => showFloat(Number(one));
	if (Array.isArray(value)) return __("from {0} to {1}", value.map(number));
	return operator === "=" ? number(value) : `${operatorWords(operator)} ${number(value)}`;
}
