// A list's search, filters, sorting, groups and totals live in the address: it can be kept, sent and gone back to.
// Only what differs from the base (the list as delivered, or the saved view) is written.
import type { LocationQuery, LocationQueryRaw, LocationQueryValue } from "vue-router";
import type { Aggregate, Definition, Direction, Group } from "@/api/lists";
import { noConditions, readGroup, same } from "./conditions";

export interface ListAsked {
	text: string;
	conditions: Group;
	sort: [path: string, direction: Direction][];
	group_by: string[];
	totals: [Aggregate, path: string][];
}

export const MOST_GROUPS = 4;
const NONE = "-";
type Value = LocationQueryValue | LocationQueryValue[] | undefined;
const many = (value: Value): string[] | undefined => (value === undefined ? undefined : [value].flat().map(String).filter((one) => one && one !== NONE));

export const askedOf = (definition: Definition, sort: ListAsked["sort"], totals: ListAsked["totals"] = []): ListAsked => ({
	text: definition.text ?? "",
	conditions: readGroup(definition.conditions) ?? noConditions(),
	sort: definition.sort?.length ? definition.sort : sort,
	group_by: (definition.group_by ?? []).slice(0, MOST_GROUPS),
	totals: definition.totals ?? totals,
});

export function readAddress(query: LocationQuery, base: ListAsked): ListAsked {
	const sort = many(query.sort)?.map(readSort);
	return {
		text: query.q === undefined ? base.text : String(query.q ?? ""),
		conditions: readFilters(query.f) ?? base.conditions,
		sort: sort?.length ? sort : base.sort,
		group_by: many(query.group)?.slice(0, MOST_GROUPS) ?? base.group_by,
		totals: many(query.total)?.map(readTotal).filter((one) => one !== undefined) ?? base.totals,
	};
}

function readFilters(kept: Value): Group | undefined {
	if (kept === undefined) return undefined;
	try {
		return readGroup(JSON.parse(String(kept)));
	} catch {
		return undefined;
	}
}

function readSort(text: string): [string, Direction] {
	const parts = /^(.+)\.(asc|desc)$/.exec(text);
	return parts ? [parts[1], parts[2] as Direction] : [text, "asc"];
}

function readTotal(text: string): [Aggregate, string] | undefined {
	const parts = /^(sum|avg|min|max):(.+)$/.exec(text);
	return parts ? [parts[1] as Aggregate, parts[2]] : undefined;
}

const written = (list: string[]) => (list.length ? list : [NONE]);
const filters = (group: Group) => JSON.stringify(group.op === "all" ? group.of : group);

export const writeAddress = (asked: ListAsked, base: ListAsked): LocationQueryRaw => ({
	q: asked.text === base.text ? undefined : asked.text,
	f: same(asked.conditions, base.conditions) ? undefined : filters(asked.conditions),
	sort: same(asked.sort, base.sort) ? undefined : asked.sort.map(([path, direction]) => `${path}.${direction}`),
	group: same(asked.group_by, base.group_by) ? undefined : written(asked.group_by),
	total: same(asked.totals, base.totals) ? undefined : written(asked.totals.map(([how, path]) => `${how}:${path}`)),
});

/** A click sorts by the column alone, and turns it round when it already does; `more` adds it as the next. */
export function sortedBy(sort: ListAsked["sort"], path: string, more = false): ListAsked["sort"] {
	const turned = (direction: Direction | undefined): Direction => (direction === "asc" ? "desc" : "asc");
	const now = sort.find(([on]) => on === path)?.[1];
	if (!more) return [[path, sort[0]?.[0] === path ? turned(now) : "asc"]];
	return now ? sort.map(([on, direction]) => (on === path ? [on, turned(direction)] : [on, direction])) : [...sort, [path, "asc"]];
}
