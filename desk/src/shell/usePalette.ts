// The state of the one search box: what is asked, what came, which line is marked, and taking it.
import { computed, ref, shallowRef, watch } from "vue";
import { useRouter } from "vue-router";
import { getTeam } from "@/api/agenda";
import { sentenceOf } from "@/api/errors";
import { getList } from "@/api/documents";
import { getReports } from "@/api/reports";
import { findMore, getOpened, search, type Hit, type OtherHit } from "@/api/search";
import { __ } from "@/i18n/translate";
import { fromServer, showNear, showNearDay } from "@/lib/dates";
import { hasWords } from "@/lib/folding";
import { useLatest } from "@/lib/latest";
import { looksLikePhone, showPhone } from "@/lib/phones";
import { routeTo, routeToList } from "@/lib/routes";
import { titleOfMany } from "@/lib/titles";
import { iconAgenda, iconAppointment, iconCall, iconCheck, iconCompany, iconFile, iconHistory, iconList, iconPerson, iconProcesses, iconReports, iconTag, iconWord } from "@/ui/icons";
import { callStart, eventStart, useCommands } from "./commands";
import { learnRights } from "./generalCommands";
import { agendaOf, arranged, findCommands, itemOf, type Group, type Item } from "./palette";
import { ranked, readOpened } from "./recent";

const LETTERS_MS = 120;
const soldIcons: Record<string, string> = { "Party Order": iconTag, "Party Contract": iconWord, "Party Need": iconCheck };

export function usePalette() {
	const router = useRouter();
	const commands = useCommands();
	const text = ref("");
	const open = ref(false);
	const waiting = ref(false);
	const problem = ref("");
	const marked = ref(0);
	const act = ref(0); // 0 = the hit itself, 1.. = what else can be done with it
	const answered = ref(""); // the text that the shown hits belong to
	const hits = shallowRef<Hit[]>([]);
	const others = shallowRef<OtherHit[]>([]);
	const opened = shallowRef<Item[]>([]);
	const found = shallowRef<{ reports: Item[]; people: Item[]; views: Item[] }>({ reports: [], people: [], views: [] });
	const latest = useLatest();
	const latestMore = useLatest();
	const latestOpened = useLatest();
	let timer: ReturnType<typeof setTimeout> | undefined;
	let enterWhenThere: boolean | "tab" = false;

	const asked = computed(() => text.value.trim());
	const groups = computed<Group[]>(() => arranged(asked.value ? forText(asked.value) : forNothing()));
	const items = computed(() => groups.value.flatMap((group) => group.items));

	function forNothing(): Group[] {
		const doable = commands.value.filter((one) => one.create).map(itemOf);
		return [
			{ id: "opened", title: __("Opened lately"), items: opened.value },
			{ id: "do", title: __("What to do"), items: doable },
		];
	}
	function forText(words: string): Group[] {
		const fitting = findCommands(commands.value, words);
		const there = answered.value === words;
		return [
			{ id: "named", title: __("What to do"), items: [...found.value.people, ...fitting.named.map(itemOf)].slice(0, 6) },
			{ id: "hits", title: __("Companies and people"), items: there ? hits.value.map(ofHit) : [] },
			{ id: "caller", title: __("Telephone"), items: there && !hits.value.length && looksLikePhone(words) ? [unknownCaller(words)] : [] },
			{ id: "others", title: __("Also to do"), items: there ? fitting.others.map(itemOf).slice(0, 5) : [] },
			{ id: "views", title: __("Saved views"), items: there ? found.value.views : [] },
			{ id: "reports", title: __("Reports"), items: there ? found.value.reports : [] },
			...(there ? moreGroups() : []),
		];
	}
	function moreGroups(): Group[] {
		const of = (doctype: string) => others.value.filter((hit) => hit.doctype === doctype).map(ofOther);
		return [
			{ id: "deals", title: __("Deals"), items: of("Negotiation") },
			{ id: "events", title: __("Events"), items: of("Relation Event") },
			...["Party Contract", "Party Need", "Party Order"].map((doctype) => ({ id: doctype, title: titleOfMany(doctype), items: of(doctype) })),
			{ id: "files", title: __("Files"), items: of("File") },
			...[...new Set(others.value.filter((hit) => hit.own).map((hit) => hit.doctype))].map((doctype) => ({ id: `own/${doctype}`, title: titleOfMany(doctype), items: of(doctype) })),
		];
	}

	function ofHit(hit: Hit): Item {
		const party = hit.doctype === "Party" ? hit.name : hit.party;
		const contact = hit.doctype === "Contact Person" ? hit.name : undefined;
		const person = contact || hit.party_type === "Person";
		return {
			key: `${hit.doctype}/${hit.name}`,
			icon: person ? iconPerson : iconCompany,
			title: hit.title,
			more: hit.main_phone ? hit.subtitle.replace(hit.main_phone, showPhone(hit.main_phone)) : hit.subtitle,
			to: routeTo(hit.doctype, hit.name),
			hit,
			acts: [
				{ label: __("Note down a call"), icon: iconCall, run: () => (callStart.value = { party, contact, title: hit.title, phone: hit.main_phone }) },
				{ label: __("Plan an appointment"), icon: iconAppointment, run: () => (eventStart.value = { kind: "appointment", party, contact, title: contact ? hit.party_name : hit.title }) },
			],
		};
	}
	function ofOther(hit: OtherHit): Item {
		const key = `${hit.doctype}/${hit.name}`;
		const moment = fromServer(hit.at);
		const join = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(" · ");
		if (hit.doctype === "File") return { key, icon: iconFile, title: hit.title, more: hit.of_title, href: hit.url, to: hit.url ? undefined : routeTo(String(hit.of_doctype), String(hit.of_name)) };
		if (hit.doctype === "Negotiation") return { key, icon: iconProcesses, title: hit.title, more: join(hit.party_name, hit.state && __(hit.state)), to: routeTo(hit.doctype, hit.name) };
		const sold = soldIcons[hit.doctype];
		if (sold) return { key, icon: sold, title: hit.title, more: join(hit.party_name, moment && showNearDay(moment), hit.state && __(hit.state)), to: routeTo(hit.doctype, hit.name) };
		if (hit.own) return { key, icon: iconList, title: hit.title, to: routeTo(hit.doctype, hit.name) };
		return { key, icon: iconAgenda, title: hit.title, more: join(hit.kind && __(hit.kind), moment && showNear(moment), hit.party_name), to: routeTo(hit.doctype, hit.name) };
	}
	/** A number nobody has yet: the call can be noted all the same. */
	const unknownCaller = (number: string): Item => ({ key: "do/unknown", icon: iconCall, title: __("Note down a call from {0}", [number]), run: () => (callStart.value = { phone: number }) });

	async function askHere(words: string) {
		const name = agendaOf(words);
		const [reports, views, team] = await Promise.all([reportsOnce(), viewsOnce(), name ? getTeam().catch(() => []) : []]);
		if (words !== asked.value) return;
		found.value = {
			views: views.filter((one) => hasWords(`${String(one.title)} ${titleOfMany(String(one.for_doctype))}`, words)).slice(0, 5).map((one) => ({ key: `view/${one.name}`, icon: iconList, title: String(one.title), more: titleOfMany(String(one.for_doctype)), to: { ...(routeToList(String(one.for_doctype)) as object), query: { saved: String(one.name) } } })),
			reports: reports.filter((one) => hasWords(`${__(one.name)} ${one.name} report statistiche`, words)).slice(0, 4).map((one) => ({ key: `report/${one.name}`, icon: iconReports, title: __(one.name), to: { name: "report", params: { name: one.name } } })),
			people: team.filter((one) => name && hasWords(one.full_name ?? "", name)).slice(0, 5).map((one) => ({ key: `agenda/${one.name}`, icon: iconAgenda, title: __("Open the agenda of {0}", [one.full_name ?? one.name]), to: { name: "agenda", query: { who: one.name } } })),
		};
	}
	let reportsAsked: ReturnType<typeof getReports> | undefined;
	let viewsAsked: ReturnType<typeof getList> | undefined;
	const viewsOnce = () => (viewsAsked ??= getList("Saved View", { fields: ["name", "title", "for_doctype"], filters: [], orderBy: "`tabSaved View`.`title` asc", start: 0, length: 200 }).catch(() => ((viewsAsked = undefined), [])));
	const reportsOnce = () => (reportsAsked ??= getReports().catch(() => ((reportsAsked = undefined), [])));

	function ask() {
		clearTimeout(timer);
		enterWhenThere = false;
		problem.value = "";
		marked.value = act.value = 0;
		open.value = true;
		if (!asked.value) return showOpened();
		waiting.value = true;
		timer = setTimeout(send, LETTERS_MS);
	}
	function send() {
		const words = asked.value;
		void askHere(words);
		const settle = (list: Hit[]) => {
			waiting.value = false;
			hits.value = list;
			others.value = [];
			answered.value = words;
			if (enterWhenThere) take(marked.value, enterWhenThere === "tab");
			else void latestMore.run((signal) => (words.length > 2 ? findMore(words, signal) : Promise.resolve([])), (list) => words === asked.value && (others.value = list), () => undefined);
		};
		void latest.run((signal) => (words.length > 1 ? search(words, signal) : Promise.resolve([])), settle, (failure) => {
			waiting.value = false;
			problem.value = sentenceOf(failure);
		});
	}
	function showOpened() {
		latest.cancel();
		latestMore.cancel();
		waiting.value = false;
		const kept = ranked(readOpened()).slice(0, 8);
		if (!kept.length) return;
		void latestOpened.run(
			(signal) => getOpened(kept.map((one) => [one.doctype, one.name]), signal),
			(list) => (opened.value = list.map((one) => ({ key: `${one.doctype}/${one.name}`, icon: iconHistory, title: one.title, more: one.doctype === "Party" ? undefined : __(one.doctype), to: routeTo(one.doctype, one.name) }))),
			() => undefined,
		);
	}

	function close() {
		clearTimeout(timer);
		latest.cancel();
		latestMore.cancel();
		open.value = waiting.value = false;
		enterWhenThere = false;
	}
	function clear() {
		close();
		text.value = answered.value = "";
	}
	function take(index: number, newTab = false) {
		const item = items.value[index];
		if (!item) return waiting.value ? (enterWhenThere = newTab ? "tab" : true) : all();
		const further = act.value ? item.acts?.[act.value - 1] : undefined;
		clear();
		if (further) further.run();
		else if (item.href) window.open(item.href, "_blank", "noopener");
		else if (item.to && newTab) window.open(router.resolve(item.to).href, "_blank", "noopener");
		else if (item.run) item.run();
		else if (item.to) void router.push(item.to);
	}
	/** Nothing fits: the list of companies and people says so, and what to do. */
	function all() {
		const words = asked.value;
		if (!words) return;
		clear();
		void router.push({ name: "parties", query: { q: words } });
	}
	function move(step: number) {
		if (!open.value) return ask();
		if (!items.value.length) return;
		act.value = 0;
		marked.value = (marked.value + step + items.value.length) % items.value.length;
	}
	/** Arrow right and left choose between the hit and what else can be done with it; false when there is nothing to choose. */
	function moveAct(step: number): boolean {
		const acts = items.value[marked.value]?.acts?.length ?? 0;
		const next = act.value + step;
		if (!open.value || !acts || next < 0 || next > acts) return false;
		act.value = next;
		return true;
	}
	watch(open, (now) => now && void learnRights());
	return { text, asked, open, waiting, problem, groups, items, marked, act, ask, close, clear, take, move, moveAct };
}
