// Where a figure leads: a list with its conditions, a report with its filters, or a page of the desk.
import type { RouteLocationRaw } from "vue-router";
import type { Condition, Group } from "@/api/lists";
import type { GoesTo } from "@/api/workspaces";
import { routeToList } from "./routes";

export const listWith = (doctype: string, conditions: Group | (Condition | Group)[]): RouteLocationRaw => {
	const of = Array.isArray(conditions) ? conditions : conditions.op === "all" ? conditions.of : conditions;
	return { ...(routeToList(doctype) as object), query: Array.isArray(of) && !of.length ? {} : { f: JSON.stringify(of) } };
};

export function routeOf(goes: GoesTo | null): RouteLocationRaw | undefined {
	if (goes?.doctype) return listWith(goes.doctype, goes.conditions ?? []);
	if (goes?.report) return { name: "report", params: { name: goes.report }, query: Object.fromEntries(Object.entries(goes.filters ?? {}).map(([key, value]) => [key, String(value)])) };
	return goes?.url?.startsWith("/relcrm") ? { path: goes.url.slice("/relcrm".length) || "/" } : undefined;
}
