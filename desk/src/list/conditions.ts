// Groups of conditions: what the filters of a list are made of, as plain values.
import type { Condition, Group } from "@/api/lists";

export const noConditions = (): Group => ({ op: "all", of: [] });
export const isGroup = (one: Condition | Group): one is Group => !Array.isArray(one);
export const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** How many conditions there are, in all groups; a count of what hangs on a record is one beside those on it. */
export const countConditions = (group: Group): number => group.of.reduce((sum, one) => sum + (isGroup(one) ? countConditions(one) : 1), isOfItself(group) ? 1 : 0);

/** A node that says something without conditions in it: a count, a segment, a distance. */
export const isOfItself = ({ has, segment, near }: Group) => has !== undefined || segment !== undefined || near !== undefined;

/** "Not in the segment": a none of it alone. */
export const denied = (one: Condition | Group): Group | undefined => {
	const only = isGroup(one) && one.op === "none" && !isOfItself(one) && one.of.length === 1 ? one.of[0] : undefined;
	return only && isGroup(only) && (only.segment !== undefined || only.near !== undefined) ? only : undefined;
};

/** A plain list of conditions that must all hold has the ones at the top only. */
export const isPlain = (group: Group) => group.op === "all" && group.of.every((one) => !isGroup(one));

/** The conditions of the top level that a chip can show and take away. */
export const topConditions = (group: Group): Condition[] => (group.op === "all" ? group.of.filter((one): one is Condition => !isGroup(one)) : []);

/** The one condition on a path that the quick filters own: the first at the top level. */
export const conditionOn = (group: Group, path: string): Condition | undefined => topConditions(group).find(([on]) => on === path);

/** Puts a condition in place of the one on its path; undefined takes it away. A group that is no "all" becomes a part of one. */
export function withCondition(group: Group, path: string, condition: Condition | undefined): Group {
	const base: Group = group.op === "all" ? group : { op: "all", of: [group] };
	const at = base.of.findIndex((one) => !isGroup(one) && one[0] === path);
	const of = [...base.of];
	if (at >= 0 && condition) of[at] = condition;
	else if (at >= 0) of.splice(at, 1);
	else if (condition) of.push(condition);
	return { op: "all", of };
}

export const without = (group: Group, at: number): Group => ({ ...group, of: group.of.filter((_, index) => index !== at) });

export const and = (group: Group, ...more: Condition[]): Group => (more.length ? { op: "all", of: [...(group.op === "all" ? group.of : [group]), ...more] } : group);

const isFilled = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 && value.every((one) => one !== "" && one !== null && one !== undefined) : value !== "" && value !== null && value !== undefined);

export const isComplete = ([path, operator, value]: Condition) => Boolean(path && operator) && isFilled(value);

const isCounted = ({ has, count, total, is }: Group) => Boolean(has) && (total ? Boolean(total[1] && is && isFilled(is[1])) : !count || isFilled(count[1]));
const isSaid = (group: Group) => isCounted(group) || Boolean(group.segment) || Boolean(group.near?.trim() && group.km);

/** What was begun and not finished is left out; groups that hold nothing too. */
export function tidy(group: Group): Group {
	const of = group.of.map((one) => (isGroup(one) ? tidy(one) : one)).filter((one) => (isGroup(one) ? (isOfItself(one) ? isSaid(one) : one.of.length) : isComplete(one)));
	const only = of.length === 1 ? of[0] : undefined;
	return only && isGroup(only) && !isOfItself(only) && group.op === "all" ? { ...group, op: only.op, of: only.of } : { ...group, of };
}

const OLD: Record<string, string> = { like: "contains", "not like": "not contains" };

/** Reads what an address or a saved view kept; what has another shape is left out. */
export function readGroup(kept: unknown): Group | undefined {
	if (Array.isArray(kept)) return { op: "all", of: kept.map(readOne).filter((one) => one !== undefined) };
	const { op = "all", of = [], ...more } = (kept ?? {}) as Partial<Group>;
	if (typeof more.segment === "string") return { segment: more.segment, op: "all", of: [] };
	if (typeof more.near === "string") return { near: more.near, km: Number(more.km), op: "all", of: [] };
	if (!kept || typeof kept !== "object" || !("of" in kept || "has" in kept) || !["all", "any", "none"].includes(op) || !Array.isArray(of)) return undefined;
	return { ...readCount(more), op, of: of.map(readOne).filter((one) => one !== undefined) };
}

const isPair = (kept: unknown): kept is [string, unknown] => Array.isArray(kept) && kept.length === 2 && typeof kept[0] === "string";

function readCount({ has, count, total, is }: Partial<Group>): Partial<Group> {
	if (typeof has !== "string") return {};
	if (isPair(total) && isPair(is)) return { has, total, is };
	return isPair(count) ? { has, count } : { has };
}

function readOne(one: unknown): Condition | Group | undefined {
	if (!Array.isArray(one)) return readGroup(one);
	if (one.length !== 3 || typeof one[0] !== "string" || typeof one[1] !== "string") return undefined;
	return [one[0], OLD[one[1]] ?? one[1], one[2]];
}
