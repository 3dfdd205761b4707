// Every screen, at desktop and phone width, light and dark: nothing for axe, nothing wider than the screen, no page errors.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LogInPage } from "../pages/log_in.page.mjs";
import { CallDialog } from "../pages/call.page.mjs";
import { Shell } from "../pages/shell.page.mjs";
import { ADMINISTRATOR, ask, useBrowser } from "../support/browser.mjs";
import { assertAccessible, assertNoSideScroll } from "../support/axe.mjs";
import { customising, looks, screens } from "../support/screens.mjs";

const { open } = useBrowser();
async function check(page, where) {
	await page.waitForLoadState("networkidle");
	await assertAccessible(page, where);
	await assertNoSideScroll(page, where);
}

for (const look of looks) {
	describe(`at ${look.width} pixels, ${look.theme}`, () => {
		it("log-in", async () => {
			const { page, context } = await open({ ...look, guest: true });
			await new LogInPage(page).open();
			await check(page, "log-in");
			await context.close();
		});
		it("every page", async () => {
			const { page, context, problems } = await open(look);
			const shell = new Shell(page);
			for (const [name, path] of Object.entries(screens)) {
				await shell.go(path);
				await check(page, name);
			}
			assert.deepEqual(problems, []);
			await context.close();
		});
		it("every page of customising", async () => {
			const { page, context, problems } = await open({ ...look, user: ADMINISTRATOR });
			const shell = new Shell(page);
			for (const [name, path] of Object.entries(customising)) {
				await shell.go(path);
				await check(page, name);
			}
			assert.deepEqual(problems, []);
			await context.close();
		});
		it("card, its dialogs, an event for reading and changing, search", async () => {
			const { page, context, problems } = await open(look);
			const shell = new Shell(page);
			const [hit] = await ask(page, "relcrm.api.search.search", { text: "casale", kind: "Party" });
			await shell.go(`/card/${hit.name}`);
			await check(page, "card");
			await page.getByRole("button", { name: "Lettera" }).click();
			await page.locator(".letter-to").waitFor();
			await check(page, "letter");
			await page.keyboard.press("Escape");
			await page.getByRole("dialog").waitFor({ state: "hidden" });
			await page.locator(".event-line__what").first().click();
			await page.locator(".form-grid--read").first().waitFor();
			await check(page, "event");
			await page.getByRole("button", { name: "Modifica" }).click();
			await page.getByRole("button", { name: "Altro" }).last().click();
			await check(page, "event, changing");
			await shell.go("");
			const call = new CallDialog(page);
			await call.openByKeys();
			await page.keyboard.type("cas");
			await call.hits.first().waitFor();
			await check(page, "call");
			await page.keyboard.press("Escape");
			await page.keyboard.press("Escape");
			await call.dialog.waitFor({ state: "hidden" });
			await shell.find("tre");
			await check(page, "search");
			assert.deepEqual(problems, []);
			await context.close();
		});
	});
}
