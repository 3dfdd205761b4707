import { describe, expect, it } from "vitest";
import type { EventType, OwnField } from "@/api/agenda";
import { asField, otherRows, saidIn, valueOf, withValue } from "./ownFields";

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
	});
});
