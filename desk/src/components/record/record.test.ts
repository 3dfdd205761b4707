import { mount } from "@vue/test-utils";
import { describe, expect, it } from "vitest";
import type { Cell, Entry } from "@/api/record";
import RichText from "@/fields/rich_text/RichText";
import { hasWords, foldText } from "@/lib/folding";
import { showFileSize } from "@/lib/fileSize";
import { joined } from "./useSide";
import { isStored, wordsFor } from "./values";

const cell = (fieldtype: string, options?: string): Cell => ({ fieldname: "x", label: "X", fieldtype, options });
const entry = (key: string): Entry => ({ key, kind: "comment", at: "2026-11-22 10:00:00" });

describe("a value of a change", () => {
	it("is shown by its field's view when it is as stored", () => {
		expect(isStored(cell("Currency"), "1200.5")).toBe(true);
		expect(isStored(cell("Date"), "2026-11-22")).toBe(true);
		expect(isStored(cell("Check"), 1)).toBe(true);
	});
	it("is shown as it stands when the server kept it as the writer saw it", () => {
		expect(isStored(cell("Currency"), "€ 1.200,50")).toBe(false);
		expect(isStored(cell("Date"), "22-11-2026")).toBe(false);
		expect(wordsFor(cell("Date"), "22-11-2026", {})).toBe("22/11/2026");
	});
	it("names linked records, and says when one is not the reader's to see", () => {
		const titles = { "Party::PTY-1": "Casale S.r.l.", "Party::PTY-2": "" };
		expect(wordsFor(cell("Link", "Party"), "PTY-1", titles)).toBe("Casale S.r.l.");
		expect(wordsFor(cell("Link", "Party"), "PTY-2", titles)).toBe("(not yours to see)");
		expect(wordsFor(cell("Link", "Party"), null, titles)).toBe("empty");
	});
	it("is shortened when it is long", () => {
		expect(wordsFor(cell("Text Editor"), `<p>${"parola ".repeat(60)}</p>`, {})).toHaveLength(160);
	});
});

describe("a comment", () => {
	const draw = (html: string) => mount(RichText, { props: { html } }).html();
	it("keeps its form and its mentions", () => {
		const html = draw('<p>Ciao <span class="mention" data-id="a@b.it">@Anna</span>, <strong>oggi</strong></p><ul><li>uno</li></ul>');
		expect(html).toContain('<span class="mention">@Anna</span>');
		expect(html).toContain("<strong>oggi</strong>");
		expect(html).toContain("<li>uno</li>");
	});
	it("that is plain keeps its lines, and draws no picture from outside", () => {
		expect(draw("uno\ndue").match(/<p>/g)).toHaveLength(2);
		expect(draw('<p>a<img src="https://evil.example/p.gif"></p>')).not.toContain("img");
		expect(draw('<p><img src="/files/a.png" alt="b"></p>')).toContain('src="/files/a.png"');
	});
	it.each(['<img src=x onerror="alert(1)">', "<script>alert(1)</script>", '<a href="javascript:alert(1)">x</a>', '<p onclick="alert(1)">x</p>', "<svg><a href=1>x</a></svg>", '<a href="//evil.example">x</a>'])("draws nothing that could run: %s", (html) => {
		expect(draw(html)).not.toMatch(/script|onerror|onclick|href|<svg|<img/);
	});
});

describe("pages of a stream", () => {
	it("show an entry that moved to the next page once", () => {
		expect(joined([entry("a"), entry("b")], [entry("b"), entry("c")]).map((one) => one.key)).toEqual(["a", "b", "c"]);
	});
});

describe("words compared", () => {
	it("ignore accents, apostrophes, case and order", () => {
		expect(foldText("D’Angelò")).toBe("dangelo");
		expect(hasWords("Nota una chiamata", "chiam nota")).toBe(true);
		expect(hasWords("Nota una chiamata", "lettera")).toBe(false);
	});
});

describe("a file's size", () => {
	it("is said with the unit that fits", () => {
		expect(showFileSize(512)).toMatch(/^512 byte/);
		expect(showFileSize(2_400_000)).toMatch(/^2[.,]4 MB$/);
	});
});
