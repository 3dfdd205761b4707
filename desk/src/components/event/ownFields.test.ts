import { describe, expect, it } from "vitest";
import type { EventType, OwnField } from "@/api/agenda";
import { emptyEvent, valuesOf } from "./eventDraft";
import { asField, otherRows, saidIn, valueOf, withoutRow, withValue } from "./ownFields";

const own = (field_key: string, value_type: OwnField["value_type"], column: string, choices: string[] = []): OwnField => ({ field_key, label: field_key, value_type, column, choices: choices.map((value) => ({ value, title: value })), expected: 0 });
const metres = own("metres", "Number", "number");
const roof = own("roof", "Choice", "choice", ["Flat", "Pitched"]);

describe("own fields of a kind of event", () => {
	it("are fields of their type", () => {
		expect(asField(metres).fieldtype).toBe("Float");
		expect(asField(roof)).toMatchObject({ fieldtype: "Select", options: "\nFlat\nPitched" });
	});
	it("keep each value in the column of its type, in one row", () => {
		const rows = withValue(roof, withValue(metres, [], 12.5), "Flat");
		expect(rows).toMatchObject([{ field_key: "metres", number: 12.5, idx: 1 }, { field_key: "roof", choice: "Flat", idx: 2 }]);
		expect(withValue(metres, rows, 13)).toMatchObject([{ number: 13 }, { choice: "Flat" }]);
		expect(valueOf(metres, rows)).toBe(12.5);
	});
	it("lose the row with its value", () => expect(withValue(metres, withValue(metres, [], 1), null)).toEqual([]));
	it("show what was said under another kind", () => {
		const rows = [{ field_key: "metres", number: 3 }, { field_key: "old", label: "Old", text: "yes", number: 0 }];
		const others = otherRows({ fields: [metres] } as EventType, rows);
		expect(others.map(saidIn)).toEqual(["yes"]);
		expect(withoutRow(rows[1], rows)).toEqual([{ ...rows[0], idx: 1 }]);
	});
	it("say days and numbers as the reader writes them", () => {
		const rows = [{ field_key: "by", date: "2026-12-22" }, { field_key: "metres", number: 1250.5 }, { field_key: "roof", number: 0, choice: "Flat" }];
		expect(rows.map(saidIn)).toEqual(["22/12/2026", "1,250.5", "Flat"]);
	});
	it("are sent for the kind that was chosen at last only", () => {
		const draft = { ...emptyEvent({ kind: "appointment" }), values: [{ field_key: "metres", number: 3 }, { field_key: "roof", choice: "Flat" }] };
		expect(valuesOf(draft, { fields: [roof] } as EventType).event_values).toEqual([draft.values[1]]);
		expect(valuesOf(draft, { fields: [] as OwnField[] } as EventType).event_values).toBeUndefined();
	});
});
