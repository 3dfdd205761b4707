// Which fields lead a kind of record: those chosen here, else those that lists, calendar and board take by themselves.
import type { LeadingFields, OwnField, OwnForm } from "@/api/customise";
import type { Meta } from "@/api/meta";
import { columnFields } from "@/views/board/fields";
import { spanOf } from "@/views/calendar/fields";

/** The fields that a record can be called by: short texts that everybody sees. */
export const titleFields = (form: Pick<OwnForm, "fields">): OwnField[] => form.fields.filter((field) => field.fieldtype === "Data" && !field.hidden && !field.level);

export function inUse(meta: Meta, leading: Pick<LeadingFields, "title">): LeadingFields {
	const { start: date, end } = spanOf(meta);
	return { title: leading.title, date, end, state: columnFields(meta)[0]?.fieldname ?? "" };
}

/** What is to be kept of a choice: only what is new, the two days always together. */
export function changed(now: LeadingFields, before: LeadingFields): Partial<LeadingFields> {
	const days = now.date !== before.date || now.end !== before.end ? { date: now.date, end: now.end } : {};
	return { ...(now.title !== before.title ? { title: now.title } : {}), ...days, ...(now.state !== before.state ? { state: now.state } : {}) };
}
