import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { Condition, Group } from "@/api/lists";
import { setTexts } from "@/i18n/translate";
import { listed } from "./sample";
import { conditionWords, groupWords, spanWords } from "./words";
import { readFileSync } from "node:fs";

const fields = {
	territory: listed("territory", { label: "Territory", fieldtype: "Link", options: "Party Territory" }),
	close: listed("close", { label: "Customer since", fieldtype: "Date" }),
	turnover: listed("turnover", { label: "Turnover", fieldtype: "Currency" }),
	name: listed("name", { label: "Name" }),
	no_phone: listed("no_phone", { label: "Do not call", fieldtype: "Check" }),
};
const say = (condition: Condition) => conditionWords(condition, fields[condition[0] as keyof typeof fields], (_, value) => value);

/** The Italian texts of the store, so that a missing one shows here. */
const store = readFileSync("../relcrm/translations/it.csv", "utf8");
const italian = Object.fromEntries(
	store.split("\n").flatMap((line) => {
		const [, source, text, context] = /^("(?:[^"]|"")*"|[^,]*),("(?:[^"]|"")*"|[^,]*),?(.*)$/.exec(line.trim()) ?? [];
		const plain = (cell = "") => cell.replace(/^"|"$/g, "").replaceAll('""', '"');
		return source ? [[plain(source) + (context ? `:${context}` : ""), plain(text)]] : [];
	}),
);

afterAll(() => setTexts("en", {}));

describe("conditions on what hangs on a record, in words", () => {
	const relation = { label: "Events", fieldOf: (path: string) => fields[path as keyof typeof fields], relationOf: () => undefined };
	const tell = (group: object) => groupWords({ op: "all", of: [], ...group } as Group, () => undefined, (_, value) => value, (key) => (key === "events" ? relation : undefined));
	it.each([
		[{ has: "events" }, "Events: at least 1"],
		[{ has: "events", count: ["=", 0], of: [["name", "contains", "demo"]] }, "Events: 0 (Name contains demo)"],
		[{ has: "events", count: ["between", [2, 4]], op: "any", of: [["no_phone", "=", 1], ["territory", "=", "Veneto"]] }, "Events: from 2 to 4 (Do not call: yes or Territory is Veneto)"],
		[{ has: "events", total: ["sum", "turnover"], is: [">", 1000] }, "Events, Turnover (Sum): more than 1,000"],
		[{ has: "gone" }, "Something that is no longer there"],
	])("%j is %s", (group, words) => {
		setTexts("en", {});
		expect(tell(group)).toBe(words);
	});
});

describe("conditions in words", () => {
	describe("in English", () => {
		beforeEach(() => setTexts("en", {}));
		it.each<[Condition, string]>([
			[["territory", "=", "Veneto"], "Territory is Veneto"],
			[["territory", "in", ["Veneto"]], "Territory is Veneto"],
			[["territory", "below", ["Veneto", "Lazio"]], "Territory in Veneto, Lazio"],
			[["territory", "not below", ["Veneto"]], "Territory outside Veneto"],
			[["territory", "in", ["Veneto", "Lazio", "Umbria"]], "Territory is Veneto, Lazio or Umbria"],
			[["territory", "not in", ["Veneto", "Lazio"]], "Territory is neither Veneto nor Lazio"],
			[["territory", "is", "not set"], "Territory is empty"],
			[["close", "within", { next: 7, unit: "days" }], "Customer since within 7 days"],
			[["close", "within", { last: 3, unit: "months" }], "Customer since in the last 3 months"],
			[["close", "not within", { last: 90, unit: "days" }], "Customer since: not in the last 90 days"],
			[["close", "within", "this week"], "Customer since this week"],
			[["close", "between", ["2026-11-01", "2026-11-30"]], "Customer since from 01/11/2026 to 30/11/2026"],
			[["close", "<", "today"], "Customer since before today"],
			[["turnover", ">=", 1000000], "Turnover at least 1,000,000"],
			[["name", "contains", "casale"], "Name contains casale"],
			[["no_phone", "=", 1], "Do not call: yes"],
			[["no_phone", "=", 0], "Do not call: no"],
		])("%j is %s", (condition, words) => expect(say(condition)).toBe(words));
		it("a linked record's field says whose it is", () => expect(conditionWords(["agent.team", "contains", "A"], listed("agent.team", { label: "Team", group: "Agent" }), (_, value) => value)).toBe("Team (Agent) contains A"));
		it("no word is said twice", () => expect(conditionWords(["by", "within", { next: 30, unit: "days" }], listed("by", { label: "Expected within", fieldtype: "Date" }), (_, value) => value)).toBe("Expected within 30 days"));
		it("groups say how their parts count", () =>
			expect(groupWords({ op: "all", of: [["territory", "=", "Veneto"], { op: "any", of: [["name", "contains", "a"], ["no_phone", "=", 1]] }, { op: "none", of: [["close", "is", "set"]] }] }, (path) => fields[path as keyof typeof fields], (_, value) => value, () => undefined)).toBe(
				"Territory is Veneto, (Name contains a or Do not call: yes), (none of: Customer since is filled)",
			));
		it("a field that is gone is said to be", () => expect(conditionWords(["gone", "=", "x"], undefined, (_, value) => value)).toBe("A field that is no longer there is x"));
	});
	describe("in Italian", () => {
		beforeEach(() => setTexts("it", italian));
		it.each<[Condition, string]>([
			[["territory", "=", "Veneto"], "Zona è Veneto"],
			[["territory", "in", ["Veneto", "Lazio"]], "Zona è Veneto o Lazio"],
			[["close", "between", ["2026-11-01", "2026-11-30"]], "Cliente dal dal 01/11/2026 al 30/11/2026"],
			[["turnover", ">=", 1000000.5], "Fatturato almeno 1.000.000,5"],
		])("%j is %s", (condition, words) => expect(say(condition)).toBe(words));
		it.each<[unknown, string]>([
			[{ next: 7, unit: "days" }, "entro 7 giorni"],
			[{ last: 2, unit: "weeks" }, "nelle ultime 2 settimane"],
			["this quarter", "questo trimestre"],
			["today", "oggi"],
		])("%j is %s", (span, words) => expect(spanWords(span)).toBe(words));
	});
});
