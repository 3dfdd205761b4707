// What follows an event, while it is typed: the outcome proposes it, and what the user chose by hand stays.
import { computed, watch, type Ref } from "vue";
import { getDays, type EventType, type Outcome, type WorkDay } from "@/api/agenda";
import { addDays, addMinutes, atMinutes, startOfDay, toServerDate } from "@/lib/dates";

export interface Next {
	follow: boolean;
	next: string;
	/** Kind of the next step, and who does it; empty: as usual, and me. */
	nextType: string;
	nextFor: string;
}
export type Proposal = NonNullable<Outcome["next"]>;

export const emptyNext = (): Next => ({ follow: false, next: "", nextType: "", nextFor: "" });

const MORNING = 600;
/** Asked for a next step before kinds of event could say so; still holds for kinds that propose nothing at all. */
const ASK = ["Call back", "No answer", "To be continued"];

/** The step that an outcome of a kind proposes, if any. */
export function proposalOf(kind: EventType | undefined, outcome: string): Proposal | undefined {
	if (!kind || !outcome) return undefined;
	const known = kind.outcomes.find((one) => one.value === outcome)?.next;
	const silent = kind.outcomes.every((one) => !one.next);
	return known ?? (silent && ASK.includes(outcome) ? { event_type: kind.name, days: 1, subject: "" } : undefined);
}

/** The moment so many working days from now: at ten, or in an hour when it is today. Days not told of are judged by their weekday. */
export function momentAfter(now: Date, days: number, known: Pick<WorkDay, "date" | "working">[] = []): Date {
	const working = new Map(known.map((day) => [day.date, Boolean(day.working)]));
	const isWorking = (day: Date) => working.get(toServerDate(day)) ?? ![0, 6].includes(day.getDay());
	let day = startOfDay(now);
	if (!days && isWorking(day)) {
		const soon = addMinutes(now, 60);
		const half = atMinutes(startOfDay(soon), Math.ceil((soon.getHours() * 60 + soon.getMinutes()) / 30) * 30);
		if (startOfDay(half).getTime() === day.getTime()) return half;
	}
	let left = Math.max(1, days);
	for (let n = 0; n < 800 && left; n++) {
		day = addDays(day, 1);
		if (isWorking(day)) left -= 1;
	}
	return atMinutes(day, MORNING);
}

let ahead: { from: string; longest: number; days: Promise<WorkDay[]> } | undefined;
/** Holidays and closures for as long as these kinds look ahead, asked once a day; without an answer, weekdays count. */
export function daysAhead(types: EventType[], now = new Date()): Promise<WorkDay[]> {
	const longest = Math.max(5, ...types.flatMap((type) => type.outcomes.map((one) => one.next?.days ?? 0)));
	const from = toServerDate(now);
	if (ahead?.from !== from || ahead.longest !== longest) {
		const days = getDays(from, toServerDate(addDays(startOfDay(now), Math.min(399, longest * 2 + 20))));
		ahead = { from, longest, days };
		days.catch(() => (ahead = undefined));
	}
	return ahead.days.catch(() => []);
}

/**
 * Fills the next step as the outcome proposes, and takes it back when another outcome proposes nothing; what was
 * changed by hand in between stays as it is. Returns what the step is called unless another name is written.
 */
export function useProposal(step: Ref<Next>, when: Ref<Date | undefined>, kind: Ref<EventType | undefined>, outcome: () => string, days: Ref<WorkDay[]>) {
	const first = when.value;
	let put = { follow: false, type: step.value.nextType, when: first };
	const proposal = computed(() => proposalOf(kind.value, outcome()));
	const untimed = () => when.value?.getTime() === put.when?.getTime();
	const untouched = () => !step.value.next.trim() && step.value.nextType === put.type && untimed();
	function fill() {
		const next = proposal.value;
		const wanted = { follow: Boolean(next), type: next && next.event_type !== kind.value?.name ? next.event_type : "", when: next ? momentAfter(new Date(), next.days, days.value) : first };
		if (next) step.value.follow = true;
		else if (put.follow && untouched()) step.value.follow = false;
		if (step.value.nextType === put.type) step.value.nextType = wanted.type;
		if (untimed()) when.value = wanted.when;
		put = wanted;
	}
	watch(outcome, fill);
	watch(days, () => put.follow && step.value.follow && fill());
	return computed(() => proposal.value?.subject ?? "");
}
