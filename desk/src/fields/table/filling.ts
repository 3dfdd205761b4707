// What one cell of a row says of its neighbours, as a town of its postal code. What was written by hand stays.
import { provide, reactive, type InjectionKey, type Ref } from "vue";
import type { Doc } from "@/api/documents";
import { isEmpty } from "@/form/layout";
import { ROW_KEY } from "./rows";

export interface Filling {
	fill(row: Doc, values: Doc): void;
	/** Postal codes to choose from, by row. */
	offers: Map<string, string[]>;
}
export const FILLING: InjectionKey<Filling> = Symbol("filling");
export const keyOfRow = (row: Doc): string => String(row.name ?? row[ROW_KEY] ?? row.idx ?? "");

/** Which of the values a row takes: those of its empty fields, and of the fields that were filled like this before. */
export const taken = (row: Doc, values: Doc, before: Doc = {}): Doc =>
	Object.fromEntries(Object.entries(values).filter(([field, value]) => (isEmpty(row[field]) ? !isEmpty(value) : row[field] === before[field] && row[field] !== value)));

export function provideFilling(rows: Ref<Doc[] | null | undefined>) {
	const filled = new Map<string, Doc>();
	const offers = reactive(new Map<string, string[]>());
	function fill(row: Doc, values: Doc) {
		const key = keyOfRow(row);
		rows.value = (rows.value ?? []).map((one) => {
			if (keyOfRow(one) !== key) return one;
			const found = taken(one, values, filled.get(key));
			filled.set(key, { ...filled.get(key), ...found });
			return { ...one, ...found };
		});
	}
	provide(FILLING, { fill, offers });
}
