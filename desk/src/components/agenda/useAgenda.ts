// What the agenda shows and how the reader chose it: days, people, colours, filters; and moving an event, with its undo.
import { computed, onBeforeUnmount, onMounted, ref, watch } from "vue";
import { useRoute, useRouter } from "vue-router";
import { getBlocks, getEvents, getSetup, getToPlan, keepChoices, moveEvent, type AgendaChoices, type AgendaEvent, type AgendaSetup, type Block, type Calendar } from "@/api/agenda";
import { sentenceOf } from "@/api/errors";
import { changeSeries, type Scope } from "@/api/series";
import { boot } from "@/boot";
import { isOverdue } from "@/components/event/looks";
import { labelOfTelling, tellChange } from "@/components/event/telling";
import { __ } from "@/i18n/translate";
import { changedEvents } from "@/lib/changes";
import { addDays, fromServer, mondayOf, showLongDay, showMonth, showNear, showSpan, startOfDay, toServer, toServerDate } from "@/lib/dates";
import { keepDraft, readDraft } from "@/lib/drafts";
import { useLatest } from "@/lib/latest";
import { showDone, showProblem } from "@/ui/notice";
import { askDays } from "./specialDays";
import { keyOf, keysOf, type ColourBy } from "./colours";
import { endOf, startOf, weekNumber, weeksOf, type Times } from "./layout";

export const VIEWS = ["day", "workweek", "week", "month", "list", "team", "teamweek"] as const;
export type View = (typeof VIEWS)[number];
export type Change = Times & { all_day?: 0 | 1; assigned_to?: string; undated?: 0 | 1 };
const STATES = ["Planned", "Open", "Done", "Cancelled"];
const NARROW = 800;
export const CHOSEN = "chosen";

export function useAgenda() {
	const route = useRoute();
	const router = useRouter();
	const narrow = ref(window.innerWidth < NARROW);
	const now = ref(new Date());
	const state = ref<"idle" | "loading" | "done" | "error">("idle");
	const busy = ref(false);
	const problem = ref("");
	const spoken = ref("");
	const setup = ref<AgendaSetup>();
	const events = ref<AgendaEvent[]>([]);
	const blocks = ref<Block[]>([]);
	const toPlan = ref<AgendaEvent[]>([]);
	const choices = ref<AgendaChoices>(readDraft("agenda-choices") ?? {}); // what this browser knows; the server's word follows
	const [latest, latestToPlan] = [useLatest(), useLatest()];

	const day = computed(() => fromServer(String(route.query.day ?? "")) ?? startOfDay(now.value));
	const view = computed<View>(() => VIEWS.find((one) => one === (route.query.view ?? choices.value.view)) ?? (narrow.value ? "list" : "week"));
	const who = computed(() => String(route.query.who ?? choices.value.who ?? "me"));
	const isTeam = computed(() => view.value === "team" || view.value === "teamweek");
	const days = computed(() => {
		const week = (count: number) => Array.from({ length: count }, (_, index) => addDays(mondayOf(day.value), index));
		if (view.value === "day" || view.value === "team" || (view.value === "list" && narrow.value)) return [day.value];
		if (view.value === "month") return weeksOf(day.value).flat();
		return week(view.value === "workweek" ? 5 : 7);
	});
	const title = computed(() => {
		if (view.value === "month") return showMonth(day.value);
		return days.value.length === 1 ? showLongDay(days.value[0]) : showSpan(days.value[0], days.value[days.value.length - 1]);
	});
	const week = computed(() => __("Week {0}", [weekNumber(days.value[0])]));

	/** Of one company or one process alone, by the address. */
	const only = computed(() => ({ party: String(route.query.party ?? "") || undefined, process: String(route.query.process ?? "") || undefined }));
	const go = (change: { day?: Date; view?: View; who?: string; party?: string; process?: string }) => {
		if (change.view || change.who) keep({ view: change.view ?? choices.value.view, who: change.who ?? choices.value.who });
		return router.replace({ query: { ...route.query, ...change, day: change.day ? toServerDate(change.day) : route.query.day } });
	};
	const step = (by: number) => {
		if (view.value === "month") return go({ day: new Date(day.value.getFullYear(), day.value.getMonth() + by, 1) });
		return go({ day: addDays(day.value, days.value.length === 1 ? by : by * 7) });
	};

	let saving: ReturnType<typeof setTimeout> | undefined;
	function keep(change: AgendaChoices) {
		choices.value = { ...choices.value, ...change };
		keepDraft("agenda-choices", choices.value);
		clearTimeout(saving);
		saving = setTimeout(() => keepChoices(choices.value).catch(showProblem), 600);
	}

	const colours = computed<ColourBy>(() => choices.value.colours ?? (isTeam.value || who.value === CHOSEN ? "person" : "type"));
	const hidden = computed(() => new Set(choices.value.hidden ?? ["state:Cancelled"]));
	const toggle = (mark: string) => keep({ hidden: hidden.value.has(mark) ? [...hidden.value].filter((one) => one !== mark) : [...hidden.value, mark] });
	const stateOf = (event: AgendaEvent) => (event.status === "Done" || event.status === "Cancelled" ? event.status : "Planned");
	/** When colleagues are busy with what the reader may not see, as boxes without anything in them. */
	const busyOnes = computed<AgendaEvent[]>(() =>
		blocks.value
			.filter((block) => !hidden.value.has(`person:${block.user}`))
			.map((block) => ({ ...block, name: `${block.user} ${block.starts_on}`, subject: __("Busy"), event_type: "", status: "Planned", assigned_to: block.user, assigned_name: nameOf(block.user), busy: 1 })),
	);
	const nameOf = (user: string) => setup.value?.calendars.find((one) => one.name === user)?.full_name ?? user;
	const own = computed(() => events.value.filter((event) => !event.undated && !hidden.value.has(`state:${stateOf(event)}`) && (["type", "area", "person"] as const).every((by) => !hidden.value.has(`${by}:${keyOf(event, by)}`))));
	const shown = computed(() => [...own.value, ...busyOnes.value]);
	const keys = computed(() => keysOf(colours.value, setup.value, events.value));
	const hueOf = (event: AgendaEvent) => keys.value.find((key) => key.value === keyOf(event, colours.value))?.hue ?? 2;
	const calendars = computed<Calendar[]>(() => setup.value?.calendars ?? [{ name: boot.user, full_name: boot.full_name, level: "Write", team: 1 }]);
	/** Whose agendas are asked for; with "all" everybody's, which are not named. */
	const chosen = computed<string[]>(() => {
		if (who.value === CHOSEN) return choices.value.calendars?.length ? choices.value.calendars : [boot.user];
		if (isTeam.value || who.value === "team") return calendars.value.filter((one) => one.team).map((one) => one.name);
		return who.value === "me" ? [boot.user] : who.value === "all" ? calendars.value.map((one) => one.name) : [who.value];
	});
	const people = computed(() => calendars.value.filter((user) => chosen.value.includes(user.name) && !hidden.value.has(`person:${user.name}`)));
	/** Puts an agenda beside the others, or takes it away; one's own is what is left. */
	function toggleCalendar(user: string) {
		const left = chosen.value.includes(user) ? chosen.value.filter((one) => one !== user) : [...chosen.value, user];
		keep({ calendars: left.length ? left : [boot.user] });
		return go({ who: CHOSEN });
	}

	const asked = computed(() => {
		const person = !["me", "team", "all"].includes(who.value);
		const scope = person ? { users: chosen.value } : { who: isTeam.value ? ("team" as const) : (who.value as "me") };
		return { start: toServer(days.value[0]), end: toServer(addDays(days.value[days.value.length - 1], 1)), statuses: STATES, ...scope, ...only.value };
	});
	async function load() {
		if (!events.value.length) state.value = "loading";
		busy.value = true;
		await latest.run(
			async (signal) => {
				const found = getEvents(asked.value, signal);
				if (!setup.value) {
					setup.value = await getSetup();
					choices.value = { ...setup.value.preferences };
					keepDraft("agenda-choices", choices.value);
				}
				const others = chosen.value.filter((user) => user !== boot.user);
				const hours = who.value === "all" || !others.length || only.value.party || only.value.process ? [] : getBlocks({ start: asked.value.start, end: asked.value.end, users: others }, signal).catch(() => []);
				return Promise.all([found, hours]);
			},
			([found, hours]) => {
				events.value = found;
				blocks.value = hours;
				state.value = "done";
				busy.value = false;
			},
			(failure) => {
				problem.value = sentenceOf(failure);
				state.value = "error";
				busy.value = false;
			},
		);
	}
	const loadToPlan = () =>
		latestToPlan.run(
			(signal) => getToPlan(isTeam.value || who.value === "all" ? { who: "me" } : ["me", "team"].includes(who.value) ? { who: who.value } : { users: chosen.value }, signal),
			(found) => (toPlan.value = found),
			() => (toPlan.value = []),
		);
	watch([() => JSON.stringify(asked.value), changedEvents], load, { immediate: true });
	watch([() => asked.value.start, () => asked.value.end], ([start, end]) => void askDays(start, end), { immediate: true });
	watch([who, changedEvents], loadToPlan, { immediate: true });

	const put = (event: AgendaEvent, values: Partial<AgendaEvent>) => {
		const known = events.value.some((one) => one.name === event.name);
		events.value = known ? events.value.map((one) => (one.name === event.name ? { ...one, ...values } : one)) : [...events.value, { ...event, ...values }];
	};
	/** Shows the new time at once; puts the old one back when the server refuses. */
	async function move(event: AgendaEvent, change: Change, mayUndo = true, scope: Scope = "this") {
		const before = { starts_on: event.starts_on, ends_on: event.ends_on, all_day: event.all_day ?? 0, assigned_to: event.assigned_to, undated: event.undated ?? 0 };
		const after = { starts_on: toServer(change.start), ends_on: toServer(change.end), all_day: change.all_day ?? before.all_day, assigned_to: change.assigned_to ?? before.assigned_to, undated: change.undated ?? 0 };
		const waited = toPlan.value.some((one) => one.name === event.name);
		put(event, after);
		toPlan.value = toPlan.value.filter((one) => one.name !== event.name);
		spoken.value = __("{0}: now {1}.", [event.subject, showNear(change.start)]);
		try {
			if (event.series && scope !== "this") return await moveMany(event, after, scope);
			const { to_tell: toTell } = await moveEvent(event.name, after);
			if (waited) void loadToPlan();
			const back = { start: startOf(event), end: endOf(event), all_day: before.all_day, assigned_to: before.assigned_to, undated: before.undated };
			const following = { label: __("The following too"), run: () => void moveMany(event, after, "following").catch(showProblem) };
			const telling = { label: labelOfTelling(toTell ?? []), run: () => void tellChange(event.name) };
			if (mayUndo) showDone(spoken.value, ...(toTell?.length ? [telling] : []), ...(event.series ? [following] : []), { label: __("Undo"), run: () => void move({ ...event, ...after }, back, false).then(loadToPlan) });
		} catch (failure) {
			put(event, before);
			void loadToPlan();
			showProblem(failure);
		}
	}

	async function moveMany(event: AgendaEvent, { starts_on, ends_on, all_day }: { starts_on: string; ends_on: string; all_day: 0 | 1 }, scope: Scope) {
		await changeSeries(event.name, { starts_on, ends_on, all_day }, scope);
		showDone(__("The series is changed."));
		changedEvents.value += 1;
	}

	const onResize = () => (narrow.value = window.innerWidth < NARROW);
	let clock: ReturnType<typeof setInterval>;
	onMounted(() => {
		window.addEventListener("resize", onResize);
		clock = setInterval(() => (now.value = new Date()), 60_000);
	});
	onBeforeUnmount(() => {
		window.removeEventListener("resize", onResize);
		clearInterval(clock);
	});
	const late = computed(() => own.value.filter((event) => isOverdue(event, now.value)).length);
	return { narrow, now, state, busy, problem, spoken, setup, events, shown, toPlan, day, view, who, days, title, week, only, isTeam, people, calendars, chosen, toggleCalendar, colours, hidden, keys, hueOf, choices, asked, late, go, step, keep, toggle, move, load };
}
export type Agenda = ReturnType<typeof useAgenda>;
