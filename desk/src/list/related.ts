// What hangs on the records of a list, and the fields of that: asked once, when conditions need it.
import { reactive, type InjectionKey } from "vue";
import { getSegments, type SegmentRow, type Target } from "@/api/segments";
import { getFields, getRelations, type Group, type ListField, type Relation } from "@/api/lists";
import type { RelationOf } from "./words";

/** The kind of record whose values a condition chooses from, where it is not that of the list. */
export const valuesFrom: InjectionKey<string> = Symbol("values from");

const relations = reactive(new Map<string, Relation[]>());
const fields = reactive(new Map<string, ListField[]>());
const asked = new Set<string>();

function load<T>(kept: Map<string, T[]>, ask: (doctype: string) => Promise<T[]>, kind: string, doctype: string): T[] {
	const key = `${kind} ${doctype}`;
	if (!asked.has(key)) {
		asked.add(key);
		ask(doctype).then(
			(found) => kept.set(doctype, found),
			() => asked.delete(key),
		);
	}
	return kept.get(doctype) ?? [];
}

/** Events, people, deals, ties: empty until the server has answered, and where nothing hangs on a record. */
export const relationsOf = (doctype: string): Relation[] => load(relations, getRelations, "relations", doctype);
export const fieldsOf = (doctype: string): ListField[] => load(fields, getFields, "fields", doctype);
export const relationOf = (doctype: string, key: string): Relation | undefined => relationsOf(doctype).find((one) => one.key === key);

const segments = reactive(new Map<string, SegmentRow[]>());
/** The segments that records of a kind may be in. */
export const segmentsOf = (target: string): SegmentRow[] => load(segments, (kind) => getSegments(kind as Target), "segments", target);
export const begunSegment = (name = ""): Group => ({ segment: name, op: "all", of: [] });
export const begunNear = (town = ""): Group => ({ near: town, km: 30, op: "all", of: [] });
const TARGETS = ["Party", "Contact Person"];

/** Of what kind the segments are that a list has to do with: its own records, or what they belong to. */
export function targetsOf(doctype: string, known: ListField[]): string[] {
	if (TARGETS.includes(doctype)) return [doctype];
	return TARGETS.filter((target) => known.some((field) => !field.group && field.fieldtype === "Link" && field.options === target));
}

/** What conditions in words need to know of it. */
export const relationWords =
	(doctype: string): RelationOf =>
	(key) => {
		const relation = relationOf(doctype, key);
		return relation && { label: relation.label, fieldOf: (path) => fieldsOf(relation.doctype).find((field) => field.path === path), relationOf: relationWords(relation.doctype) };
	};

/** A list that opens anew asks anew, for a field may have been added. */
export function forgetRelated() {
	relations.clear();
	segments.clear();
	fields.clear();
	asked.clear();
}

export const begunOn = (relation: Relation): Group => ({ has: relation.key, count: [">=", 1], op: "all", of: [] });
