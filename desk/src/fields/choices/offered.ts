// What a field with several choices offers, asked once and again after every change of metadata.
import { ref, watch, type Ref } from "vue";
import { getDoc } from "@/api/documents";
import { getMeta } from "@/api/meta";

const known = new Map<string, { mark: unknown; offered: Promise<string[]> }>();

/** The choices of a field, in order; none where the reader may not know them. */
export async function offeredBy(doctype: string, fieldname: string): Promise<string[]> {
	const key = `${doctype}-${fieldname}`;
	const mark = await getMeta(doctype).catch(() => undefined);
	const held = known.get(key);
	if (held && held.mark === mark) return held.offered;
	const offered = getDoc("Choice List", key).then((list) => ((list.choices as { choice: string }[]) ?? []).map((row) => row.choice));
	known.set(key, { mark, offered });
	offered.catch(() => known.delete(key));
	return offered;
}

export function useOffered(doctype: () => string | undefined, fieldname: () => string): Ref<string[]> {
	const offered = ref<string[]>([]);
	watch(
		[doctype, fieldname],
		async ([kind, name]) => {
			offered.value = kind ? await offeredBy(kind, name).catch(() => []) : [];
		},
		{ immediate: true },
	);
	return offered;
}
