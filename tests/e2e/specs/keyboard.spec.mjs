// The whole walk without a mouse, and no single-letter shortcut anywhere.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LogInPage } from "../pages/log_in.page.mjs";
import { Card } from "../pages/card.page.mjs";
import { Shell } from "../pages/shell.page.mjs";
import { AGENT, useBrowser } from "../support/browser.mjs";

const { open } = useBrowser();
const focused = (page) =>
	page.evaluate(() => {
		const { activeElement: on } = document;
		return on.matches("a, button") ? on.textContent.trim() || on.getAttribute("aria-label") : on.tagName;
	});

describe("by keyboard alone", () => {
	it("one logs in, searches, reads a card, plans an appointment and comes back", async () => {
		const { page, context } = await open({ guest: true });
		await new LogInPage(page).open();
		await page.keyboard.press("Tab");
		await page.keyboard.type(AGENT);
		await page.keyboard.press("Tab");
		await page.keyboard.type(process.env.E2E_PASSWORD);
		await page.keyboard.press("Enter");
		const shell = new Shell(page);
		await shell.search.waitFor();
		await page.keyboard.press("Control+k");
		await page.keyboard.type("casale");
		await shell.hits.filter({ hasText: "Casale" }).first().waitFor();
		await page.keyboard.press("Enter");
		const card = new Card(page);
		await card.title.waitFor();
		for (let steps = 0; steps < 20 && !(await focused(page)).includes("Appuntamento"); steps += 1) await page.keyboard.press("Tab");
		assert.match(await focused(page), /Appuntamento/);
		await page.keyboard.press("Enter");
		const dialog = page.getByRole("dialog");
		await dialog.waitFor();
		await page.waitForFunction(() => document.activeElement?.closest("[role=dialog]") && document.activeElement.tagName === "INPUT");
		await page.keyboard.type("Visita di prova");
		await page.keyboard.press("Enter");
		await card.planned.getByText("Visita di prova").waitFor();
		await dialog.waitFor({ state: "hidden" });
		await context.close();
	});
	it("the first Tab offers to skip to the page", async () => {
		const { page, context } = await open();
		await new Shell(page).go("/people");
		await page.evaluate(() => document.activeElement?.blur());
		await page.keyboard.press("Tab");
		assert.equal(await focused(page), "Vai alla pagina");
		await context.close();
	});
	it("a menu is walked with arrows and gives the focus back", async () => {
		const { page, context } = await open();
		await new Shell(page).go("");
		const button = page.getByRole("button", { name: "Nuovo" }).first();
		await button.focus();
		await page.keyboard.press("Enter");
		await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "menuitem");
		await page.keyboard.press("ArrowDown");
		assert.equal(await focused(page), "Pianifica un appuntamento");
		await page.keyboard.press("Escape");
		await page.waitForFunction(() => document.activeElement?.textContent?.includes("Nuovo"));
		await context.close();
	});
	it("no letter alone does anything", async () => {
		const { page, context } = await open();
		const shell = new Shell(page);
		await shell.go("/people");
		await page.evaluate(() => document.activeElement?.blur());
		const before = page.url();
		for (const letter of "abcdefghijklmnopqrstuvwxyz0123456789/?.") await page.keyboard.press(letter === "?" ? "Shift+?" : letter);
		assert.equal(page.url(), before);
		assert.equal(await page.getByRole("dialog").count(), 0);
		assert.equal(await shell.hits.count(), 0);
		await context.close();
	});
});
