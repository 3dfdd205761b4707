import { describe, expect, it } from "vitest";
import { sharedWords } from "./segments";

const row = { visibility: "Private" as const, role: null, mine: 1 as const, owner_name: "Anna Neri", shared_with: [] as string[] };

describe("who sees a segment", () => {
	it.each([
		[row, "Only mine"],
		[{ ...row, shared_with: ["Ugo Bo"] }, "Mine, shared with Ugo Bo"],
		[{ ...row, shared_with: ["Ugo Bo", "Ida Re"] }, "Mine, shared with Ugo Bo, Ida Re"],
		[{ ...row, shared_with: ["Ugo Bo", "Ida Re", "Leo Po"] }, "Mine, shared with 3 colleagues"],
		[{ ...row, mine: 0 as const }, "Belongs to Anna Neri"],
		[{ ...row, visibility: "Role" as const, role: "RelCRM User" }, "Seen by: RelCRM User"],
		[{ ...row, visibility: "Everyone" as const, mine: 0 as const }, "Everybody sees it"],
	])("is said in a few words: %#", (one, words) => expect(sharedWords(one)).toBe(words));
});
