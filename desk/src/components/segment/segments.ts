// What pages of segments have in common: where the list of one opens, who sees it, what it is called when nobody said.
import type { RouteLocationRaw } from "vue-router";
import type { Condition, Group, ListField, ListQuery } from "@/api/lists";
import type { SegmentRow, Target } from "@/api/segments";
import { __ } from "@/i18n/translate";
import { isGroup } from "@/list/conditions";
import { groupWords, valueWords, type RelationOf, type TitleOf } from "@/list/words";
import { routeToList } from "@/lib/routes";

export const nodeOf = (name: string): Group => ({ segment: name, op: "all", of: [] });
const plain = (target: Target, conditions: Group): ListQuery => ({ doctype: target, columns: [], conditions, text: "", sort: [], group_by: [], totals: [] });
export const queryOf = (target: Target, ...of: (Condition | Group)[]): ListQuery => plain(target, { op: "all", of });
export const queryOfSegment = (row: Pick<SegmentRow, "name" | "target">) => queryOf(row.target, nodeOf(row.name));

export function listOf(target: Target, ...of: (Condition | Group)[]): RouteLocationRaw {
	return { ...(routeToList(target) as object), query: { f: JSON.stringify(of) } };
}
export const listOfSegment = (row: Pick<SegmentRow, "name" | "target">) => listOf(row.target, nodeOf(row.name));

const NAMED = 2;
/** Who sees a segment, in a few words; one of a colleague that is nobody else's is said to be theirs. */
export function sharedWords(row: Pick<SegmentRow, "visibility" | "role" | "mine" | "owner_name" | "shared_with">): string {
	if (row.visibility === "Everyone") return __("Everybody sees it");
	if (row.visibility === "Role") return __("Seen by: {0}", [__(row.role ?? "")]);
	if (!row.mine) return __("Belongs to {0}", [row.owner_name]);
	if (!row.shared_with.length) return __("Only mine");
	if (row.shared_with.length > NAMED) return __("Mine, shared with {0} colleagues", [String(row.shared_with.length)]);
	return __("Mine, shared with {0}", [row.shared_with.join(", ")]);
}

/** A name from what was chosen: "Veneto, Mechanics, Customer"; what is not a plain value in its own words. */
export function nameFrom(group: Group, fieldOf: (path: string) => ListField | undefined, titleOf: TitleOf, relationOf: RelationOf): string {
	const plain = (one: Condition | Group) => !isGroup(one) && ["in", "below", "="].includes(one[1]) && fieldOf(one[0])?.fieldtype !== "Check";
	const values = ([path, , value]: Condition) => [value].flat().map((single) => valueWords(fieldOf(path), single, titleOf)).join(", ");
	const parts = group.of.map((one) => (plain(one) ? values(one as Condition) : groupWords({ op: "all", of: [one] }, fieldOf, titleOf, relationOf)));
	const words = group.op === "all" ? parts.join(", ") : groupWords(group, fieldOf, titleOf, relationOf);
	return words.length > 140 ? `${words.slice(0, 137).replace(/\s+\S*$/, "")}...` : words;
}
