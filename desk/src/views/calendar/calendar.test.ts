import { describe, expect, it } from "vitest";
import type { Field, Meta } from "@/api/meta";
import { moved } from "@/components/agenda/layout";
import { fromServer, toServerDate } from "@/lib/dates";
import { byDays, changesOf, kindsOf, toEntry, within } from "./entries";
import { dateFields, endOfField, spanOf } from "./fields";

const field = (fieldname: string, fieldtype = "Date", more: Partial<Field> = {}): Field => ({ fieldname, fieldtype, ...more });
const metaOf = (...fields: Field[]): Meta => ({ name: "Thing", fields, permissions: [] });
const date = (text: string) => fromServer(text) as Date;
const names = (fields: Field[]) => fields.map((one) => one.fieldname);

describe("the days of a record", () => {
	it("are its own dates, those that people enter first", () => {
		const meta = metaOf(field("closed_on", "Date", { read_only: 1 }), field("due"), field("secret", "Date", { permlevel: 1 }), field("gone", "Date", { hidden: 1 }), field("title", "Data"));
		expect(names(dateFields(meta))).toEqual(["due", "closed_on"]);
	});
	it("end where a field of the same name says so", () => {
		expect(endOfField(metaOf(field("starts_on", "Datetime"), field("ends_on", "Datetime")), "starts_on")).toBe("ends_on");
		expect(endOfField(metaOf(field("since"), field("until")), "since")).toBe("until");
		expect(endOfField(metaOf(field("due"), field("paid")), "due")).toBe("");
	});
	it("are those chosen, until a field is gone", () => {
		const meta = metaOf(field("since"), field("until"), field("signed"));
		expect(spanOf(meta)).toEqual({ start: "since", end: "until" });
		expect(spanOf(meta, { start: "signed", end: "until" })).toEqual({ start: "signed", end: "until" });
		expect(spanOf(meta, { start: "since", end: "" })).toEqual({ start: "since", end: "" });
		expect(spanOf(meta, { start: "lost", end: "until" })).toEqual({ start: "since", end: "until" });
	});
});

describe("the days that the administrator chose", () => {
	const meta = { ...metaOf(field("since"), field("until"), field("signed"), field("due")), relcrm_date: "signed", relcrm_end: "due" };

	it("come before those by name, and give way to the reader's", () => {
		expect(spanOf(meta)).toEqual({ start: "signed", end: "due" });
		expect(spanOf({ ...meta, relcrm_end: undefined })).toEqual({ start: "signed", end: "" });
		expect(spanOf(meta, { start: "since", end: "until" })).toEqual({ start: "since", end: "until" });
	});
	it("give way when their field is gone", () => {
		expect(spanOf({ ...meta, relcrm_date: "lost" })).toEqual({ start: "since", end: "until" });
		expect(spanOf({ ...meta, relcrm_end: "lost" })).toEqual({ start: "signed", end: "" });
	});
});

describe("the colours", () => {
	const states = ["New", "Offer", "Won"].map((state) => ({ state }));
	const meta = { ...metaOf(field("state", "Link", { options: "Workflow State" })), __workflow_docs: [{ doctype: "Workflow", name: "W", workflow_state_field: "state", states: [...states, ...states] }] };
	const entry = (value: string, title: string) => toEntry({ name: value, since: "2026-11-23" }, { start: "since", end: "" }, "x", "", { value, title })!;

	it("follow the process, whatever is on the screen, and name what is seen", () => {
		const seen = kindsOf(meta.fields[0], meta, [entry("Won", "Vinta"), entry("Gone", "Gone"), entry("New", "Nuova")]);
		expect(seen).toEqual([{ value: "New", title: "Nuova", hue: 1 }, { value: "Won", title: "Vinta", hue: 3 }, { value: "Gone", title: "Gone", hue: 4 }]);
	});
	it("are one where nothing tells records apart", () => expect(kindsOf(undefined, metaOf(), [entry("", "")])).toEqual([{ value: "", title: "", hue: 1 }]));
});

describe("entries", () => {
	const days = { start: "since", end: "until" };
	const moments = { start: "starts_on", end: "" };

	it("of days are whole days, of moments have their hour, without a day are none", () => {
		expect(toEntry({ name: "1", since: "2026-11-23", until: null }, days, "A")).toMatchObject({ all_day: 1, ends_on: undefined });
		expect(toEntry({ name: "2", starts_on: "2026-11-23 10:30:00" }, moments, "B")).toMatchObject({ all_day: 0, starts_on: "2026-11-23 10:30:00" });
		expect(toEntry({ name: "3", since: null }, days, "C")).toBeUndefined();
	});
	it("keep their hour and their length when they move", () => {
		const long = { name: "1", since: "2026-11-23", until: "2026-11-25" };
		const entry = toEntry(long, days, "A");
		expect(entry && changesOf(long, days, moved(entry, 7, 0))).toEqual({ since: "2026-11-30", until: "2026-12-02" });
		const hour = { name: "2", starts_on: "2026-10-24 10:30:00" };
		const other = toEntry(hour, moments, "B");
		expect(other && changesOf(hour, moments, moved(other, 1, 0))).toEqual({ starts_on: "2026-10-25 10:30:00" });
		const open = { name: "3", since: "2026-11-23", until: null };
		const third = toEntry(open, days, "C");
		expect(third && changesOf(open, days, moved(third, -1, 0))).toEqual({ since: "2026-11-22" });
	});
	it("are asked for by the days shown; those that last also when they began before", () => {
		expect(within(moments, date("2026-11-01"), date("2026-11-30"))).toEqual({ op: "all", of: [["starts_on", "between", ["2026-11-01", "2026-11-30"]]] });
		expect(within(days, date("2026-11-01"), date("2026-11-30"))).toMatchObject({ op: "any", of: [{ op: "all" }, { of: [["since", "<=", "2026-11-30"], ["until", ">=", "2026-11-01"]] }] });
	});
	it("stand once in the list of days, on the first day shown", () => {
		const rows = [{ name: "1", since: "2026-11-23", until: null }, { name: "2", since: "2026-10-01", until: "2026-11-05" }, { name: "3", since: "2026-12-01", until: null }, { name: "4", since: "2026-09-01", until: null }];
		const entries = rows.map((row) => toEntry(row, days, row.name)).filter((one) => one !== undefined);
		const list = byDays(entries, date("2026-11-01"), date("2026-11-30"));
		expect(list.map((one) => [toServerDate(one.day), one.entries.map((entry) => entry.name)])).toEqual([["2026-11-01", ["2"]], ["2026-11-23", ["1"]]]);
	});
});
