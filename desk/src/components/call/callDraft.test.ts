import { describe, expect, it } from "vitest";
import { toServer } from "@/lib/dates";
import { emptyCall, entryOf, isWorthKeeping, nextMorning, usualNext } from "./callDraft";

describe("a call", () => {
	it("is saved with nothing but free text", () => {
		expect(entryOf({ ...emptyCall(), asked: " the price list " }, "Call", undefined)).toMatchObject({ notes: "the price list", party: undefined, caller_name: undefined, follow_up: undefined });
	});
	it("keeps an unknown caller's name, or number, as written", () => {
		expect(entryOf({ ...emptyCall(), who: "Signora Rossi" }, "Call", undefined)).toMatchObject({ caller_name: "Signora Rossi", caller_number: undefined });
		expect(entryOf({ ...emptyCall(), who: "0422 123456" }, "Call", undefined)).toMatchObject({ caller_name: undefined, caller_number: "0422 123456" });
	});
	it("names a known caller by record only", () => {
		expect(entryOf({ ...emptyCall(), who: "Casale S.r.l.", party: "PTY-1" }, "Call", undefined)).toMatchObject({ party: "PTY-1", caller_name: undefined, caller_number: undefined });
	});
	it("plans the next step when asked to", () => {
		const entry = entryOf({ ...emptyCall(), asked: "x", follow: true, next: "" }, "Call", new Date(2026, 10, 23, 10, 0));
		expect(entry.follow_up).toEqual({ event_type: "Call", subject: "Call them back", starts_on: "2026-11-23 10:00:00", assigned_to: undefined });
	});
	it("calls the next step as it was named, else as the empty box said", () => {
		const when = new Date(2026, 10, 23, 10, 0);
		expect(entryOf({ ...emptyCall(), asked: "x", follow: true, next: " Send the offer " }, "Call", when).follow_up).toMatchObject({ subject: "Send the offer" });
		expect(entryOf({ ...emptyCall(), asked: "x", follow: true }, "Call", when).follow_up).toMatchObject({ subject: usualNext() });
	});
	it("gives the next step its kind and its colleague when said", () => {
		const entry = entryOf({ ...emptyCall(), asked: "x", follow: true, nextType: "Visit", nextFor: "a@example.com" }, "Call", new Date(2026, 10, 23, 10, 0));
		expect(entry.follow_up).toMatchObject({ event_type: "Visit", assigned_to: "a@example.com" });
	});
	it("is worth keeping once something is written", () => {
		expect(isWorthKeeping(emptyCall())).toBe(false);
		expect(isWorthKeeping({ ...emptyCall(), who: "C" })).toBe(true);
	});
	it("proposes the next working morning", () => {
		expect(toServer(nextMorning(new Date(2026, 10, 20, 16, 0)))).toBe("2026-11-23 10:00:00");
		expect(toServer(nextMorning(new Date(2026, 10, 23, 16, 0)))).toBe("2026-11-24 10:00:00");
	});
});
