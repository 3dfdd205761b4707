// A list's search, filters, sorting and page live in the address: it can be kept, sent and gone back to.
import type { LocationQuery, LocationQueryRaw } from "vue-router";
import type { Filter } from "@/api/documents";
import type { ListAsked } from "./engine";

export function readAddress(query: LocationQuery, sort: string, descending: boolean): ListAsked {
	const [field, order] = String(query.sort ?? "").split(".");
	return {
		text: String(query.q ?? ""),
		filters: readFilters(query.f),
		sort: field || sort,
		descending: field ? order === "desc" : descending,
		page: Math.max(1, Number(query.page) || 1),
	};
}

function readFilters(kept: unknown): Filter[] {
	try {
		const list = JSON.parse(String(kept ?? "[]")) as unknown[];
		return list.filter((one): one is Filter => Array.isArray(one) && one.length === 3 && typeof one[0] === "string" && typeof one[1] === "string");
	} catch {
		return [];
	}
}

export const writeAddress = (asked: ListAsked, sort: string, descending: boolean): LocationQueryRaw => ({
	q: asked.text || undefined,
	f: asked.filters.length ? JSON.stringify(asked.filters) : undefined,
	sort: asked.sort !== sort || asked.descending !== descending ? `${asked.sort}.${asked.descending ? "desc" : "asc"}` : undefined,
	page: asked.page > 1 ? String(asked.page) : undefined,
});
