// Which columns a list shows, how wide and in which order: as delivered, by the saved view, or as the reader put them.
import type { ListField } from "@/api/lists";
import { isColumn, isLong, type Field, type Meta } from "@/api/meta";
import { isEntered } from "@/form/layout";

const USUAL = 6;
const MOST = 10;
export const NARROWEST = 64;
export const WIDEST = 900;

export interface Shown {
	columns?: string[];
	widths?: Record<string, number>;
}

/** The title, what the DocType marks, one's own fields, then while there is room what it is known by and filtered by. */
export function defaultColumns(meta: Meta): string[] {
	const choices = meta.fields.filter((field) => isColumn(field) && isEntered(field) && !isLong(field));
	const names = (fits: (field: Field) => unknown) => choices.filter(fits).map((field) => field.fieldname);
	const first = [...names((field) => field.fieldname === meta.title_field), ...names((field) => field.in_list_view)];
	const own = names((field) => field.is_custom_field);
	const known = (meta.search_fields ?? "").split(",").map((name) => name.trim());
	const usual = [...known.flatMap((name) => names((field) => field.fieldname === name)), ...names((field) => field.in_standard_filter)];
	const found = [...new Set([...first, ...own])];
	const room = Math.max(0, USUAL - found.length);
	return [...found, ...[...new Set(usual)].filter((name) => !found.includes(name)).slice(0, room)].slice(0, MOST);
}

/** Those that are still there, in their order; when none is left, the delivered ones. */
export function knownColumns(paths: string[] | undefined, fields: ListField[], delivered: string[]): ListField[] {
	const found = (list: string[]) => list.map((path) => fields.find((field) => field.path === path)).filter((field) => field !== undefined);
	const kept = found(paths ?? []);
	return kept.length ? kept : found(delivered);
}

export function moved<T>(list: T[], from: number, to: number): T[] {
	const next = [...list];
	const [one] = next.splice(from, 1);
	next.splice(Math.max(0, Math.min(to, next.length)), 0, one);
	return next;
}

const WIDTHS: Record<string, number> = { Check: 88, Date: 116, Datetime: 152, Time: 88, Int: 100, "Long Int": 110, Float: 110, Currency: 128, Percent: 100, Rating: 120, Duration: 110, Color: 110, Phone: 144, Select: 136, Link: 168 };

/** Wide enough for the usual values and, up to a bound, for the heading. */
export const usualWidth = (field: ListField, lead: boolean) => (lead ? 240 : Math.max(WIDTHS[field.fieldtype] ?? 176, Math.min(200, field.label.length * 7 + 52)));
export const fittingWidth = (width: number) => Math.round(Math.max(NARROWEST, Math.min(WIDEST, width)));

/** The tracks of a row: what the reader made wide stays so, the rest share the room that is left. */
export function tracksOf(columns: ListField[], widths: Record<string, number>): { tracks: string; least: number } {
	const sizes = columns.map((field, index) => widths[field.path] ?? usualWidth(field, index === 0));
	const free = (field: ListField) => widths[field.path] === undefined;
	const tracks = columns.map((field, index) => (free(field) ? `minmax(${sizes[index]}px, ${index ? sizes[index] : sizes[index] * 1.5}fr)` : `${sizes[index]}px`));
	if (!columns.some(free)) tracks.push("minmax(0, 1fr)");
	return { tracks: tracks.join(" "), least: sizes.reduce((sum, one) => sum + one, 0) };
}

/** The fields one filters by most: marked by the DocType, then one's own, then the listed choices; at most five. */
export function usualFilters(meta: Meta, fields: ListField[]): ListField[] {
	const marked = meta.fields.filter((field) => field.in_standard_filter).map((field) => field.fieldname);
	const own = meta.fields.filter((field) => field.is_custom_field && ["Select", "Link", "Check"].includes(field.fieldtype)).map((field) => field.fieldname);
	const listed = meta.fields.filter((field) => field.in_list_view && ["Select", "Link", "Date", "Datetime"].includes(field.fieldtype)).map((field) => field.fieldname);
	const order = [...new Set([...marked, ...own, ...listed])];
	return order.map((name) => fields.find((field) => field.path === name && field.filterable)).filter((field) => field !== undefined).slice(0, 5);
}

/** A path of the list as a field that inputs and views of the forms understand. */
export const asField = (field: ListField): Field => ({ fieldname: field.path.split(".").pop() ?? field.path, label: field.label, fieldtype: field.fieldtype, options: field.options });

const NUMBERS = new Set(["Int", "Long Int", "Float", "Currency", "Percent", "Duration", "Rating"]);
export const isNumber = (field: ListField) => NUMBERS.has(field.fieldtype);
/** Several choices, which are entered together. */
export const isMany = (field: ListField) => field.fieldtype === "Table MultiSelect";
export const atEnd = (field: ListField) => isNumber(field) && field.fieldtype !== "Rating";
