import { describe, expect, it } from "vitest";
import { beginNote, noteFor, writtenNote } from "./noteTemplate";

const template = "Requests:\nCommitments:";

describe("a note that begins with headings", () => {
	it("gives room to write after each", () => {
		expect(beginNote(template)).toBe("Requests: \nCommitments: ");
		expect(beginNote()).toBe("");
	});
	it("is nothing as long as nothing was written", () => {
		expect(writtenNote(beginNote(template), template)).toBe("");
		expect(writtenNote("  \n", template)).toBe("");
	});
	it("keeps only headings with something under them", () => {
		expect(writtenNote("Requests: the price list\nCommitments: ", template)).toBe("Requests: the price list");
		expect(writtenNote("Requests: \nCommitments: call Monday", template)).toBe("Commitments: call Monday");
		expect(writtenNote("Requests:\n- list\n- samples\n\nCommitments: ", template)).toBe("Requests:\n- list\n- samples");
		expect(writtenNote("They rang", template)).toBe("They rang");
	});
	it("changes with the kind only while untouched", () => {
		expect(noteFor(beginNote(template), template, "Shown:")).toBe("Shown: ");
		expect(noteFor("Requests: list", template, "Shown:")).toBe("Requests: list");
		expect(noteFor(beginNote(template), template)).toBe("");
	});
});
