// What can be done with a stored record as a whole: print, copy, rename, delete and take that back.
import type { ComputedRef } from "vue";
import { useRouter } from "vue-router";
import { deleteRecord, restoreDeleted } from "@/api/documents";
import { __ } from "@/i18n/translate";
import { changedEvents } from "@/lib/changes";
import { routeTo, routeToList, slugOf } from "@/lib/routes";
import { confirm } from "@/ui/confirm";
import { showDone, showProblem } from "@/ui/notice";

interface Record {
	doctype: string;
	name: string;
	title: string;
	/** Files and comments, which a host does not bring back. */
	hangsOn: number;
	/** Asks what has to be said to others before it goes; false: it stays. */
	mayGo?: () => Promise<boolean>;
}

export function useRecordActions(record: ComputedRef<Record>) {
	const router = useRouter();

	async function remove() {
		const { doctype, name, title, hangsOn, mayGo } = record.value;
		const asked = hangsOn ? await confirm({ title: __("Delete"), text: __("Delete {0}? Its files and comments cannot be brought back.", [title]), yes: __("Delete"), danger: true }) : true;
		if (!asked) return;
		try {
			if (mayGo && !(await mayGo())) return;
			await deleteRecord(doctype, name);
			changedEvents.value += 1;
			showDone(__("Deleted: {0}.", [title]), { label: __("Undo"), run: () => void restore(doctype, name) });
			await router.replace(routeToList(doctype));
		} catch (failure) {
			showProblem(failure);
		}
	}
	async function restore(doctype: string, name: string) {
		try {
			await restoreDeleted(doctype, name);
			changedEvents.value += 1;
			showDone(__("It is back."));
			await router.push(routeTo(doctype, name));
		} catch (failure) {
			showProblem(failure);
		}
	}
	async function copyLink() {
		try {
			await navigator.clipboard.writeText(location.href);
			showDone(__("The address is on the clipboard."));
		} catch {
			showProblem(new Error(__("The browser does not allow copying. Copy the address from its address bar.")));
		}
	}
	const duplicate = () => void router.push({ name: "new", params: { slug: slugOf(record.value.doctype) }, query: { copy: record.value.name } });
	const print = () => void router.push({ name: "print", params: { slug: slugOf(record.value.doctype), name: record.value.name } });
	return { remove, copyLink, duplicate, print };
}
