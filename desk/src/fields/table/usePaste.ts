// Takes a pasted block into the rows, looks up the names of linked records, and keeps the list of what could not be read.
import { ref, type Ref } from "vue";
import type { Doc } from "@/api/documents";
import type { Field, Meta } from "@/api/meta";
import { isLocked } from "@/form/rules";
import { __ } from "@/i18n/translate";
import { showDone } from "@/ui/notice";
import { findLinks, keepTitle, wordsOf } from "../link/links";
import { findPasted, isBlock, parseBlock, spreadBlock, type CellOf } from "./paste";
import { blankRow, withCell } from "./rows";

export function usePaste(rows: Ref<Doc[] | null | undefined>, meta: Ref<Meta | undefined>, columns: Ref<Field[]>) {
	const unread = ref<CellOf[]>([]) as Ref<CellOf[]>;

	async function paste(event: ClipboardEvent, at: { row: number; column: number }) {
		const text = event.clipboardData?.getData("text/plain") ?? "";
		const own = meta.value;
		if (!own || !isBlock(text) || (event.target instanceof HTMLTextAreaElement && !text.includes("\t"))) return;
		event.preventDefault();
		const before = rows.value ?? [];
		const spread = spreadBlock(parseBlock(text), columns.value, before, at, () => blankRow(own), (field, row) => isLocked(field, { meta: own, doc: row, isNew: true }));
		rows.value = spread.rows;
		unread.value = spread.unread;
		showDone(__("{0} cells pasted.", [spread.count]), { label: __("Undo"), run: () => ((rows.value = before), (unread.value = [])) });
		await lookUp(spread.links);
	}

	async function lookUp(links: CellOf[]) {
		if (!links.length) return;
		const found = await findPasted(links, async (doctype, text) => {
			const options = await findLinks(doctype, text, undefined, new AbortController().signal);
			for (const option of options) keepTitle(doctype, option.value, wordsOf(option).title);
			return options.map((option) => ({ value: option.value, label: wordsOf(option).title }));
		});
		for (const [cell, name] of found) {
			if (name) rows.value = withCell(rows.value ?? [], cell.row, cell.field.fieldname, name);
			else unread.value = [...unread.value, cell];
		}
	}
	return { unread, paste };
}
