import { beforeEach, describe, expect, it } from "vitest";
import { dropBegun, hasBegun, keepBegun, readBegun } from "./surveyDraft";

const begun = { answers: { Macchine: 3 }, refused: ["Fatturato"], contact_person: "CNT-1", notes: "" };

describe("answers that were begun", () => {
	beforeEach(() => localStorage.clear());

	it("come back by company and sheet, and go when they are saved", () => {
		keepBegun("PTY-1", "Prima visita", begun);
		expect(readBegun("PTY-1", "Prima visita")).toEqual(begun);
		expect(readBegun("PTY-1", "Altro")).toBeUndefined();
		expect([hasBegun("PTY-1"), hasBegun("PTY-2"), hasBegun("PTY")]).toEqual([true, false, false]);
		dropBegun("PTY-1", "Prima visita");
		expect(hasBegun("PTY-1")).toBe(false);
	});

	it("are forgotten when nothing is left of them", () => {
		keepBegun("PTY-1", "Prima visita", begun);
		keepBegun("PTY-1", "Prima visita", { answers: {}, refused: [], notes: "  " });
		expect(hasBegun("PTY-1")).toBe(false);
	});
});
