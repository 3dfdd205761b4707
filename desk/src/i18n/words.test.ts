// Words of the framework, dates of machines and codes of records have no place where staff look.
import { describe, expect, it } from "vitest";
import { __, setTexts } from "./translate";
import { staffWords } from "./words";

const sources = import.meta.glob<string>("../**/*.{vue,ts}", { query: "?raw", import: "default", eager: true });
const FORBIDDEN = /\b(party|parties|doctype|workflow|submit(ted)?|docstatus|record code)\b/i;

const texts = Object.entries(sources)
	.filter(([path]) => !path.endsWith(".test.ts"))
	.flatMap(([path, source]) => [...source.matchAll(/\b__\(\s*(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)')/g)].map((match) => ({ path, text: match[1] ?? match[2] })));

const metadata = import.meta.glob<Record<string, unknown>>("../../../relcrm/**/doctype/*/*.json", { import: "default", eager: true });

/** What staff read of a kind of record: its name, its labels, the help beside fields, the choices. */
function shownOf(record: Record<string, unknown>): string[] {
	const fields = (record.fields ?? []) as Record<string, string>[];
	const ofFields = fields.filter((field) => !field.hidden).flatMap((field) => [field.label, field.description, ...(field.fieldtype === "Select" ? field.options.split("\n") : [])]);
	return [record.name as string, record.description as string, ...ofFields].filter(Boolean);
}

describe("texts of the metadata", () => {
	const shown = Object.values(metadata).filter((record) => record.doctype === "DocType").flatMap(shownOf);
	it("are found at all", () => expect(shown.length).toBeGreaterThan(300));
	it("have no word of the framework in English", () => {
		setTexts("en", {});
		expect(shown.map((text) => __(text)).filter((text) => FORBIDDEN.test(text))).toEqual([]);
	});
});

describe("texts of the desk", () => {
	it("are found at all", () => expect(texts.length).toBeGreaterThan(300));
	it("have no word of the framework", () => expect(texts.filter(({ text }) => FORBIDDEN.test(text))).toEqual([]));
	it("replace the framework's words in English", () => {
		setTexts("en", {});
		expect(__("Party")).toBe("Company or person");
		expect(Object.values(staffWords).filter((text) => FORBIDDEN.test(text))).toEqual([]);
	});
});

describe("__", () => {
	it("fills values and takes the text of its context first", () => {
		setTexts("it", { "{0} rows": "{0} righe", Home: "Casa", "Home:Desk": "Home" });
		expect(__("{0} rows", [3])).toBe("3 righe");
		expect(__("Home")).toBe("Casa");
		expect(__("Home", [], "Desk")).toBe("Home");
		expect(__(undefined)).toBe("");
		setTexts("en", {});
	});
});
