import { describe, expect, it, vi } from "vitest";
import { nextTick, ref } from "vue";
import type { EventType, WorkDay } from "@/api/agenda";
import { toServer } from "@/lib/dates";
import { emptyNext, momentAfter, proposalOf, useProposal } from "./next";

const kind = (outcomes: EventType["outcomes"]): EventType => ({ name: "Visit", title: "Visit", channel: "Visit", outcomes, fields: [] });
const again = { event_type: "Call", days: 3, subject: "Hear how it goes on" };
const visit = kind([{ value: "To be continued", title: "", next: again }, { value: "Negative", title: "" }]);
const friday = new Date(2026, 10, 20, 16, 10);

describe("the step that an outcome proposes", () => {
	it("is the kind's own, and where a kind has none the old words still ask", () => {
		expect(proposalOf(visit, "To be continued")).toEqual(again);
		expect(proposalOf(visit, "Negative")).toBeUndefined();
		expect(proposalOf(visit, "Call back")).toBeUndefined();
		expect(proposalOf(kind([{ value: "Call back", title: "" }]), "Call back")).toMatchObject({ event_type: "Visit", days: 1 });
		expect(proposalOf(undefined, "Call back")).toBeUndefined();
	});
	it("counts working days, past weekends and holidays", () => {
		expect(toServer(momentAfter(friday, 1))).toBe("2026-11-23 10:00:00");
		expect(toServer(momentAfter(friday, 1, [{ date: "2026-11-23", working: 0 }]))).toBe("2026-11-24 10:00:00");
		expect(toServer(momentAfter(friday, 5))).toBe("2026-11-27 10:00:00");
	});
	it("is today in an hour, or the next working morning when today is over or free", () => {
		expect(toServer(momentAfter(friday, 0))).toBe("2026-11-20 17:30:00");
		expect(toServer(momentAfter(new Date(2026, 10, 20, 23, 40), 0))).toBe("2026-11-23 10:00:00");
		expect(toServer(momentAfter(new Date(2026, 10, 21, 9, 0), 0))).toBe("2026-11-23 10:00:00");
	});
});

describe("a next step that is filled in", () => {
	const made = () => {
		const [step, when, outcome, days] = [ref(emptyNext()), ref<Date | undefined>(friday), ref(""), ref<WorkDay[]>([])];
		return { step, when, outcome, days, called: useProposal(step, when, ref(visit), () => outcome.value, days) };
	};
	it("comes with the outcome and goes with it", async () => {
		vi.setSystemTime(friday);
		const { step, when, outcome, called } = made();
		outcome.value = "To be continued";
		await nextTick();
		expect(step.value).toMatchObject({ follow: true, nextType: "Call" });
		expect([toServer(when.value!), called.value]).toEqual(["2026-11-25 10:00:00", "Hear how it goes on"]);
		outcome.value = "Negative";
		await nextTick();
		expect(step.value).toMatchObject({ follow: false, nextType: "" });
		expect([when.value, called.value]).toEqual([friday, ""]);
		vi.useRealTimers();
	});
	it("leaves alone what was chosen by hand", async () => {
		const { step, when, outcome } = made();
		outcome.value = "To be continued";
		await nextTick();
		const mine = new Date(2026, 11, 1, 9, 0);
		Object.assign(step.value, { nextType: "Demo", next: "Show the crane" });
		when.value = mine;
		outcome.value = "Negative";
		await nextTick();
		expect(step.value).toMatchObject({ follow: true, nextType: "Demo", next: "Show the crane" });
		expect(when.value).toEqual(mine);
	});
	it("moves on when the holidays become known, unless the day was chosen", async () => {
		vi.setSystemTime(friday);
		const { when, outcome, days } = made();
		outcome.value = "To be continued";
		await nextTick();
		days.value = [{ date: "2026-11-24", title: "Patron", working: 0, hours: [] }];
		await nextTick();
		expect(toServer(when.value!)).toBe("2026-11-26 10:00:00");
		vi.useRealTimers();
	});
});
