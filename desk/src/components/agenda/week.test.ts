import { describe, expect, it } from "vitest";
import type { AgendaEvent } from "@/api/agenda";
import { toServer } from "@/lib/dates";
import { hoursOf, isWholeDay, moved, placeDay, stretched } from "./week";

const event = (name: string, starts_on: string, ends_on?: string, more: Partial<AgendaEvent> = {}): AgendaEvent => ({ name, subject: name, event_type: "Visit", status: "Planned", starts_on, ends_on, ...more });
const monday = new Date(2026, 10, 23);

describe("a day of the agenda", () => {
	it("puts overlapping events side by side and gives the others the whole width", () => {
		const placed = placeDay([event("a", "2026-11-23 09:00:00", "2026-11-23 10:00:00"), event("b", "2026-11-23 09:30:00", "2026-11-23 10:30:00"), event("c", "2026-11-23 11:00:00", "2026-11-23 12:00:00")], monday);
		expect(placed.map((one) => [one.event.name, one.lane, one.lanes])).toEqual([
			["a", 0, 2],
			["b", 1, 2],
			["c", 0, 1],
		]);
	});
	it("uses a freed lane again", () => {
		const placed = placeDay([event("a", "2026-11-23 09:00:00", "2026-11-23 12:00:00"), event("b", "2026-11-23 09:00:00", "2026-11-23 10:00:00"), event("c", "2026-11-23 10:00:00", "2026-11-23 11:00:00")], monday);
		expect(placed.map((one) => one.lanes)).toEqual([2, 2, 2]);
		expect(placed.find((one) => one.event.name === "c")?.lane).toBe(1);
	});
	it("cuts an event that goes over midnight at both days", () => {
		const night = event("n", "2026-11-23 22:00:00", "2026-11-24 02:00:00");
		expect(placeDay([night], monday)[0]).toMatchObject({ from: 1320, to: 1440 });
		expect(placeDay([night], new Date(2026, 10, 24))[0]).toMatchObject({ from: 0, to: 120 });
	});
	it("leaves whole days out of the hours", () => {
		expect(isWholeDay(event("f", "2026-11-23 00:00:00", "2026-11-25 00:00:00"))).toBe(true);
		expect(placeDay([event("f", "2026-11-23 00:00:00", undefined, { all_day: 1 })], monday)).toEqual([]);
	});
	it("shows the working day, longer when something lies outside it", () => {
		expect(hoursOf([[]])).toEqual({ first: 8, last: 19 });
		expect(hoursOf([placeDay([event("e", "2026-11-23 06:30:00", "2026-11-23 20:15:00")], monday)])).toEqual({ first: 6, last: 21 });
	});
});

describe("moving", () => {
	const visit = event("v", "2026-11-23 09:00:00", "2026-11-23 10:30:00");
	it("keeps the length", () => {
		const { start, end } = moved(visit, 2, 45);
		expect([toServer(start), toServer(end)]).toEqual(["2026-11-25 09:45:00", "2026-11-25 11:15:00"]);
	});
	it("stays within the day", () => expect(toServer(moved(visit, 0, -6000).start)).toBe("2026-11-23 00:00:00"));
	it("is never stretched under a quarter of an hour", () => expect(toServer(stretched(visit, -600).end)).toBe("2026-11-23 09:15:00"));
});
