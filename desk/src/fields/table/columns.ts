// Which fields of a child row show in its table: those marked for it, or the first few.
import { ref, watch, type Ref } from "vue";
import { getMeta, isLayout, isTable, type Field, type Meta } from "@/api/meta";

export const rowColumns = (meta: Meta): Field[] => {
	const entered = meta.fields.filter((field) => !isLayout(field) && !isTable(field) && !field.hidden);
	const marked = entered.filter((field) => field.in_list_view || field.is_custom_field);
	return (marked.length ? marked : entered).slice(0, 7);
};

/** Rows of few, short columns read better as lines than as a table. */
export const asLines = (meta: Meta): boolean => rowColumns(meta).length <= 4;

export const rowFields = (meta: Meta): Field[] => meta.fields.filter((field) => !isLayout(field) && !isTable(field) && !field.hidden);

export function useRowMeta(doctype: () => string | undefined): Ref<Meta | undefined> {
	const meta = ref<Meta>();
	watch(doctype, async (name) => (meta.value = name ? await getMeta(name) : undefined), { immediate: true });
	return meta;
}
