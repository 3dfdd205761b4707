// One record in the making: loading, what was changed, drafts that survive, saving with the problem in words.
import { computed, ref, watch, type Ref } from "vue";
import { getForm, getLinkTitles, insertDoc, updateDoc, type Doc, type Docinfo } from "@/api/documents";
import { sentenceOf } from "@/api/errors";
import { forgetMeta, getMeta, type Meta } from "@/api/meta";
import { dropDraft, keepDraft, readDraft } from "@/lib/drafts";
import { useLatest } from "@/lib/latest";
import { newDoc } from "./layout";

export interface FormState {
	state: Ref<"idle" | "loading" | "done" | "error">;
	problem: Ref<string>;
	meta: Ref<Meta | undefined>;
	doc: Ref<Doc>;
	info: Ref<Docinfo>;
	titles: Ref<Record<string, string>>;
	changed: Ref<boolean>;
	saving: Ref<boolean>;
	saveProblem: Ref<string>;
	fromDraft: Ref<boolean>;
	load(): Promise<void>;
	set(fieldname: string, value: unknown): void;
	save(): Promise<Doc | undefined>;
	discard(): Promise<void>;
}

export function useForm(doctype: () => string, name: () => string | undefined, preset: () => Record<string, string> = () => ({})): FormState {
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
	const fromDraft = ref(false);
	const latest = useLatest();
	const draftKey = () => `form.${doctype()}.${name() ?? "new"}`;
	const changed = computed(() => touched.value.size > 0);

	async function fetchAll(signal: AbortSignal) {
		forgetMeta(doctype()); // a field added a moment ago must show now
		const [newMeta, form] = await Promise.all([getMeta(doctype()), name() ? getForm(doctype(), name() as string, signal) : undefined]);
		const loaded = form?.doc ?? newDoc(newMeta, preset());
		const known = form ? await getLinkTitles(newMeta, loaded, signal).catch(() => ({})) : {};
		return { newMeta, loaded, newInfo: form?.info ?? {}, known };
	}

	async function load() {
		state.value = "loading";
		await latest.run(
			fetchAll,
			({ newMeta, loaded, newInfo, known }) => {
				meta.value = newMeta;
				stored.value = loaded;
				doc.value = { ...loaded };
				info.value = newInfo;
				titles.value = known;
				touched.value = new Set();
				takeDraft();
				state.value = "done";
			},
			(failure) => {
				problem.value = sentenceOf(failure);
				state.value = "error";
			},
		);
	}

	function takeDraft() {
		const draft = readDraft<{ modified?: string; values: Doc }>(draftKey());
		fromDraft.value = Boolean(draft && draft.modified === stored.value.modified);
		if (!draft || !fromDraft.value) return;
		Object.assign(doc.value, draft.values);
		touched.value = new Set(Object.keys(draft.values));
	}

	function set(fieldname: string, value: unknown) {
		doc.value = { ...doc.value, [fieldname]: value };
		delete titles.value[fieldname];
		touched.value = new Set(touched.value).add(fieldname);
	}

	const changes = () => Object.fromEntries([...touched.value].map((field) => [field, doc.value[field]]));

	async function save(): Promise<Doc | undefined> {
		saving.value = true;
		saveProblem.value = "";
		try {
			const key = draftKey();
			const current = name();
			const saved = current ? await updateDoc(doctype(), current, { ...changes(), modified: stored.value.modified }) : await insertDoc(doctype(), doc.value);
			dropDraft(key);
			touched.value = new Set();
			return saved;
		} catch (failure) {
			saveProblem.value = sentenceOf(failure);
			return undefined;
		} finally {
			saving.value = false;
		}
	}

	async function discard() {
		dropDraft(draftKey());
		saveProblem.value = "";
		await load();
	}

	watch(doc, () => changed.value && keepDraft(draftKey(), { modified: stored.value.modified, values: changes() }));
	return { state, problem, meta, doc, info, titles, changed, saving, saveProblem, fromDraft, load, set, save, discard };
}
