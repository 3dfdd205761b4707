// One record in the making: loading, what was changed, drafts that survive, joining with what others saved, saving, undoing.
import { computed, ref, watch, type Ref } from "vue";
import { deleteDoc, getForm, getLinkTitles, insertDoc, updateDoc, type Doc, type Docinfo } from "@/api/documents";
import { ApiError, sentenceOf } from "@/api/errors";
import { forgetMeta, getMeta, isTable, type Meta } from "@/api/meta";
import { __ } from "@/i18n/translate";
import { dropDraft, keepDraft, readDraft } from "@/lib/drafts";
import { useLatest } from "@/lib/latest";
import { fieldNamedIn, type Problems } from "./checks";
import { fetchFor } from "./fetching";
import { copyOf, newDoc } from "./layout";
import { mergeDocs, same, settled, type Merged } from "./merge";

interface Draft {
	modified?: string;
	base?: Doc;
	values: Doc;
}
export interface Undo {
	run(): Promise<void>;
}

export interface FormSource {
	doctype: () => string;
	name: () => string | undefined;
	preset?: () => Doc;
	/** The record that a new one begins as a copy of. */
	copyFrom?: () => string | undefined;
	/** Small dialogs keep no draft. */
	keepsDrafts?: boolean;
}

export function useForm({ doctype, name, preset = () => ({}), copyFrom = () => undefined, keepsDrafts = true }: FormSource) {
	const state = ref<"idle" | "loading" | "done" | "error">("idle");
	const problem = ref("");
	const meta = ref<Meta>();
	const doc = ref<Doc>({});
	const stored = ref<Doc>({});
	const info = ref<Docinfo>({});
	const titles = ref<Record<string, string>>({});
	const touched = ref<Set<string>>(new Set());
	const saving = ref(false);
	const saveProblem = ref("");
	const problems = ref<Problems>({});
	const fromDraft = ref(false);
	const conflict = ref<Merged>() as Ref<Merged | undefined>;
	const joined = ref<string[]>([]);
	const latest = useLatest();
	const rowMetas = new Map<string, Meta>();
	const metaOf = (of: string) => rowMetas.get(of);
	const draftKey = () => ["form", doctype(), name() ?? ["new", ...Object.values(preset()), copyFrom() ?? ""].filter(Boolean).join(".")].join(".");
	const changed = computed(() => touched.value.size > 0);

	async function fetchAll(signal: AbortSignal) {
		forgetMeta(doctype()); // a field added a moment ago must show now
		const known = name();
		const source = known ?? copyFrom();
		const [newMeta, form] = await Promise.all([getMeta(doctype()), source ? getForm(doctype(), source, signal) : undefined]);
		await Promise.all(newMeta.fields.filter((field) => isTable(field) && field.options).map(async (field) => rowMetas.set(field.options as string, await getMeta(field.options as string))));
		const loaded = form && known ? form.doc : newDoc(newMeta, { ...(form ? copyOf(newMeta, form.doc, metaOf) : {}), ...preset() });
		const named = form ? await getLinkTitles(newMeta, form.doc, signal).catch(() => ({})) : {};
		return { newMeta, loaded, newInfo: (known && form?.info) || {}, named };
	}

	async function load() {
		if (state.value !== "done") state.value = "loading";
		await latest.run(
			fetchAll,
			({ newMeta, loaded, newInfo, named }) => {
				meta.value = newMeta;
				info.value = newInfo;
				titles.value = named;
				problems.value = {};
				start(loaded);
				if (keepsDrafts) takeDraft();
				state.value = "done";
			},
			(failure) => {
				problem.value = failure instanceof ApiError && failure.type === "PermissionError" ? __("You may not see this. Ask the administrator for the right.") : sentenceOf(failure);
				state.value = "error";
			},
		);
	}

	function start(from: Doc) {
		stored.value = from;
		doc.value = { ...from };
		touched.value = new Set();
		conflict.value = undefined;
		joined.value = [];
		fromDraft.value = false;
	}

	function takeDraft() {
		const draft = readDraft<Draft>(draftKey());
		if (!draft || !meta.value || !Object.keys(draft.values).length) return;
		fromDraft.value = true;
		if (draft.modified === stored.value.modified) put(draft.values);
		else join(mergeDocs(meta.value, draft.base ?? {}, draft.values, stored.value));
	}

	/** Lays changes over the record as it is stored. */
	function put(values: Doc) {
		doc.value = { ...stored.value, ...values };
		touched.value = new Set(Object.keys(values));
		for (const field of Object.keys(values)) delete titles.value[field];
	}

	function join(merged: Merged) {
		joined.value = merged.joined;
		put(settled(merged));
		conflict.value = merged.conflicts.length ? merged : undefined;
	}

	function set(fieldname: string, value: unknown) {
		doc.value = { ...doc.value, [fieldname]: value };
		delete titles.value[fieldname];
		if (problems.value[fieldname]) delete problems.value[fieldname];
		const now = new Set(touched.value).add(fieldname);
		if (name() && same(stored.value[fieldname], value) && !(Array.isArray(value) && value.length)) now.delete(fieldname);
		touched.value = now;
		void fetchOthers(fieldname, value);
	}

	async function fetchOthers(fieldname: string, value: unknown) {
		if (!meta.value) return;
		const fetched = await fetchFor(meta.value, doc.value, fieldname).catch(() => ({}));
		if (doc.value[fieldname] !== value) return;
		for (const [key, found] of Object.entries(fetched)) if (!same(doc.value[key], found)) set(key, found);
	}

	const changes = (): Doc => Object.fromEntries([...touched.value].map((field) => [field, doc.value[field]]));
	const baseOf = (values: Doc): Doc => Object.fromEntries(Object.keys(values).map((field) => [field, stored.value[field] ?? null]));

	/** Saves once, however often it is asked for; answers the saved record and how to take it back. */
	async function save(): Promise<{ saved: Doc; undo: Undo } | undefined> {
		if (saving.value || conflict.value) return undefined;
		saving.value = true;
		saveProblem.value = "";
		try {
			return await write();
		} catch (failure) {
			tell(failure);
			return undefined;
		} finally {
			saving.value = false;
		}
	}

	async function write(tries = 3): Promise<{ saved: Doc; undo: Undo } | undefined> {
		const [current, key] = [name(), draftKey()];
		if (!current) {
			const saved = await insertDoc(doctype(), doc.value);
			dropDraft(key);
			touched.value = new Set();
			return { saved, undo: { run: () => deleteDoc(doctype(), saved.name as string).then(() => undefined) } };
		}
		const values = changes();
		const before = baseOf(values);
		try {
			const saved = await updateDoc(doctype(), current, { ...values, modified: stored.value.modified });
			dropDraft(key);
			touched.value = new Set();
			return { saved, undo: { run: () => putBack(current, before, saved) } };
		} catch (failure) {
			if (!(failure instanceof ApiError) || failure.type !== "TimestampMismatchError" || !tries || !meta.value) throw failure;
			const { doc: theirs } = await getForm(doctype(), current);
			const merged = mergeDocs(meta.value, before, values, theirs);
			merged.joined.push(...meta.value.fields.map((field) => field.fieldname).filter((field) => !(field in values) && !merged.joined.includes(field) && !same(stored.value[field], theirs[field])));
			stored.value = theirs;
			join(merged);
			return conflict.value ? undefined : write(tries - 1);
		}
	}

	/** The former values, unless somebody changed the record since. */
	async function putBack(current: string, before: Doc, saved: Doc) {
		const values = Object.fromEntries(Object.entries(before).map(([field, value]) => [field, Array.isArray(value) ? oldRows(value as Doc[], saved[field]) : value]));
		try {
			await updateDoc(doctype(), current, { ...values, modified: saved.modified });
		} catch (failure) {
			if (failure instanceof ApiError && failure.type === "TimestampMismatchError") throw new Error(__("Someone changed this record in the meantime, so it stays as it is."), { cause: failure });
			throw failure;
		}
	}

	/** A row that saving took out comes back as a new one. */
	function oldRows(rows: Doc[], now: unknown): Doc[] {
		const there = new Set((Array.isArray(now) ? (now as Doc[]) : []).map((row) => row.name));
		return rows.map((row) => (there.has(row.name) ? row : { ...row, name: undefined }));
	}

	function tell(failure: unknown) {
		const sentence = sentenceOf(failure);
		const field = meta.value && failure instanceof ApiError && failure.status >= 400 ? fieldNamedIn(sentence, meta.value) : undefined;
		if (field) problems.value = { ...problems.value, [field.fieldname]: sentence };
		saveProblem.value = sentence;
	}

	/** The questions of a conflict are answered: the chosen values stand, and saving can go on. */
	function settle() {
		if (conflict.value) put(settled(conflict.value));
		conflict.value = undefined;
	}

	/** Throws the changes away; answers how to get them back. */
	function discard(): Undo {
		const kept = { values: changes(), base: baseOf(changes()), modified: stored.value.modified };
		dropDraft(draftKey());
		saveProblem.value = "";
		problems.value = {};
		start(stored.value);
		return { run: async () => put(kept.values) };
	}

	function keep() {
		if (!keepsDrafts) return;
		if (changed.value) keepDraft(draftKey(), { modified: stored.value.modified, base: baseOf(changes()), values: changes() } satisfies Draft);
		else if (state.value === "done" && !saving.value) dropDraft(draftKey());
	}
	watch([doc, touched], keep);
	return { state, problem, meta, doc, stored, info, titles, touched, changed, saving, saveProblem, problems, fromDraft, conflict, joined, metaOf, load, set, save, discard, settle };
}

export type FormState = ReturnType<typeof useForm>;
