// What a form page does around its record: entering, saving with undo, leaving with the draft kept, going to the neighbours.
import { computed, nextTick, ref, shallowRef, watch, type Ref } from "vue";
import { onBeforeRouteLeave, useRoute, useRouter } from "vue-router";
import type { Doc } from "@/api/documents";
import { mayI } from "@/api/meta";
import { __ } from "@/i18n/translate";
import { changedEvents } from "@/lib/changes";
import { doctypeOf, routeTo, routeToList } from "@/lib/routes";
import { findNeighbours, type Neighbours } from "@/lib/trail";
import { showDone, showProblem } from "@/ui/notice";
import { checkAll, checkField } from "./checks";
import { lockOf } from "./rules";
import { provideUnread } from "@/lib/unread";
import { useForm, type Undo } from "./useForm";
import { useFormKeys } from "./useFormKeys";

/** The last save of this tab, that it may be taken back also from the page that a new record opens. */
const lastSave = shallowRef<{ doctype: string; name: string; undo: Undo; made: boolean }>();

export interface FieldsPart {
	focusOn(fieldname: string): void;
	focusFirst(): void;
}

export function useFormPage(fields: Ref<FieldsPart | undefined>) {
	const route = useRoute();
	const router = useRouter();
	const doctype = computed(() => doctypeOf(String(route.params.slug)));
	const name = computed(() => (route.params.name ? String(route.params.name) : undefined));
	const isNew = computed(() => !name.value);
	const preset = (): Doc => Object.fromEntries(Object.entries(route.query).filter(([key]) => !["copy", "edit"].includes(key)).map(([key, value]) => [key, String(value ?? "")]));
	const form = useForm({ doctype: () => doctype.value, name: () => name.value, preset, copyFrom: () => (isNew.value && route.query.copy ? String(route.query.copy) : undefined) });
	const { meta, doc, info, changed, saving, problems, conflict, joined, fromDraft } = form;
	const unread = provideUnread();
	const editing = ref(isNew.value);
	const lastUndo = computed(() => (lastSave.value?.doctype === doctype.value && lastSave.value.name === name.value ? lastSave.value : undefined));

	const mayWrite = computed(() => Boolean(meta.value && (isNew.value ? mayI(meta.value, "create") : info.value.permissions ? info.value.permissions.write : mayI(meta.value, "write"))));
	const mayDelete = computed(() => Boolean(meta.value && !isNew.value && !meta.value.issingle && (info.value.permissions ? info.value.permissions.delete : mayI(meta.value, "delete"))));
	const lock = computed(() => (meta.value && !isNew.value ? lockOf(meta.value, form.stored.value, mayWrite.value) : ""));
	const neighbours = ref<Neighbours>();
	if (name.value) void findNeighbours(doctype.value, name.value).then((found) => (neighbours.value = found));

	watch(fromDraft, (draft) => draft && !lock.value && (editing.value = true));

	async function change() {
		if (lock.value || !mayWrite.value) return;
		editing.value = true;
		await nextTick();
		fields.value?.focusFirst();
	}

	// Whoever comes to change something, from a card say, need not ask for it twice.
	watch(mayWrite, (may) => may && route.query.edit && !isNew.value && void change());

	/** Looks at every field first; the cursor goes to the first that is wrong. */
	function isSound(): boolean {
		if (!meta.value) return false;
		problems.value = checkAll({ meta: meta.value, doc: doc.value, isNew: isNew.value }, form.metaOf);
		const wrong = Object.keys(problems.value)[0];
		if (wrong) fields.value?.focusOn(wrong);
		else if (unread.size) document.querySelector<HTMLElement>("[data-field] [aria-invalid=true]")?.focus();
		return !wrong && !unread.size;
	}
	function check(fieldname: string) {
		const field = meta.value?.fields.find((one) => one.fieldname === fieldname);
		if (!field || !meta.value || (isNew.value && !changed.value)) return;
		const problem = checkField(field, { meta: meta.value, doc: doc.value, isNew: isNew.value }, form.metaOf);
		if (problem) problems.value = { ...problems.value, [fieldname]: problem };
		else delete problems.value[fieldname];
	}

	async function save(close = false) {
		if (!editing.value || saving.value || conflict.value) return;
		await nextTick();
		if (!isSound()) return;
		if (!isNew.value && !changed.value) return close ? goBack() : void (editing.value = false);
		const done = await form.save();
		if (!done) {
			const wrong = Object.keys(problems.value)[0];
			if (wrong) fields.value?.focusOn(wrong);
			return;
		}
		await saved(done.saved, done.undo, close);
	}
	async function saved(record: Doc, undo: Undo, close: boolean) {
		changedEvents.value += 1;
		const made = isNew.value;
		const both = joined.value.length > 0;
		const last = { doctype: doctype.value, name: String(record.name ?? name.value), undo, made };
		lastSave.value = last;
		editing.value = false;
		showDone(both ? __("Saved, joined with what was changed meanwhile.") : __("Saved."), { label: __("Undo"), run: () => void takeBack(last) });
		if (close) return goBack();
		if (made && record.name) return void (await router.replace(routeTo(doctype.value, record.name)));
		await form.load();
	}
	async function takeBack(last = lastUndo.value) {
		if (!last || lastSave.value !== last || editing.value) return;
		const { undo, made } = last;
		lastSave.value = undefined;
		try {
			await undo.run();
			changedEvents.value += 1;
			showDone(made ? __("Taken back: the new one is gone.") : __("Taken back: it is as it was."));
			if (made) await router.replace(routeToList(doctype.value));
			else await form.load();
		} catch (failure) {
			showProblem(failure);
		}
	}
	async function settleAndSave() {
		form.settle();
		await save();
	}
	/** Leaves entering; what was typed stays as a draft, to be gone on with or thrown away. */
	function cancel() {
		if (!editing.value) return;
		if (isNew.value) return goBack();
		editing.value = false;
	}
	function throwAway() {
		const undo = form.discard();
		unread.clear();
		showDone(__("Thrown away."), { label: __("Undo"), run: () => void undo.run().then(() => (editing.value = true)) });
		if (isNew.value) goBack();
		else editing.value = false;
	}
	function goBack() {
		if (meta.value?.issingle) return void router.push({ name: "more" });
		if (window.history.state?.back) router.back();
		else void router.push(routeToList(doctype.value));
	}
	function goTo(other: string | undefined) {
		if (other) void router.push({ name: "form", params: { slug: route.params.slug, name: other } });
	}
	onBeforeRouteLeave(() => {
		if (changed.value) showDone(__("What you typed is kept: open this page again to go on."));
	});
	useFormKeys({ save: () => void save(), saveAndClose: () => void save(true), cancel, previous: () => goTo(neighbours.value?.previous), next: () => goTo(neighbours.value?.next), undo: () => void takeBack() });

	return { form, doctype, name, isNew, editing, lock, mayWrite, mayDelete, neighbours, unread, change, check, save, settleAndSave, cancel, throwAway, takeBack, lastUndo };
}
