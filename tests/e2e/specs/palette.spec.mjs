// The one search box by keyboard alone: what one wants to do, what one looks for, what was opened lately.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Card } from "../pages/card.page.mjs";
import { Shell } from "../pages/shell.page.mjs";
import { useBrowser } from "../support/browser.mjs";
import { assertAccessible, assertNoSideScroll } from "../support/axe.mjs";

const { open } = useBrowser();
const marked = (shell) => shell.page.locator(".shell-search [role=option][aria-selected=true]");

async function type(shell, text) {
	await shell.page.keyboard.press("Control+k");
	await shell.search.fill(text);
}

describe("the search box", () => {
	it("does what one says, in the words of either language", async () => {
		const { page, context } = await open();
		const shell = new Shell(page);
		await shell.go("");
		for (const words of ["telefonata", "chiamata", "phone call"]) {
			await type(shell, words.split(" ")[0]);
			await marked(shell).getByText("Annota una telefonata").waitFor();
		}
		await page.keyboard.press("Enter");
		await page.getByRole("dialog").waitFor();
		await context.close();
	});
	it("finds without accents, legal forms and word order, and offers a call by arrow right", async () => {
		const { page, context } = await open({ user: "direzione@demo.example.com" });
		const shell = new Shell(page);
		await shell.go("");
		for (const words of ["treviso casale", "CASALE srl", "casale"]) {
			await type(shell, words);
			await marked(shell).getByText("Casale S.r.l.", { exact: true }).waitFor();
		}
		await assertAccessible(page, "the search box with hits");
		await page.keyboard.press("ArrowRight");
		await page.keyboard.press("Enter");
		const dialog = page.getByRole("dialog");
		await dialog.waitFor();
		assert.match(await dialog.textContent(), /Casale|telefonata/i);
		await context.close();
	});
	it("opens a hit, and offers it again when empty", async () => {
		const { page, context } = await open({ user: "direzione@demo.example.com" });
		const shell = new Shell(page);
		await shell.go("");
		await type(shell, "casale");
		await marked(shell).getByText("Casale S.r.l.", { exact: true }).waitFor();
		await page.keyboard.press("Enter");
		await new Card(page).title.waitFor();
		await page.goto("/relcrm/more");
		await page.locator("main h1").waitFor();
		await page.keyboard.press("Control+k");
		await shell.hits.filter({ hasText: "Casale S.r.l." }).first().waitFor();
		await page.keyboard.press("Escape");
		assert.equal(await shell.hits.first().isVisible(), false);
		await context.close();
	});
	it("takes the whole screen of a phone", async () => {
		const { page, context } = await open({ width: 390, height: 844, theme: "dark" });
		const shell = new Shell(page);
		await shell.go("");
		await shell.search.click();
		await shell.search.fill("agenda");
		await marked(shell).getByText("Vai all'agenda").waitFor();
		const box = await page.locator(".shell-search--open").boundingBox();
		assert.deepEqual([box.width, box.height], [390, 844]);
		await assertAccessible(page, "the search box on a phone");
		await assertNoSideScroll(page, "the search box on a phone");
		await marked(shell).click();
		await page.waitForURL(/\/agenda/);
		await context.close();
	});
});
