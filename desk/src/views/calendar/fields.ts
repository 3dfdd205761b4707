// Which days a record has, from the metadata: the field it begins with and, where there is one, the field it ends with.
import { mayI, type Field, type Meta } from "@/api/meta";

export interface Span {
	start: string;
	/** "" when a record is of one day, or of one moment. */
	end: string;
}

const isDated = (field: Field) => ["Date", "Datetime"].includes(field.fieldtype) && !field.hidden && !field.is_virtual && !(field.permlevel ?? 0);

/** The days of a record: those that people enter first, then those that the product keeps. */
export function dateFields(meta: Meta): Field[] {
	const all = meta.fields.filter(isDated);
	return [...all.filter((field) => !field.read_only), ...all.filter((field) => field.read_only)];
}

const pairs: [RegExp, string][] = [
	[/start(s|ed)?/, "end(s|ed)?|finish(es|ed)?"],
	[/from/, "to|until"],
	[/since/, "until"],
	[/begin(s)?/, "end(s)?"],
];

/** The days that a record may last to: entered like the one it begins with, or kept like it. */
export function endFields(meta: Meta, start: string): Field[] {
	const own = meta.fields.find((field) => field.fieldname === start);
	return dateFields(meta).filter((field) => field.fieldname !== start && !field.read_only === !own?.read_only);
}

/** The field that ends what another begins, by their names: starts_on and ends_on, since and until. */
export function endOfField(meta: Meta, start: string): string {
	const others = endFields(meta, start);
	for (const [begins, ends] of pairs) {
		if (!begins.test(start)) continue;
		const wanted = new RegExp(`^${start.replace(begins, `(${ends})`)}$`);
		const found = others.find((field) => wanted.test(field.fieldname));
		if (found) return found.fieldname;
	}
	return "";
}

/** The days that the administrator chose for everybody, as far as the fields are still there; else the record's own first day. */
function usualSpan(meta: Meta, known: string[]): Span {
	const { relcrm_date: start, relcrm_end: end = "" } = meta;
	if (start && known.includes(start)) return { start, end: end !== start && known.includes(end) ? end : "" };
	return { start: known[0] ?? "", end: endOfField(meta, known[0] ?? "") };
}

/** What the reader chose, as far as the fields are still there; else the usual days. */
export function spanOf(meta: Meta, chosen: Partial<Span> = {}): Span {
	const known = dateFields(meta).map((field) => field.fieldname);
	const usual = usualSpan(meta, known);
	const start = chosen.start && known.includes(chosen.start) ? chosen.start : usual.start;
	if (chosen.start !== start || chosen.end === undefined) return start === usual.start ? usual : { start, end: endOfField(meta, start) };
	return { start, end: chosen.end !== start && known.includes(chosen.end) ? chosen.end : "" };
}

/** Whether a day of these records may be changed here, as far as it can be known beforehand. */
export function mayMove(meta: Meta, span: Span): boolean {
	const fields = meta.fields.filter((field) => field.fieldname === span.start || field.fieldname === span.end);
	return mayI(meta, "write") && fields.every((field) => !field.read_only && !field.set_only_once && !field.fetch_from && !field.read_only_depends_on);
}
