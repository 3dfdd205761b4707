// The one link that a multi-choice table is about.
import { ref, watch, type Ref } from "vue";
import { getMeta, type Field } from "@/api/meta";

export function useLinkOf(doctype: () => string | undefined): Ref<Field | undefined> {
	const link = ref<Field>();
	watch(
		doctype,
		async (name) => {
			const meta = name ? await getMeta(name) : undefined;
			link.value = meta?.fields.find((field) => field.fieldtype === "Link");
		},
		{ immediate: true },
	);
	return link;
}
