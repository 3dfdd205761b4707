import { describe, expect, it } from "vitest";
import type { Notice } from "@/api/notices";
import { strengthOf } from "@/components/settings/strength";
import { nextWait, wordsOf } from "./notices";

const notice = (values: Partial<Notice>): Notice => ({ name: "n", subject: "<b>Anna</b> did it", creation: "2026-11-22 10:00:00", read: 0, from_user: "a@b.it", ...values });
const people = { "a@b.it": { full_name: "Anna Neri" } };

describe("the words of a notice", () => {
	it("are the reader's, with what the record is called", () => {
		expect(wordsOf(notice({ type: "Mention", title: "Casale" }), people)).toBe("Anna Neri calls you in a comment on Casale");
		expect(wordsOf(notice({ type: "Assignment", title: "Casale", given: 1 }), people)).toBe("Anna Neri gives you Casale to do");
		expect(wordsOf(notice({ type: "Assignment", title: "Casale", given: 0 }), people)).toMatch(/has done or taken back/);
	});
	it("are the server's, as plain text, where the kind or the record is not known", () => {
		expect(wordsOf(notice({ type: "Alert", title: "Casale" }), people)).toBe("Anna did it");
		expect(wordsOf(notice({ type: "Mention", title: null }), people)).toBe("Anna did it");
	});
});

describe("the bell's look", () => {
	it("comes less often while nothing happens, and never less than every ten minutes", () => {
		let wait = 60_000;
		for (let look = 0; look < 10; look += 1) wait = nextWait(wait, false);
		expect(wait).toBe(600_000);
		expect(nextWait(wait, true)).toBe(60_000);
	});
});

describe("the strength of a password", () => {
	it.each([
		["", 0],
		["aaaa", 1],
		["aaaaaaaaaaaaaaaa", 1],
		["Password1", 2],
		["una frase lunga da ricordare", 4],
		["Prova-del-desk-2026", 4],
	])("%s is %i", (password, score) => expect(strengthOf(password)).toBe(score));
});
