// What can be done with a column (from its heading) and with a value (from its cell).
import type { ListField, Row } from "@/api/lists";
import { __ } from "@/i18n/translate";
import { sortedBy } from "@/list/address";
import { moved } from "@/list/columns";
import { textOf } from "@/list/cells";
import { isIn } from "@/list/data";
import { groupPaths } from "@/list/grouping";
import type { List } from "@/list/screen";
import { totalWords, totalsFor, toggledTotal } from "@/list/totals";
import { iconClose, iconColumns, iconEdit, iconFilter, iconNext, iconNewTab, iconPrevious, iconSort } from "@/ui/icons";
import type { Choice } from "@/ui/UiMenuList.vue";
import { useRouter } from "vue-router";
import { routeTo } from "@/lib/routes";

interface Acts {
	list: List;
	edit: (row: Row, field: ListField) => void;
	resize: (path: string, by: number) => void;
	filter: (path: string) => void;
	columns: () => void;
}

export function useChoices({ list, edit, resize, filter, columns }: Acts) {
	const router = useRouter();
	const { asked, change } = list;

	function ofColumn(field: ListField): Choice[] {
		const at = list.paths.value.indexOf(field.path);
		const { sort, group_by, totals } = asked.value;
		const move = (by: number) => list.show({ columns: moved(list.paths.value, at, at + by) });
		const sorting: Choice[] = field.sortable
			? [
					{ label: __("Sort upwards (A to Z, small to large)"), icon: iconSort, run: () => void change({ sort: [[field.path, "asc"]] }) },
					{ label: __("Sort downwards (Z to A, large to small)"), icon: iconSort, run: () => void change({ sort: [[field.path, "desc"]] }) },
					...(sort.length && sort[0][0] !== field.path ? [{ label: __("Then sort by this too"), icon: iconSort, run: () => void change({ sort: sortedBy(sort, field.path, true) }) }] : []),
				]
			: [];
		const paths = groupPaths(field);
		const grouped = paths.find(({ path }) => group_by.includes(path));
		const grouping: Choice[] = grouped
			? [{ label: __("Stop grouping by this"), run: () => void change({ group_by: group_by.filter((path) => path !== grouped.path) }) }]
			: paths.map(({ path, label }) => ({ label, run: () => void change({ group_by: [...group_by, path].slice(0, 4) }) }));
		const summing: Choice[] = totalsFor(field).map((how) => ({
			label: totals.some(([one, on]) => one === how && on === field.path) ? __("Without: {0}", [totalWords(how)]) : __("Show: {0}", [totalWords(how)]),
			run: () => void change({ totals: toggledTotal(totals, how, field.path) }),
		}));
		return [
			...sorting,
			...(field.filterable ? [{ label: __("Filter by this"), icon: iconFilter, run: () => filter(field.path) }] : []),
			...grouping.map((one, index) => ({ ...one, apart: !index })),
			...summing.map((one, index) => ({ ...one, apart: !index })),
			...(at > 0 ? [{ label: __("Move left"), icon: iconPrevious, run: () => move(-1), apart: true }] : []),
			...(at < list.paths.value.length - 1 ? [{ label: __("Move right"), icon: iconNext, run: () => move(1), apart: !at }] : []),
			{ label: __("Wider"), run: () => resize(field.path, 48) },
			{ label: __("Narrower"), run: () => resize(field.path, -48) },
			...(list.paths.value.length > 1 ? [{ label: __("Hide this column"), icon: iconClose, run: () => list.show({ columns: list.paths.value.filter((path) => path !== field.path) }), apart: true }] : []),
			{ label: __("Choose columns"), icon: iconColumns, run: columns },
		];
	}

	function ofCell(field: ListField, row: Row): Choice[] {
		const value = row[field.path];
		const single = Array.isArray(value) ? undefined : value;
		const [path, operator, wanted] = isIn(field.path, single);
		const text = textOf(field, value, list.data.titles, row);
		const filters: Choice[] =
			field.filterable && !Array.isArray(value) && field.operators.includes(operator)
				? [
						{ label: text ? __("Only: {0}", [text.slice(0, 40)]) : __("Only where it is empty"), icon: iconFilter, run: () => void list.setCondition(path, [path, operator, wanted]) },
						{ label: text ? __("Without: {0}", [text.slice(0, 40)]) : __("Only where it is filled"), run: () => void list.setCondition(path, operator === "is" ? [path, "is", "set"] : [path, "!=", wanted]) },
					]
				: [];
		return [
			...filters,
			{ label: __("Open it"), icon: iconNewTab, run: () => void router.push(routeTo(list.doctype, row.name)), apart: true },
			...(list.editable(field) ? [{ label: __("Change: {0}", [__(field.label)]), icon: iconEdit, run: () => edit(row, field) }] : []),
			...(text ? [{ label: __("Copy the text"), run: () => void navigator.clipboard?.writeText(text) }] : []),
		];
	}
	return { ofColumn, ofCell };
}
