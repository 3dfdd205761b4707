import { describe, expect, it } from "vitest";
import type { AgendaEvent } from "@/api/agenda";
import { toServer } from "@/lib/dates";
import { daysBetween, endOf, fillDay, isWholeDay, later, lengthOf, moved, placeBars, placeDay, startOf, stretched, weekNumber, weeksOf, wholeDays } from "./layout";

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
	it("leaves the free place at its right to whoever is alone there", () => {
		const placed = placeDay(
			[event("a", "2026-11-23 09:00:00", "2026-11-23 10:00:00"), event("b", "2026-11-23 09:00:00", "2026-11-23 10:00:00"), event("c", "2026-11-23 09:00:00", "2026-11-23 12:00:00"), event("d", "2026-11-23 11:00:00", "2026-11-23 12:00:00")],
			monday,
		);
		const find = (name: string) => placed.find((one) => one.event.name === name);
		expect(find("c")).toMatchObject({ lane: 0, lanes: 3, span: 1 });
		expect(find("d")).toMatchObject({ lane: 1, span: 2 });
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

/** A source of chance that gives the same numbers each time. */
function chance(seed: number) {
	let state = seed;
	return (below: number) => {
		state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
		return state % below;
	};
}
const many = (seed: number, count: number) => {
	const pick = chance(seed);
	return Array.from({ length: count }, (_, index) => {
		const start = later(monday, pick(3 * 1440));
		return event(`e${index}`, toServer(start), toServer(later(start, [0, 5, 30, 45, 90, 600, 1500, 4000][pick(8)])), { all_day: pick(9) === 0 ? 1 : 0 });
	});
};

describe("any day", () => {
	const seeds = Array.from({ length: 25 }, (_, index) => index + 1);
	it.each(seeds)("never lays one box over another, nor leaves one out (%i)", (seed) => {
		const events = many(seed, 40);
		for (let index = 0; index < 4; index += 1) {
			const day = new Date(2026, 10, 23 + index);
			const placed = placeDay(events, day);
			expect(placed.map((one) => one.event.name).sort()).toEqual(events.filter((one) => !isWholeDay(one) && startOf(one) < later(day, 1440) && (endOf(one) > day || startOf(one) >= day)).map((one) => one.name).sort());
			for (const one of placed) {
				expect(one.lane + one.span).toBeLessThanOrEqual(one.lanes);
				expect(one.from >= 0 && one.to <= 1440 && one.to - one.from >= 30 && one.span >= 1).toBe(true);
				for (const other of placed) {
					const apart = other.to <= one.from || other.from >= one.to || other.lane >= one.lane + one.span || one.lane >= other.lane + other.span;
					expect(one === other || apart).toBe(true);
				}
			}
		}
	});
	it.each(seeds)("gives every whole day a bar of its own (%i)", (seed) => {
		const days = Array.from({ length: 7 }, (_, index) => new Date(2026, 10, 23 + index));
		const events = many(seed, 30);
		const bars = placeBars(events, days);
		expect(bars.length).toBe(events.filter(isWholeDay).length);
		for (const one of bars) for (const other of bars) expect(one === other || one.lane !== other.lane || one.last < other.first || other.last < one.first).toBe(true);
		for (let index = 0; index < 7; index += 1)
			for (const room of [1, 2, 4, 9]) {
				const { lanes, timed, hidden } = fillDay(events, bars, days, index, room);
				const here = bars.filter((bar) => bar.first <= index && bar.last >= index);
				expect(lanes + timed.length + (hidden ? 1 : 0)).toBeLessThanOrEqual(room);
				expect(timed.length + hidden + here.filter((bar) => bar.lane < lanes).length).toBe(events.filter((one) => !isWholeDay(one) && placeDay([one], days[index]).length).length + here.length);
			}
	});
});

describe("days and weeks", () => {
	it("has every day of a month once, in weeks from Monday", () => {
		for (let month = 0; month < 36; month += 1) {
			const weeks = weeksOf(new Date(2026, month, 17));
			expect(weeks.every((week) => week.length === 7 && week[0].getDay() === 1)).toBe(true);
			const inside = weeks.flat().filter((day) => day.getMonth() === month % 12);
			expect(inside.map((day) => day.getDate())).toEqual(Array.from({ length: new Date(2026, month + 1, 0).getDate() }, (_, index) => index + 1));
		}
	});
	it.each([
		["2026-11-23", 48],
		["2026-01-01", 1],
		["2027-01-01", 53],
		["2026-12-31", 53],
		["2024-12-30", 1],
	])("knows that %s is in week %i", (day, week) => expect(weekNumber(new Date(`${day}T00:00:00`))).toBe(week));
	it("is tested where the clock changes", () => expect(new Date(2026, 2, 29, 4).getTime() - new Date(2026, 2, 29).getTime()).toBe(3 * 3_600_000));
	it("counts days over the change of the clock", () => {
		expect(daysBetween(new Date(2026, 2, 28), new Date(2026, 2, 30))).toBe(2);
		expect(daysBetween(new Date(2026, 9, 24), new Date(2026, 9, 26))).toBe(2);
	});
	it("keeps the length over the change of the clock", () => {
		const visit = event("v", "2026-03-28 23:00:00", "2026-03-29 04:00:00");
		expect(lengthOf(visit)).toBe(300);
		expect(toServer(moved(visit, 1, 0).end)).toBe("2026-03-30 04:00:00");
		expect(toServer(stretched(event("w", "2026-10-24 22:00:00", "2026-10-25 01:00:00"), 240).end)).toBe("2026-10-25 05:00:00");
	});
	it("takes a whole day for one also when it has 23 hours", () => {
		const { start, end } = wholeDays(new Date(2026, 2, 29));
		expect([toServer(start), toServer(end)]).toEqual(["2026-03-29 00:00:00", "2026-03-29 23:59:00"]);
		expect(isWholeDay(event("d", "2026-03-29 00:00:00", "2026-03-30 00:00:00"))).toBe(true);
	});
});
