import { describe, expect, it } from "vitest";
import { addDays, startOfDay, toServer } from "./dates";
import { readWhen } from "./when";

const now = new Date(2026, 10, 25, 16, 10); // a Wednesday
const said = (text: string) => {
	const moment = readWhen(text, now);
	return moment && toServer(moment).slice(0, 16);
};

describe("a moment in words", () => {
	it.each([
		["domani 10", "2026-11-26 10:00"],
		["Domani alle 10:30", "2026-11-26 10:30"],
		["tomorrow at 10", "2026-11-26 10:00"],
		["dopodomani", "2026-11-27 09:00"],
		["ven 15.30", "2026-11-27 15:30"],
		["venerdì", "2026-11-27 09:00"],
		["lunedì prossimo alle 9", "2026-11-30 09:00"],
		["next monday 9", "2026-11-30 09:00"],
		["mercoledì", "2026-12-02 09:00"],
		["30/11 9", "2026-11-30 09:00"],
		["3/2", "2027-02-03 09:00"],
		["30/11/2027 1430", "2027-11-30 14:30"],
		["oggi pomeriggio", "2026-11-25 15:00"],
		["stasera", "2026-11-25 18:00"],
		["domani mattina", "2026-11-26 09:00"],
		["18", "2026-11-25 18:00"],
		["10", "2026-11-26 10:00"],
		["fra 3 giorni", "2026-11-28 09:00"],
		["tra una settimana 11", "2026-12-02 11:00"],
		["in 2 weeks", "2026-12-09 09:00"],
		["tra un mese", "2026-12-25 09:00"],
		["fra 2 ore", "2026-11-25 18:10"],
		["in 30 min", "2026-11-25 16:40"],
		["+7", "2026-12-02 09:00"],
	])("%s", (text, moment) => expect(said(text)).toBe(moment));

	it.each(["", "boh", "32/13", "domani forse", "alle 27", "fra tanti giorni", "lun mar"])("is none in %j", (text) => expect(said(text)).toBeUndefined());

	it("is never before today for any weekday and hour", () => {
		const names = ["lun", "mar", "mer", "gio", "ven", "sab", "dom"];
		for (let offset = 0; offset < 370; offset += 1) {
			const day = addDays(now, offset);
			const name = names[offset % 7];
			const found = readWhen(`${name} ${offset % 24}:15`, day);
			expect(found && found > startOfDay(day) && found < addDays(startOfDay(day), 9)).toBe(true);
			expect(found && ["dom", "lun", "mar", "mer", "gio", "ven", "sab"][found.getDay()]).toBe(name);
		}
	});
});
