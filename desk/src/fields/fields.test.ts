// Every field type of the metadata is entered and shown; values come and go unchanged.
import { mount } from "@vue/test-utils";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Quasar } from "quasar";
import { nextTick } from "vue";
import type { Field } from "@/api/meta";
import { setTexts } from "@/i18n/translate";
import { fieldType } from ".";
import { readDuration, showDuration } from "./duration/duration";
import { wordsOf } from "./link/links";
import { cleanPaste, forEditor, fromHtml, toHtml } from "./rich_text/html";
import RichText from "./rich_text/RichText";
import { cleanPhone } from "@/lib/phones";

const field = (fieldtype: string, more: Partial<Field> = {}): Field => ({ fieldname: "f", label: "F", fieldtype, ...more });
const global = { plugins: [[Quasar, {}]] as never[], stubs: { RouterLink: { template: "<a><slot /></a>" } } };
const enter = (of: Field, modelValue: unknown, more = {}) => mount(fieldType(of).Input, { props: { field: of, doc: {}, modelValue, id: "x", ...more }, global });
const show = (of: Field, value: unknown) => mount(fieldType(of).View, { props: { field: of, value, doc: {} }, global });
const told = (wrapper: ReturnType<typeof enter>) => wrapper.emitted("update:modelValue")?.at(-1)?.[0];

afterEach(() => setTexts("en", {}));

describe("entering", () => {
	it("reads a number as people here write it, and says when it is none", async () => {
		setTexts("it", {});
		const wrapper = enter(field("Currency"), null);
		await wrapper.find("input").setValue("1.240,50");
		expect(told(wrapper)).toBe(1240.5);
		await wrapper.find("input").setValue("12x");
		expect(wrapper.find("[role=alert]").exists()).toBe(true);
		expect(told(wrapper)).toBe(1240.5);
	});
	it("shows no number in an empty box, and takes a nought for what it is", async () => {
		const wrapper = enter(field("Int"), "");
		expect((wrapper.find("input").element as HTMLInputElement).value).toBe("");
		await wrapper.find("input").setValue("0");
		expect(told(wrapper)).toBe(0);
	});
	it("keeps the typed text of a number while it is typed", async () => {
		setTexts("it", {});
		const wrapper = enter(field("Float"), 1);
		await wrapper.find("input").setValue("1,");
		await wrapper.setProps({ modelValue: 1 });
		expect((wrapper.find("input").element as HTMLInputElement).value).toBe("1,");
	});
	it("cuts a whole number", async () => {
		const wrapper = enter(field("Int"), 0);
		await wrapper.find("input").setValue("7.9");
		expect(told(wrapper)).toBe(7);
	});
	it("reads a day and gives the server its form", async () => {
		const wrapper = enter(field("Date"), "");
		await wrapper.find("input").setValue("23/11/2026");
		await wrapper.find("input").trigger("change");
		expect(told(wrapper)).toBe("2026-11-23");
	});
	it("marks a day that is none and keeps what was typed", async () => {
		const wrapper = enter(field("Date"), "2026-11-23");
		await wrapper.find("input").setValue("31/02/2026");
		await wrapper.find("input").trigger("change");
		expect(wrapper.find("[role=alert]").exists()).toBe(true);
		expect((wrapper.find("input").element as HTMLInputElement).value).toBe("31/02/2026");
		expect(told(wrapper)).toBeUndefined();
	});
	it("offers nothing chosen for a choice without value", () => {
		const wrapper = enter(field("Select", { options: "Lead\nCustomer" }), undefined);
		expect(wrapper.findAll("option").map((option) => option.attributes("value"))).toEqual(["", "Lead", "Customer"]);
	});
	it("keeps a choice that is no longer in the list", () => {
		const wrapper = enter(field("Select", { options: "Lead" }), "Old");
		expect((wrapper.find("select").element as HTMLSelectElement).value).toBe("Old");
	});
	it("turns a tick into 1 and 0", async () => {
		const wrapper = enter(field("Check"), 0);
		await wrapper.find("input").setValue(true);
		expect(told(wrapper)).toBe(1);
	});
	it("leaves formatted text alone until it is changed", async () => {
		const wrapper = enter(field("Text Editor"), "<p>one <b>two</b></p>", { cell: true });
		expect((wrapper.find("textarea").element as HTMLTextAreaElement).value).toBe("one two");
		expect(told(wrapper)).toBeUndefined();
		await wrapper.find("textarea").setValue("a\n<b>");
		expect(told(wrapper)).toBe("<p>a</p><p>&lt;b&gt;</p>");
	});
	it("takes plain writing while the editor of formatted text is on its way, and lets it be finished", async () => {
		const wrapper = enter(field("Text Editor"), "<p>one</p>");
		await wrapper.find("textarea").trigger("focusin");
		await wrapper.find("textarea").setValue("two");
		await vi.dynamicImportSettled();
		expect(wrapper.find("textarea").exists()).toBe(true);
		expect(told(wrapper)).toBe("<p>two</p>");
		await wrapper.find("textarea").trigger("focusout");
		expect(wrapper.find("[contenteditable]").exists()).toBe(true);
		wrapper.unmount();
	});
	it("searches a linked record and takes the first answer with Enter, also one still on its way", async () => {
		vi.useFakeTimers();
		const answer = JSON.stringify({ message: [{ value: "TER-1", label: "Veneto" }] });
		vi.stubGlobal("fetch", async () => new Response(answer, { status: 200 }));
		const wrapper = enter(field("Link", { options: "Party Territory" }), "");
		await wrapper.find("input").setValue("ven");
		await wrapper.find("input").trigger("keydown", { key: "Enter" });
		await vi.advanceTimersByTimeAsync(200);
		vi.useRealTimers();
		await nextTick();
		expect(told(wrapper)).toBe("TER-1");
		expect((wrapper.find("input").element as HTMLInputElement).value).toBe("Veneto");
		vi.unstubAllGlobals();
	});
});

describe("showing", () => {
	it.each([
		["Currency", 1240.5, "€1,240.50"],
		["Percent", 57, "57 %"],
		["Int", 12000, "12,000"],
		["Date", "2026-11-23", "23/11/2026"],
		["Datetime", "2026-11-23 10:00:00.123456", "23/11/2026 10:00"],
		["Time", "9:05:00", "09:05"],
		["Check", 1, "Yes"],
		["Duration", 5400, "1 h 30 min"],
		["Text Editor", "a\nb", "a\nb"],
		["Small Text", "a\nb", "a\nb"],
	])("%s", (type, value, expected) => expect(show(field(type), value).text()).toBe(expected));
	it("links e-mail and telephone", () => {
		expect(show(field("Data", { options: "Email" }), "a@b.it").find("a").attributes("href")).toBe("mailto:a@b.it");
		const phone = show(field("Data", { fieldname: "main_phone" }), "+390422123456");
		expect(phone.text()).toBe("0422 123456");
		expect(phone.find("a").attributes("href")).toBe("tel:+390422123456");
	});
	it("never links to a script", () => {
		expect(show(field("Data", { options: "URL" }), "javascript:alert(1)").find("a").attributes("href")).toBe("https://javascript:alert(1)");
		expect(show(field("Attach"), "javascript:alert(1)").find("a").exists()).toBe(false);
	});
	it("falls back to plain text for a type it does not know", () => expect(show(field("Something New"), "x").text()).toBe("x"));
});

describe("words of a suggestion", () => {
	it("never are the record's code", () => expect(wordsOf({ value: "PTY-0000001", description: "PTY-0000001, Casale S.r.l., Treviso" })).toEqual({ title: "Casale S.r.l.", more: "Treviso" }));
	it("are the name where people gave it", () => expect(wordsOf({ value: "Veneto", description: "" })).toEqual({ title: "Veneto", more: "" }));
});

describe("helpers", () => {
	it("reads durations", () => expect(["90", "1:30", "1 h 30 min", "1h30", "1,5 ore", "2 ore e 5 min", "45 min", "20 s", "x", "1 x"].map(readDuration)).toEqual([5400, 5400, 5400, 5400, 5400, 7500, 2700, 20, undefined, undefined]));
	it("shows durations", () => expect([0, 20, 3600, 5400].map(showDuration)).toEqual(["0 min", "20 s", "1 h", "1 h 30 min"]));
	it("writes text as paragraphs and back", () => expect(fromHtml(toHtml("a\n\nb & <c>"))).toBe("a\n\nb & <c>"));
});

describe("formatted text", () => {
	const draw = (html: string) => mount(RichText, { props: { html } });
	it("is drawn with its marks and nothing that acts", () => {
		const drawn = draw(`<p onclick="x()">a <b>b</b></p><script>x()</scr${""}ipt><ul><li>c</li></ul><a href="javascript:x()">d</a><a href="https://e.it">e</a><img src="x" onerror="y()">`);
		expect(drawn.find("strong").text()).toBe("b");
		expect(drawn.findAll("a").map((link) => link.attributes("href"))).toEqual(["https://e.it"]);
		expect(drawn.html()).not.toMatch(/script|onclick|onerror|<img/);
		expect(drawn.find("li").text()).toBe("c");
	});
	it("from Word keeps words, bold and lists, and loses the rest", () => {
		const word = `<html xmlns:o="x"><head><style>p{color:red}</style></head><body><!--[if gte mso 9]><xml>y</xml><![endif]--><p class="MsoNormal" style="margin:0"><span style="font-weight:bold">Prezzo</span> <o:p></o:p></p><p style="mso-list:l0 level1"><span>·<span>&nbsp; </span></span>uno</p><p style="mso-list:l0 level1">due</p></body></html>`;
		const clean = cleanPaste(word);
		expect(clean).not.toMatch(/class=|style=|o:p|xml/i);
		expect(clean).toMatch(/<strong>Prezzo<\/strong>/);
		const lists = new DOMParser().parseFromString(clean, "text/html").querySelectorAll("ul");
		expect([...lists].map((list) => [...list.children].map((item) => item.textContent?.trim()))).toEqual([["uno", "due"]]);
	});
	it("that was plain keeps its lines in the editor", () => expect(forEditor("a\nb < c")).toBe("<p>a</p><p>b &lt; c</p>"));
});

describe("a pasted telephone number", () => {
	it.each([
		["Tel. 0422/12.34.56", "0422123456"],
		["tel:+390422123456", "0422 123456"],
		["+39 (0)422 123456", "0422 123456"],
		["+49 (0)30 123456", "+4930123456"],
		["0039 348 1234567", "348 123 4567"],
		["casale", undefined],
		["0422 123456 / 0422 123457", undefined],
	])("%s", (pasted, expected) => expect(cleanPhone(pasted)).toBe(expected));
});
