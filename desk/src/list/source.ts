// Rows of any DocType over the standard list endpoint, with what linked records are called.
import { getCount, getList, linkTitleFields, type Filter } from "@/api/documents";
import type { Field, Meta } from "@/api/meta";
import type { ListAsked, ListSource } from "./engine";
import { searchFields, searchWords } from "./columns";

export const PAGE = 25;

/** Puts the signs that a pattern would read as its own between per cent signs only where the reader meant text. */
const pattern = (value: unknown) => `%${String(value).trim()}%`;

export const serverFilters = (filters: Filter[]): Filter[] =>
	filters.map(([field, operator, value]) => [field, operator, operator.endsWith("like") ? pattern(value) : value]);

export function doctypeSource(meta: () => Meta, columns: () => Field[]): ListSource {
	const folded = () => meta().fields.some((field) => field.fieldname === "search_text");
	const filtersOf = (asked: ListAsked): Filter[] => [...serverFilters(asked.filters), ...(folded() ? searchWords(asked.text).map((word) => ["search_text", "like", pattern(word)] as Filter) : [])];
	const orFilters = (asked: ListAsked): Filter[] => (asked.text.trim() && !folded() ? searchFields(meta()).map((field) => [field, "like", pattern(asked.text)] as Filter) : []);

	async function rows(asked: ListAsked, signal: AbortSignal) {
		const titles = await linkTitleFields(columns());
		const fields = ["name", ...columns().map((field) => field.fieldname), ...titles];
		const table = `\`tab${meta().name}\``;
		const order = `${table}.\`${asked.sort}\` ${asked.descending ? "desc" : "asc"}`;
		const tie = asked.sort === "name" ? "" : `, ${table}.\`name\` asc`;
		return getList(meta().name, { fields, filters: filtersOf(asked), orFilters: orFilters(asked), orderBy: order + tie, start: (asked.page - 1) * PAGE, length: PAGE }, signal);
	}

	async function count(asked: ListAsked, signal: AbortSignal) {
		if (!orFilters(asked).length) return getCount(meta().name, filtersOf(asked), signal);
		const found = await getList(meta().name, { fields: ["name"], filters: filtersOf(asked), orFilters: orFilters(asked), orderBy: `\`tab${meta().name}\`.\`name\` asc`, start: 0, length: 501 }, signal);
		return found.length;
	}

	return { rows, count };
}
