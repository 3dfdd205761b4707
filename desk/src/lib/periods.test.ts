import { describe, expect, it } from "vitest";
import { toServerDate } from "./dates";
import { daysOf, periods } from "./periods";

const days = (id: string, today: Date) => daysOf(id, today)!.map(toServerDate);

describe("periods by name", () => {
	const today = new Date(2026, 10, 22, 9);
	it("know their first and last day", () => {
		expect(days("this-month", today)).toEqual(["2026-11-01", "2026-11-30"]);
		expect(days("last-month", new Date(2026, 0, 31))).toEqual(["2025-12-01", "2025-12-31"]);
		expect(days("this-quarter", today)).toEqual(["2026-10-01", "2026-12-31"]);
		expect(days("last-quarter", new Date(2026, 1, 3))).toEqual(["2025-10-01", "2025-12-31"]);
		expect(days("this-week", today)).toEqual(["2026-11-16", "2026-11-22"]);
		expect(days("last-year", today)).toEqual(["2025-01-01", "2025-12-31"]);
		expect(days("last-30-days", today)).toEqual(["2026-10-24", "2026-11-22"]);
	});
	it("never end before they begin, on any day of a leap year", () => {
		for (let day = 0; day < 366; day++) for (const period of periods()) {
			const [from, to] = period.days(new Date(2028, 0, 1 + day, 23, 59));
			expect(from.getTime()).toBeLessThanOrEqual(to.getTime());
		}
	});
	it("are none for an unknown word", () => expect(daysOf("sometime")).toBeUndefined());
});
