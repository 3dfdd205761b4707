// What the metadata and the reader's rights say of a field now: shown, locked, needed; and why a whole record is locked.
import { hasRole } from "@/boot";
import type { Doc } from "@/api/documents";
import { mayI, type Field, type Meta } from "@/api/meta";
import { __ } from "@/i18n/translate";
import { holds } from "@/lib/expression";

export interface Circumstances {
	meta: Meta;
	doc: Doc;
	isNew?: boolean;
	readOnly?: boolean;
	/** The record that a row belongs to. */
	parent?: Doc;
}

export const mayRead = (meta: Meta, field: Field) => !field.permlevel || mayI(meta, "read", field.permlevel);

export const isShown = (field: Field, { meta, doc, parent }: Circumstances) => !field.hidden && mayRead(meta, field) && holds(field.depends_on, doc, parent);

/** A record named after one of its fields keeps that name: changing it is renaming. */
const isItsName = (field: Field, meta: Meta) => meta.autoname === `field:${field.fieldname}`;

export const isLocked = (field: Field, { meta, doc, isNew, readOnly, parent }: Circumstances): boolean =>
	Boolean(readOnly || field.read_only || field.is_virtual || field.fieldtype === "Read Only" || ((field.set_only_once || isItsName(field, meta)) && !isNew)) ||
	(Boolean(field.read_only_depends_on) && holds(field.read_only_depends_on, doc, parent, false)) ||
	(Boolean(field.permlevel) && !mayI(meta, "write", field.permlevel));

/** A condition, where there is one that is understood, decides instead of the plain mark. */
export const isNeeded = (field: Field, { doc, parent }: Circumstances): boolean => holds(field.mandatory_depends_on, doc, parent, Boolean(field.reqd)) && Boolean(field.reqd || field.mandatory_depends_on);

/** Why the record may only be read, in a sentence; "" when it may be changed. */
export function lockOf(meta: Meta, doc: Doc, mayWrite: boolean): string {
	if (Number(doc.docstatus ?? 0) > 0) return __("This is closed and can only be read.");
	if (!mayWrite) return __("You may read this, not change it.");
	const process = meta.__workflow_docs?.find((one) => one.doctype === "Workflow" || one.workflow_state_field);
	const state = doc[process?.workflow_state_field ?? "workflow_state"];
	const roles = (process?.states ?? []).filter((one) => one.state === state && one.allow_edit).map((one) => one.allow_edit as string);
	if (!roles.length || roles.includes("All") || hasRole(...roles)) return "";
	return __("While the state is \"{0}\", only these may change it: {1}.", [__(String(state)), roles.map((role) => __(role)).join(", ")]);
}
