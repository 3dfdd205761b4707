import { beforeEach, describe, expect, it } from "vitest";
import type { Command } from "./commands";
import { agendaOf, arranged, findCommands, isNamed, itemOf } from "./palette";
import { noteOpened, ranked, readOpened } from "./recent";

const command = (id: string, label: string, words = ""): Command => ({ id, label, words, icon: "", run: () => undefined });
const call = command("call", "Note down a call", "telefonata chiamata call phone");
const agenda = command("agenda", "Go to the agenda", "calendario agenda calendar");
const theme = command("theme", "Dark colours", "tema scuro dark");

describe("actions", () => {
	it.each(["telefonata", "chiamata", "call", "telef", "Chiam", "note down"])("are found in both languages: %s", (text) => {
		expect(findCommands([agenda, theme, call], text).named.map((one) => one.id)).toEqual(["call"]);
	});
	it("named by the text come before those that only hold a word of it", () => {
		const { named, others } = findCommands([agenda, theme, call], "go");
		expect(named).toEqual([]);
		expect(others.map((one) => one.id)).toEqual(["agenda"]);
	});
	it("do not crowd out names of two letters", () => {
		expect(isNamed(call, "ca")).toBe(false);
	});
});

describe("groups", () => {
	it("show an action once, and no empty heading", () => {
		const groups = arranged([
			{ id: "a", title: "A", items: [itemOf(call)] },
			{ id: "b", title: "B", items: [itemOf(call)] },
			{ id: "c", title: "C", items: [itemOf(call), itemOf(theme)] },
		]);
		expect(groups.map((group) => [group.id, group.items.map((item) => item.key)])).toEqual([
			["a", ["do/call"]],
			["c", ["do/theme"]],
		]);
	});
});

describe("whose agenda", () => {
	it.each([
		["agenda rossi", "rossi"],
		["Agenda di Rossi", "Rossi"],
		["open the agenda of Anna Rossi", "Anna Rossi"],
		["calendario di Neri", "Neri"],
	])("is read from %s", (text, name) => expect(agendaOf(text)).toBe(name));
	it.each(["agenda", "agenda r", "rossi", "agendare rossi"])("is nobody's in %s", (text) => expect(agendaOf(text)).toBeUndefined());
});

describe("opened records", () => {
	beforeEach(() => localStorage.clear());
	it("are counted, each kept once", () => {
		noteOpened("Party", "PTY-1", 1);
		noteOpened("Party", "PTY-2", 2);
		noteOpened("Party", "PTY-1", 3);
		expect(readOpened().map((one) => [one.name, one.times])).toEqual([
			["PTY-1", 2],
			["PTY-2", 1],
		]);
	});
	it("come lately and often opened first", () => {
		const day = 86_400_000;
		const of = (name: string, times: number, days: number) => ({ doctype: "Party", name, times, last: -days * day });
		expect(ranked([of("old", 1, 30), of("often", 9, 5), of("now", 1, 0), of("once", 1, 3)], 0).map((one) => one.name)).toEqual(["often", "now", "once", "old"]);
	});
	it("never hold what a record is called", () => {
		noteOpened("Party", "PTY-1");
		expect(Object.keys(readOpened()[0]).sort()).toEqual(["doctype", "last", "name", "times"]);
	});
});
