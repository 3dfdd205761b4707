// Keyboard and focus of the grid: one active cell, walked with arrows; headings are line -1, cell 0 is the tick box.
import { nextTick, ref, type Ref } from "vue";
import type { ListField, Row } from "@/api/lists";
import { moved } from "@/list/columns";
import { isChosen, withChosen } from "@/list/selection";
import type { List } from "@/list/screen";

export interface Place {
	row: number;
	cell: number;
}

interface Options {
	list: List;
	box: Ref<HTMLElement | undefined>;
	scrollTo: (row: number) => void;
	page: () => number;
	edit: (row: Row, field: ListField) => void;
	sort: (path: string, more: boolean) => void;
	menu: (place: Place) => void;
	resize: (path: string, by: number) => void;
}

export const HEAD = -1;

export function useGrid({ list, box, scrollTo, page, edit, sort, menu, resize }: Options) {
	const active = ref<Place>({ row: 0, cell: 1 });
	let anchor = 0;

	const element = ({ row, cell }: Place) => box.value?.querySelector<HTMLElement>(`[data-row="${row}"] [data-cell="${cell}"]`) ?? box.value?.querySelector<HTMLElement>(`[data-row="${row}"] [data-cell]`);

	async function go(place: Place) {
		const last = list.data.length.value - 1;
		active.value = { row: Math.max(HEAD, Math.min(place.row, last)), cell: Math.max(0, Math.min(place.cell, list.columns.value.length)) };
		if (active.value.row >= 0) scrollTo(active.value.row);
		for (let tries = 0; tries < 4 && !element(active.value); tries += 1) await new Promise((done) => requestAnimationFrame(done));
		await nextTick();
		const found = element(active.value);
		found?.focus({ preventScroll: true });
		found?.scrollIntoView({ block: "nearest", inline: "nearest" });
	}

	function choose(row: number, chosen?: boolean) {
		const one = list.data.rowAt(row);
		if (!one) return;
		anchor = row;
		list.selection.value = withChosen(list.selection.value, [one.name], chosen ?? !isChosen(list.selection.value, one.name));
	}
	/** From the last chosen line to this one, as far as the rows are known. */
	function chooseTo(row: number) {
		const [from, to] = [Math.min(anchor, row), Math.max(anchor, row)];
		const names: string[] = [];
		for (let index = from; index <= to; index += 1) {
			const one = list.data.rowAt(index);
			if (one) names.push(one.name);
		}
		list.selection.value = withChosen(list.selection.value, names, true);
	}

	function onHead(event: KeyboardEvent): boolean {
		const at = active.value.cell - 1;
		const field = list.columns.value[at];
		const side = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
		if (event.altKey && side && field) {
			if (event.shiftKey) resize(field.path, side * 16);
			else if (at + side >= 0 && at + side < list.columns.value.length) {
				list.show({ columns: moved(list.paths.value, at, at + side) });
				void go({ row: HEAD, cell: active.value.cell + side });
			}
			return true;
		}
		if (!field) return event.key === " " || event.key === "Enter" ? toggleAll() : false;
		if (event.altKey && event.key === "ArrowDown") menu(active.value);
		else if ((event.key === "Enter" || event.key === " ") && !event.altKey) sort(field.path, event.shiftKey);
		else return false;
		return true;
	}
	function toggleAll() {
		if (list.selection.value.all && !list.selection.value.names.size) list.chooseNone();
		else list.chooseAll();
		return true;
	}

	function onGroup(event: KeyboardEvent): boolean {
		const line = list.data.line(active.value.row);
		const node = line?.node;
		if (!line || !node || !list.asked.value.group_by.length) return false;
		if (line.kind === "more" && ["Enter", " "].includes(event.key)) void list.data.moreGroups(node);
		else if (line.kind === "group" && (["Enter", " "].includes(event.key) || (event.key === "ArrowRight" && !node.open) || (event.key === "ArrowLeft" && node.open))) void list.data.toggle(node);
		else if (event.key === "ArrowLeft" && (line.kind !== "row" || active.value.cell === 0) && node.within.length > (line.kind === "row" ? 0 : 1)) {
			const parent = line.kind === "row" ? node.within : node.within.slice(0, -1);
			void go({ row: list.data.headingAt(parent), cell: active.value.cell });
		} else return false;
		return true;
	}

	function onCell(event: KeyboardEvent): boolean {
		const row = list.data.rowAt(active.value.row);
		const field = list.columns.value[active.value.cell - 1];
		if (!row) return false;
		if (event.key === " " || (event.key === "Enter" && !field)) choose(active.value.row);
		else if (event.key === "F2" && field) edit(row, field);
		else if (event.key === "Enter" && field) {
			const link = element(active.value)?.querySelector<HTMLElement>("a");
			if (link) link.click();
			else edit(row, field);
		} else return false;
		return true;
	}

	function walk(event: KeyboardEvent): boolean {
		const { row, cell } = active.value;
		const far = event.ctrlKey || event.metaKey;
		const moves: Record<string, Place> = {
			ArrowDown: { row: row + 1, cell },
			ArrowUp: { row: row - 1, cell },
			ArrowRight: { row, cell: cell + 1 },
			ArrowLeft: { row, cell: cell - 1 },
			PageDown: { row: Math.max(0, row) + page(), cell },
			PageUp: { row: Math.max(0, row - page()), cell },
			Home: far ? { row: 0, cell: 1 } : { row, cell: 0 },
			End: far ? { row: list.data.length.value - 1, cell } : { row, cell: list.columns.value.length },
		};
		const to = moves[event.key];
		if (!to) return false;
		if (event.shiftKey && row >= 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
			if (!list.selection.value.all && !list.selection.value.names.size) choose(row, true);
			chooseTo(to.row);
		}
		void go(to);
		return true;
	}

	function onKey(event: KeyboardEvent) {
		if ((event.target as HTMLElement).closest(".cell-editor")) return;
		const done = active.value.row === HEAD ? onHead(event) : !event.altKey && (onGroup(event) || onCell(event));
		const more = !done && !event.altKey && ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a" ? (list.chooseAll(), true) : walk(event));
		const own = !done && !more && active.value.row >= 0 && (event.key === "ContextMenu" || (event.shiftKey && event.key === "F10"));
		if (own) menu(active.value);
		if (!done && !more && !own) return;
		event.preventDefault();
		event.stopPropagation();
	}

	return { active, go, onKey, choose, chooseTo, element };
}
