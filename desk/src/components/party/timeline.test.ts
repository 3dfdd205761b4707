import { describe, expect, it } from "vitest";
import type { Entry } from "@/api/card";
import { byMonth, filtersOf, isChosen, noChoice } from "./timeline";

describe("the filters of a time line", () => {
	it("ask for nothing when nothing is chosen", () => {
		expect(filtersOf(noChoice())).toEqual({});
		expect(isChosen({ ...noChoice(), text: "  " })).toBe(false);
	});
	it("split a kind of event, whose name may hold a colon", () => {
		expect(filtersOf({ ...noChoice(), type: "event:Visit: long" })).toEqual({ kind: "event", event_type: "Visit: long" });
		expect(filtersOf({ ...noChoice(), type: "comment", text: " list " })).toEqual({ kind: "comment", text: "list" });
	});
});

describe("entries by month", () => {
	it("keep their order and begin a month where it changes", () => {
		const entry = (key: string, on: string): Entry => ({ key, on, kind: "event" });
		const months = byMonth([entry("a", "2026-11-22 10:00:00"), entry("b", "2026-11-01 09:00:00"), entry("c", "2026-10-31 09:00:00")]);
		expect(months.map((month) => month.entries.map((one) => one.key))).toEqual([["a", "b"], ["c"]]);
	});
});
