// What a board shows of a record, from the metadata: which field makes the columns, which the lines of a card.
import type { Direction, ListField, Row } from "@/api/lists";
import type { Field, Meta } from "@/api/meta";
import { __ } from "@/i18n/translate";
import { fromServer } from "@/lib/dates";

const OWN = new Set(["owner", "modified_by", "amended_from"]);
const shown = (field: Field) => !field.hidden && !OWN.has(field.fieldname) && (field.permlevel ?? 0) === 0;

export function stateField(meta: Meta): string | undefined {
	const flow = meta.__workflow_docs?.find((doc) => doc.doctype === "Workflow" && doc.is_active !== 0 && doc.workflow_state_field);
	return flow?.workflow_state_field;
}

/** The fields whose values can be columns: the state of the process or what the administrator chose, then choices, then links of few values. */
export function columnFields(meta: Meta): Field[] {
	const state = stateField(meta) ?? meta.relcrm_state;
	const choices = meta.fields.filter((field) => field.fieldname !== state && shown(field) && field.fieldtype === "Select" && (field.options ?? "").includes("\n"));
	const links = meta.fields.filter((field) => field.fieldname !== state && shown(field) && field.fieldtype === "Link" && (field.in_standard_filter || field.in_list_view) && field.options !== "Party" && field.options !== "Contact Person" && field.options !== meta.name);
	return [...meta.fields.filter((field) => field.fieldname === state), ...choices, ...links];
}

export interface CardFields {
	title: string;
	amount?: Field;
	party?: Field;
	person?: Field;
	date?: Field;
	since?: Field;
	closed?: Field;
}

export function cardFields(meta: Meta): CardFields {
	const first = (fits: (field: Field) => boolean) => meta.fields.find((field) => shown(field) && fits(field));
	return {
		title: meta.title_field || "name",
		amount: first((field) => field.fieldtype === "Currency"),
		party: first((field) => field.fieldtype === "Link" && field.options === "Party" && !/parent/.test(field.fieldname)),
		person: first((field) => field.fieldtype === "Link" && field.options === "User"),
		date: first((field) => field.fieldname === meta.relcrm_date) ?? first((field) => ["Date", "Datetime"].includes(field.fieldtype) && !field.read_only),
		since: meta.fields.find((field) => field.fieldname === "state_since"),
		closed: meta.fields.find((field) => field.fieldname === "closed_on"),
	};
}

/** The columns of the list query that a board needs. */
export function wantedPaths(meta: Meta, field: string): string[] {
	const card = cardFields(meta);
	const paths = [card.title, field, card.amount?.fieldname, card.party?.fieldname, card.person?.fieldname, card.date?.fieldname, card.since?.fieldname, card.closed?.fieldname, "creation"];
	return [...new Set(paths.filter((path): path is string => Boolean(path) && path !== "name"))];
}

/** When a record was last heard of and what comes next, where the list knows it: asked once for the whole board. */
export const LAST = "agenda:last";
export const NEXT = "agenda:next";
export const NEXT_EVENT = "agenda:next_event";
export const comingPaths = (fields: ListField[]) => [LAST, NEXT, NEXT_EVENT].filter((path) => fields.some((field) => field.path === path));

/** Days without a word, from the last contact or, where there was none, from the first day of the record. */
export function silentDays(row: Row, now = new Date()): number | undefined {
	if (!(LAST in row)) return undefined;
	const since = fromServer(String(row[LAST] ?? row.creation ?? ""));
	return since && daysSince(since, now);
}

export interface Order {
	label: string;
	sort: [string, Direction];
}

/** The orders that serve on a board: by what a card shows, what is pressing first. */
export function ordersOf(meta: Meta, fields: ListField[]): Order[] {
	const card = cardFields(meta);
	const wanted: [string | undefined, Direction, string?][] = [
		[NEXT, "asc"],
		[LAST, "asc", __("Silence, longest first")],
		[card.amount?.fieldname, "desc"],
		[card.date?.fieldname, "asc"],
		[card.since?.fieldname, "asc"],
		[card.title, "asc"],
		["modified", "desc"],
	];
	const found = wanted.map(([path, direction, label]) => ({ label, direction, field: fields.find((field) => field.path === path && field.sortable) }));
	return found.flatMap(({ label, direction, field }) => (field ? [{ label: label ?? __(field.label), sort: [field.path, direction] as [string, Direction] }] : []));
}

export const daysSince = (date: Date, now = new Date()) => Math.max(0, Math.floor((now.getTime() - date.getTime()) / 86_400_000));
