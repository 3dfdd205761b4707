// Which kinds of record stand inside each other, and by which field.
import type { Meta } from "@/api/meta";

/** The field that names what stands above: that of a tree, or a link to the same kind of record. */
export function parentField(meta: Meta): string | undefined {
	const own = meta.fields.filter((field) => field.fieldtype === "Link" && field.options === meta.name && !field.hidden && field.fieldname !== "old_parent");
	const named = `parent_${meta.name.toLowerCase().replace(/ /g, "_")}`;
	return (own.find((field) => field.fieldname === named) ?? own.find((field) => /^(parent|reports_to)/.test(field.fieldname)))?.fieldname;
}
