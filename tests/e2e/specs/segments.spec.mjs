// A segment is composed by words in under a minute, kept, used as a list and in other lists, frozen, compared.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertAccessible, assertNoSideScroll } from "../support/axe.mjs";
import { ask, send, useBrowser } from "../support/browser.mjs";
import { countKeys } from "../support/keys.mjs";

const { open } = useBrowser();
const OFFICE = "direzione@demo.example.com";
const SEARCH = "Chi ne fa parte? Scrivi una parola";
const BY_PROFILE = 4;
const BY_PURCHASES = 3;

/** Writes a word, waits for the answer to all of its letters, and takes the meaning that is marked, or the one `of` which it is. */
async function write(page, word, of) {
	const before = await page.locator(".filter-group__list > li").count();
	await page.keyboard.type(word);
	const answered = page.getByRole("listbox", { name: SEARCH }).and(page.locator("[aria-busy=false]"));
	const options = answered.getByRole("option");
	await options.first().waitFor();
	if (of) {
		const texts = await options.allTextContents();
		const down = texts.findIndex((text) => text.includes(of));
		for (let step = 0; step < down; step++) await page.keyboard.press("ArrowDown");
	}
	await page.keyboard.press("Enter");
	await page.locator(".filter-group__list > li").nth(before).waitFor();
}
const counted = (page, count) => page.locator("[data-count]").filter({ hasText: new RegExp(`^${count}$`) }).waitFor();
const remove = async (page, ...names) => {
	for (const name of names) await send(page, "frappe.client.delete", { doctype: "Segment", name });
};
const nameOf = (page) => page.url().match(/SEG-\d+/)[0];

describe("a segment", () => {
	it("of all customers in Veneto, in mechanics, who buy lifting machines takes five Enters and 26 letters", async () => {
		const { page, context, problems } = await open({ user: OFFICE });
		await page.goto("/relcrm/segments/new");
		await page.getByRole("combobox", { name: SEARCH }).waitFor();
		const keys = await countKeys(page);
		await page.getByRole("combobox", { name: SEARCH }).focus();
		const began = Date.now();
		for (const word of ["veneto", "mecc", "cliente"]) await write(page, word);
		await write(page, "macchine per", "Compra");
		await counted(page, BY_PROFILE);
		await page.keyboard.press("Control+s");
		await page.waitForURL(/SEG-\d+/);
		const seconds = (Date.now() - began) / 1000;
		const used = await keys();
		console.log(`# a segment of five words: ${used} keys beside the text, ${seconds.toFixed(1)} s`);
		assert.ok(used <= 7, `${used} keys`);
		assert.ok(seconds < 60, `${seconds} s`);
		await assertAccessible(page, "a segment");
		await assertNoSideScroll(page);

		const name = nameOf(page);
		await page.getByRole("link", { name: "Apri come elenco" }).click();
		await page.locator(".list-count", { hasText: String(BY_PROFILE) }).waitFor();
		await page.locator(".filter-chips .filter__text").filter({ hasText: /nel segmento “Veneto, Meccanica, Cliente/ }).waitFor();
		const count = (doctype, ...conditions) => ask(page, "relcrm.api.lists.get_count", { query: JSON.stringify({ doctype, conditions }) }).then((found) => found.count);
		assert.equal(await count("Party", { segment: name }), BY_PROFILE);
		assert.ok((await count("Relation Event", { segment: name })) > 0);
		assert.deepEqual(problems, []);
		await remove(page, name);
		await context.close();
	});

	it("takes words that are typed without waiting for an answer", async () => {
		const { page, context, problems } = await open({ user: OFFICE });
		await page.goto("/relcrm/segments/new");
		await page.getByRole("combobox", { name: SEARCH }).focus();
		const typed = { veneto: 0, mecc: 200, cliente: 0 }; // some letter by letter, so that the first letters are answered
		for (const [word, delay] of Object.entries(typed)) {
			await page.keyboard.type(word, { delay });
			await page.keyboard.press("Enter");
		}
		await counted(page, 7);
		assert.equal(await page.getByRole("combobox", { name: SEARCH }).inputValue(), "");
		await page.getByRole("button", { name: "Togli questa condizione" }).first().click();
		await page.getByRole("link", { name: "Home" }).first().click();
		await page.getByRole("button", { name: "Esci senza salvare" }).click();
		await page.waitForURL(/relcrm\/?$/);
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("has the same answer by purchases, is frozen, has somebody taken out by hand, and is compared", async () => {
		const { page, context, problems } = await open({ user: OFFICE });
		await page.goto("/relcrm/segments/new");
		await page.getByRole("combobox", { name: SEARCH }).focus();
		for (const word of ["veneto", "mecc", "cliente"]) await write(page, word);
		await write(page, "macchine per", "Gruppi di prodotti");
		await counted(page, BY_PURCHASES);
		await page.getByLabel("Nome del segmento").fill("Chi compra macchine");
		await page.getByRole("button", { name: "Salva" }).click();
		await page.waitForURL(/SEG-\d+/);
		const name = nameOf(page);
		await page.getByRole("button", { name: "Altro su questo segmento" }).click();
		await page.getByRole("menuitem", { name: "Congela una copia di adesso" }).click();
		await page.getByText("chi c'era resta").waitFor();
		const frozen = nameOf(page);
		assert.notEqual(frozen, name);
		await counted(page, BY_PURCHASES);

		await page.goto(`/relcrm/segments/${name}`);
		await counted(page, BY_PURCHASES);
		await page.getByRole("button", { name: /^Togli a mano/ }).first().click();
		await counted(page, BY_PURCHASES - 1);
		await page.getByRole("heading", { name: "Sempre fuori" }).waitFor();

		await page.goto(`/relcrm/segments/compare?a=${frozen}&b=${name}`);
		await page.locator(".segment-pair__count").nth(1).filter({ hasText: "1" }).waitFor();
		assert.deepEqual(await page.locator(".segment-pair__count").allTextContents(), [BY_PURCHASES - 1, 1, 0, BY_PURCHASES].map(String));
		await assertAccessible(page, "two segments compared");
		await page.goto("/relcrm/segments");
		await page.locator(".segment-row__count", { hasText: String(BY_PURCHASES) }).waitFor();
		await assertAccessible(page, "segments");
		assert.deepEqual(problems, []);
		await remove(page, frozen, name);
		await context.close();
	});

	it("is made of the filters of a list, on a phone too, and what would be everybody is refused in a sentence", async () => {
		const { page, context } = await open({ user: OFFICE, width: 390, height: 844 });
		await page.goto(`/relcrm/people?f=${encodeURIComponent(JSON.stringify([["territory", "in", ["Veneto"]]]))}`);
		await page.getByRole("button", { name: "Strumenti" }).click();
		await page.getByRole("menuitem", { name: "Fanne un segmento" }).click();
		await page.getByRole("button", { name: "Salva" }).waitFor();
		await page.locator("[data-count]").waitFor();
		await assertNoSideScroll(page);
		await assertAccessible(page, "a new segment on a phone");
		await page.getByLabel("Nome del segmento").fill("Tutti quanti");
		await page.getByRole("button", { name: "Togli questa condizione" }).click();
		await page.getByRole("button", { name: "Salva" }).click();
		await page.getByText('"Tutti quanti" sarebbe tutti quanti').waitFor();
		await context.close();
	});
});
