import { describe, expect, it } from "vitest";
import { emptyEvent, isWorthKeeping, saysMore } from "./eventDraft";

const empty = () => emptyEvent({ kind: "appointment" });
const values = [{ field_key: "metres", number: 12 }];

describe("an event while it is typed", () => {
	it("is worth keeping once something is written, behind More too", () => {
		expect(isWorthKeeping(empty())).toBe(false);
		expect(isWorthKeeping({ ...empty(), subject: "Roof" })).toBe(true);
		expect(isWorthKeeping({ ...empty(), values })).toBe(true);
		expect(isWorthKeeping({ ...empty(), location: "Oderzo" })).toBe(true);
	});
	it("says when what stands behind More holds something", () => {
		expect(saysMore({ ...empty(), subject: "Roof" })).toBe(false);
		for (const said of [{ values }, { notes: "Bring the plan" }, { area: "Sales" }, { reminder: 0 }, { assigned: "a@example.com" }]) expect(saysMore({ ...empty(), ...said })).toBe(true);
	});
});
