import { describe, expect, it } from "vitest";
import { setTexts } from "@/i18n/translate";
import { addDays, fromServer, mondayOf, readDate, readMoment, readTime, showDate, showMonth, showNear, showSpan, toServer, toServerDate } from "./dates";

const now = new Date(2026, 10, 22, 9, 0);
const day = (text: string) => {
	const date = readDate(text, now);
	return date && toServerDate(date);
};

describe("readDate", () => {
	it.each([
		["23/11/2026", "2026-11-23"],
		["23/11", "2026-11-23"],
		["3.1.27", "2027-01-03"],
		["1-2-99", "1999-02-01"],
		["oggi", "2026-11-22"],
		["Tomorrow", "2026-11-23"],
		["+10", "2026-12-02"],
		["2026-11-23", "2026-11-23"],
		["22/11/26", "2026-11-22"],
		["231126", "2026-11-23"],
		["dopodomani", "2026-11-24"],
		["ven", "2026-11-27"],
		["domenica", "2026-11-29"],
	])("reads %j", (typed, expected) => expect(day(typed)).toBe(expected));
	it.each(["31/2/2026", "32/1", "13/13/2026", "casale", ""])("refuses %j", (typed) => expect(day(typed)).toBeUndefined());
});

describe("readTime", () => {
	it.each([
		["10", 600],
		["10:30", 630],
		["1030", 630],
		["9.05", 545],
		["0:00", 0],
	])("reads %j", (typed, minutes) => expect(readTime(typed)).toBe(minutes));
	it.each(["24:00", "10:60", "x", ""])("refuses %j", (typed) => expect(readTime(typed)).toBeUndefined());
});

describe("weeks", () => {
	it("begin on Monday, also for a Sunday", () => expect(toServerDate(mondayOf(now))).toBe("2026-11-16"));
	it("keep the hour over the change to summer time", () => expect(addDays(new Date(2027, 2, 27, 10, 0), 1).getHours()).toBe(10));
});

describe("server times", () => {
	it("come and go unchanged", () => expect(toServer(fromServer("2026-11-23 10:05:07.123456") ?? now)).toBe("2026-11-23 10:05:07"));
	it("are none for what is none", () => expect(fromServer("soon")).toBeUndefined());
});

describe("showing", () => {
	it("writes days as here, in both languages", () => {
		expect(showDate(now)).toBe("22/11/2026");
		setTexts("it", {});
		expect(showMonth(now)).toBe("novembre 2026");
		expect(showSpan(new Date(2026, 10, 16), now)).toBe("16–22 novembre 2026");
		setTexts("en", {});
		expect(showMonth(now)).toBe("November 2026");
	});
	it("speaks of near days by name", () => {
		expect(showNear(new Date(2026, 10, 23, 10, 0), now)).toBe("Tomorrow 10:00");
		expect(showNear(new Date(2026, 10, 21, 8, 30), now)).toBe("Yesterday 08:30");
	});
});

describe("readMoment", () => {
	const moment = (text: string) => {
		const found = readMoment(text, now);
		return found && `${toServerDate(found.day)} ${found.minutes ?? "-"}`;
	};
	it.each([
		["domani 10", "2026-11-23 600"],
		["oggi alle 9.30", "2026-11-22 570"],
		["22/11/26 9:30", "2026-11-22 570"],
		["lun ore 15", "2026-11-23 900"],
		["domani", "2026-11-23 -"],
		["23 11", "2026-11-23 -"],
	])("reads %j", (typed, expected) => expect(moment(typed)).toBe(expected));
	it.each(["10", "domani 25", "casale 10", ""])("refuses %j", (typed) => expect(moment(typed)).toBeUndefined());
});
