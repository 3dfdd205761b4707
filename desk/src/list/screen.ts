// One list on the screen: what it asks (kept in the address), what it shows (kept per person), what is chosen in it.
import { computed, inject, provide, ref, shallowRef, watch, type InjectionKey } from "vue";
import { useRoute, useRouter } from "vue-router";
import { getFields, getViews, type Definition, type ListField, type ListQuery, type SavedView } from "@/api/lists";
import { sentenceOf } from "@/api/errors";
import { forgetMeta, getMeta, hasSpokenName, mayI, type Meta } from "@/api/meta";
import { getPreferences, savePreference } from "@/api/preferences";
import { titleFor } from "@/fields/link/links";
import { __ } from "@/i18n/translate";
import { askedOf, readAddress, writeAddress, type ListAsked } from "./address";
import { defaultColumns, knownColumns, type Shown } from "./columns";
import { conditionOn, same, withCondition } from "./conditions";
import { useListData } from "./data";
import { plainPath } from "./grouping";
import { forgetRelated } from "./related";
import { everything, nothing, type Selection } from "./selection";
import type { TitleOf } from "./words";

const KEPT = "relcrm_list";
export const PLAIN = "all";

export function makeList(doctype: string) {
	const route = useRoute();
	const router = useRouter();
	const meta = shallowRef<Meta>();
	const fields = shallowRef<ListField[]>([]);
	const saved = shallowRef<SavedView[]>([]);
	const kept = ref<Record<string, Shown>>({});
	const opening = ref<"loading" | "done" | "error">("loading");
	const problem = ref("");
	const selection = shallowRef<Selection>(nothing);
	const data = useListData();

	const fieldOf = (path: string) => fields.value.find((field) => field.path === plainPath(path));
	/** Codes made by the site are no column to offer. */
	const isOffered = (field: ListField) => field.path !== "name" || Boolean(meta.value && hasSpokenName(meta.value));
	const current = computed(() => saved.value.find((view) => view.name === route.query.saved));
	const key = computed(() => current.value?.name ?? PLAIN);
	const definition = computed(() => current.value?.definition ?? {});
	const deliveredSort = computed<ListAsked["sort"]>(() => {
		const [path, down] = (meta.value?.sort_field ?? "modified").split(/[ ,]/);
		return [[path || "modified", /asc/i.test(meta.value?.sort_order ?? down ?? "") ? "asc" : "desc"]];
	});
	const delivered = computed(() => {
		if (!meta.value) return [];
		const named = hasSpokenName(meta.value) && !meta.value.title_field && !meta.value.autoname?.startsWith("field:");
		return [...(named ? ["name"] : []), ...defaultColumns(meta.value)];
	});
	const base = computed(() => askedOf(definition.value, deliveredSort.value));
	const asked = computed(() => readAddress(route.query, base.value));
	const shown = computed<Shown>(() => kept.value[key.value] ?? {});
	const columns = computed(() => knownColumns(shown.value.columns ?? definition.value.columns, fields.value, delivered.value));
	const widths = computed(() => ({ ...definition.value.widths, ...shown.value.widths }));
	const paths = computed(() => columns.value.map((field) => field.path));
	const query = computed<ListQuery>(() => ({ doctype, columns: paths.value, ...asked.value }));
	const view = computed(() => String(route.query.view ?? current.value?.view?.toLowerCase() ?? "list"));
	const changed = computed(() => !same(asked.value, base.value) || Boolean(shown.value.columns && !same(paths.value, knownColumns(definition.value.columns, fields.value, delivered.value).map((field) => field.path))));

	async function open() {
		opening.value = "loading";
		try {
			forgetMeta(doctype);
			forgetRelated();
			const [found, known, views, preferences] = await Promise.all([getMeta(doctype), getFields(doctype), getViews(doctype).catch(() => []), getPreferences(doctype).catch(() => ({}))]);
			meta.value = found;
			fields.value = known.some((field) => field.path === "name") || !hasSpokenName(found) ? known : [nameField(), ...known];
			saved.value = views;
			kept.value = ((preferences as Record<string, unknown>)[KEPT] ?? {}) as Record<string, Shown>;
			await takeDefault();
			opening.value = "done";
		} catch (failure) {
			problem.value = sentenceOf(failure);
			opening.value = "error";
		}
	}
	/** The role's or one's own default view opens only when the address asks for nothing else. */
	async function takeDefault() {
		const first = saved.value.find((one) => one.is_default);
		if (first && !Object.keys(route.query).length) await router.replace({ query: { saved: first.name } });
	}
	const setSaved = (views: SavedView[]) => (saved.value = views);

	const question = computed(() => JSON.stringify([opening.value, { ...query.value, columns: [...paths.value].sort() }]));
	const scope = computed(() => JSON.stringify([asked.value.text, asked.value.conditions, key.value]));
	watch(question, () => {
		if (opening.value === "done" && view.value === "list") void data.load(query.value, true);
	});
	watch(view, (now) => now === "list" && opening.value === "done" && void data.load(query.value, true));
	watch(scope, () => (selection.value = nothing));

	/** Typing replaces the address; every other change can be gone back to. */
	function change(part: Partial<ListAsked>, typing = false) {
		const next = { view: route.query.view, saved: route.query.saved, ...writeAddress({ ...asked.value, ...part }, base.value) };
		return typing ? router.replace({ query: next }) : router.push({ query: next });
	}
	const setCondition = (path: string, condition: Parameters<typeof withCondition>[2]) => change({ conditions: withCondition(asked.value.conditions, path, condition) });
	const condition = (path: string) => conditionOn(asked.value.conditions, path);
	const openView = (name: string) => router.push({ query: name === PLAIN ? (saved.value.some((one) => one.is_default) ? { saved: PLAIN } : {}) : { saved: name } });
	const look = (id: string) => router.push({ query: { ...route.query, view: id === (current.value?.view?.toLowerCase() ?? "list") ? undefined : id } });

	let saving: ReturnType<typeof setTimeout> | undefined;
	function show(part: Shown) {
		kept.value = { ...kept.value, [key.value]: { ...shown.value, ...part } };
		keepLater();
	}
	function showDelivered() {
		kept.value = Object.fromEntries(Object.entries(kept.value).filter(([one]) => one !== key.value));
		keepLater();
	}
	function keepLater() {
		clearTimeout(saving);
		saving = setTimeout(() => void savePreference(doctype, KEPT, kept.value).catch(() => undefined), 400);
	}
	/** Back to the saved view, or to the list as delivered. */
	function reset() {
		showDelivered();
		return router.push({ query: { view: route.query.view, saved: route.query.saved } });
	}

	/** All that a saved view keeps, as it is seen now. */
	const definitionNow = (): Definition => ({ ...definition.value, ...asked.value, columns: paths.value, widths: widths.value });

	const titleOf = useTitles((field, value) => data.titles[field.path]?.[value]);

	const may = (right: string) => Boolean(meta.value && mayI(meta.value, right));
	const editable = (field: ListField) => Boolean(field.editable) && may("write");
	const chooseAll = () => (selection.value = everything);
	const chooseNames = (names: string[]) => (selection.value = { all: false, names: new Set(names) });
	const chooseNone = () => (selection.value = nothing);

	return { doctype, meta, fields, fieldOf, isOffered, definitionNow, saved, setSaved, current, definition, delivered, opening, problem, open, base, asked, query, columns, paths, widths, shown, show, showDelivered, reset, changed, change, condition, setCondition, openView, view, look, selection, chooseAll, chooseNames, chooseNone, data, titleOf, may, editable };
}
export type List = ReturnType<typeof makeList>;

/** What values of links are called: as the rows say, else asked once. */
export function useTitles(known: (field: ListField, value: string) => string | undefined = () => undefined): TitleOf {
	const looked = ref<Record<string, string>>({});
	return (field, value) => {
		const title = known(field, value) ?? looked.value[`${field.options}::${value}`];
		if (title !== undefined || !field.options) return title ?? __(value);
		looked.value[`${field.options}::${value}`] = "…";
		void titleFor(field.options, value).then((found) => (looked.value[`${field.options}::${value}`] = found));
		return "…";
	};
}

const nameField = (): ListField => ({ path: "name", label: "Name", fieldtype: "Data", group: "", sortable: true, groupable: false, filterable: true, editable: false, operators: ["contains", "=", "starts"] });

const listKey: InjectionKey<List> = Symbol("list");
export const provideList = (list: List) => provide(listKey, list);
export function useList(): List {
	const list = inject(listKey);
	if (!list) throw new Error("no list here");
	return list;
}
