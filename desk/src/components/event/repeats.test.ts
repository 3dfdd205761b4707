// The rule that is sent is the one that was chosen: a wrong one fills the agenda with wrong days.
import { describe, expect, it } from "vitest";
import { noRepeat, placeOf, ruleOf, waysOf, type Repeat } from "./repeats";

const tuesday = new Date(2026, 10, 24, 10);
const chosen = (values: Partial<Repeat>) => ruleOf({ ...noRepeat(), ...values }, tuesday);

describe("the rule of what was chosen", () => {
	it("is empty when nothing repeats", () => expect(chosen({})).toBe(""));
	it("names the weekday of the day", () => expect(chosen({ way: "weekly" })).toBe("FREQ=WEEKLY;BYDAY=TU"));
	it("ends after a number of times", () => expect(chosen({ way: "fortnight", ends: "after", times: 5 })).toBe("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=5"));
	it("ends with the whole of its last day", () => expect(chosen({ way: "daily", ends: "on", until: "2026-12-31" })).toBe("FREQ=DAILY;UNTIL=20261231T235959"));
	it("has no end before a day is chosen", () => expect(chosen({ way: "daily", ends: "on" })).toBe("FREQ=DAILY"));
	it("takes the days that were ticked, in the order of the week", () => expect(chosen({ way: "own", step: 3, days: ["FR", "MO"] })).toBe("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,FR"));
	it("mends a step that is none", () => expect(chosen({ way: "own", unit: "MONTHLY", step: Number.NaN })).toBe("FREQ=MONTHLY;INTERVAL=1"));
	it("says the fourth Tuesday, and the last for a fifth", () => {
		expect(chosen({ way: "monthplace" })).toBe("FREQ=MONTHLY;BYDAY=4TU");
		expect(placeOf(new Date(2026, 8, 29))).toBe(-1);
	});
	it("offers the last day of the month on that day alone", () => {
		expect(waysOf(tuesday).some((way) => way.value === "monthend")).toBe(false);
		expect(waysOf(new Date(2027, 1, 28)).some((way) => way.value === "monthend")).toBe(true);
	});
});
