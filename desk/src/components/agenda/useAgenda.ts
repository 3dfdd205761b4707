// What the agenda shows and how the reader chose it: days, people, colours, filters; and moving an event, with its undo.
import { computed, onBeforeUnmount, onMounted, ref, watch } from "vue";
import { useRoute, useRouter } from "vue-router";
import { getEvents, getSetup, getToPlan, keepChoices, moveEvent, type AgendaChoices, type AgendaEvent, type AgendaSetup, type Colleague } from "@/api/agenda";
import { sentenceOf } from "@/api/errors";
import { boot } from "@/boot";
import { isOverdue } from "@/components/event/looks";
import { __ } from "@/i18n/translate";
import { changedEvents } from "@/lib/changes";
import { addDays, fromServer, mondayOf, showLongDay, showMonth, showNear, showSpan, startOfDay, toServer, toServerDate } from "@/lib/dates";
import { keepDraft, readDraft } from "@/lib/drafts";
import { useLatest } from "@/lib/latest";
import { showDone, showProblem } from "@/ui/notice";
import { keyOf, keysOf, type ColourBy } from "./colours";
import { endOf, startOf, weekNumber, weeksOf, type Times } from "./layout";

export const VIEWS = ["day", "workweek", "week", "month", "list", "team", "teamweek"] as const;
export type View = (typeof VIEWS)[number];
export type Change = Times & { all_day?: 0 | 1; assigned_to?: string; undated?: 0 | 1 };
const STATES = ["Planned", "Open", "Done", "Cancelled"];
const NARROW = 800;

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

	const go = (change: { day?: Date; view?: View; who?: string }) => {
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

	const colours = computed<ColourBy>(() => choices.value.colours ?? (isTeam.value ? "person" : "type"));
	const hidden = computed(() => new Set(choices.value.hidden ?? ["state:Cancelled"]));
	const toggle = (mark: string) => keep({ hidden: hidden.value.has(mark) ? [...hidden.value].filter((one) => one !== mark) : [...hidden.value, mark] });
	const stateOf = (event: AgendaEvent) => (event.status === "Done" || event.status === "Cancelled" ? event.status : "Planned");
	const shown = computed(() => events.value.filter((event) => !event.undated && !hidden.value.has(`state:${stateOf(event)}`) && (["type", "area", "person"] as const).every((by) => !hidden.value.has(`${by}:${keyOf(event, by)}`))));
	const keys = computed(() => keysOf(colours.value, setup.value, events.value));
	const hueOf = (event: AgendaEvent) => keys.value.find((key) => key.value === keyOf(event, colours.value))?.hue ?? 2;
	const people = computed<Colleague[]>(() => {
		const team = setup.value?.team ?? [{ name: boot.user, full_name: boot.full_name }];
		return team.filter((user) => !hidden.value.has(`person:${user.name}`));
	});

	const asked = computed(() => {
		const person = !["me", "team", "all"].includes(who.value);
		const scope = isTeam.value ? { who: "team" as const } : person ? { users: [who.value] } : { who: who.value as "me" };
		return { start: toServer(days.value[0]), end: toServer(addDays(days.value[days.value.length - 1], 1)), statuses: STATES, ...scope };
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
				return found;
			},
			(found) => {
				events.value = found;
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
			(signal) => getToPlan(isTeam.value || who.value === "all" ? { who: "me" } : ["me", "team"].includes(who.value) ? { who: who.value } : { users: [who.value] }, signal),
			(found) => (toPlan.value = found),
			() => (toPlan.value = []),
		);
	watch([() => JSON.stringify(asked.value), changedEvents], load, { immediate: true });
	watch([who, changedEvents], loadToPlan, { immediate: true });

	const put = (event: AgendaEvent, values: Partial<AgendaEvent>) => {
		const known = events.value.some((one) => one.name === event.name);
		events.value = known ? events.value.map((one) => (one.name === event.name ? { ...one, ...values } : one)) : [...events.value, { ...event, ...values }];
	};
	/** Shows the new time at once; puts the old one back when the server refuses. */
	async function move(event: AgendaEvent, change: Change, mayUndo = true) {
		const before = { starts_on: event.starts_on, ends_on: event.ends_on, all_day: event.all_day ?? 0, assigned_to: event.assigned_to, undated: event.undated ?? 0 };
		const after = { starts_on: toServer(change.start), ends_on: toServer(change.end), all_day: change.all_day ?? before.all_day, assigned_to: change.assigned_to ?? before.assigned_to, undated: change.undated ?? 0 };
		const waited = toPlan.value.some((one) => one.name === event.name);
		put(event, after);
		toPlan.value = toPlan.value.filter((one) => one.name !== event.name);
		spoken.value = __("{0}: now {1}.", [event.subject, showNear(change.start)]);
		try {
			await moveEvent(event.name, after);
			if (waited) void loadToPlan();
			const back = { start: startOf(event), end: endOf(event), all_day: before.all_day, assigned_to: before.assigned_to, undated: before.undated };
			if (mayUndo) showDone(spoken.value, { label: __("Undo"), run: () => void move({ ...event, ...after }, back, false).then(loadToPlan) });
		} catch (failure) {
			put(event, before);
			void loadToPlan();
			showProblem(failure);
		}
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
	const late = computed(() => shown.value.filter((event) => isOverdue(event, now.value)).length);
	return { narrow, now, state, busy, problem, spoken, setup, events, shown, toPlan, day, view, who, days, title, week, isTeam, people, colours, hidden, keys, hueOf, choices, asked, late, go, step, keep, toggle, move, load };
}
export type Agenda = ReturnType<typeof useAgenda>;
