// Every screen, at desktop and phone width, light and dark: nothing for axe, nothing wider than the screen, no page errors.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LogInPage } from "../pages/log_in.page.mjs";
import { CallDialog } from "../pages/call.page.mjs";
import { Shell } from "../pages/shell.page.mjs";
import { ADMINISTRATOR, ask, setLanguage, useBrowser } from "../support/browser.mjs";
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

// English is longer or shorter than Italian, and has names of its own: a part of the screens in both widths and themes.
describe("in English", () => {
	const inEnglish = ["home", "agenda", "companies and people", "deals", "report in groups", "page of figures", "new company", "my settings"];
	for (const look of [looks[0], looks[3]]) {
		it(`at ${look.width} pixels, ${look.theme}`, async () => {
			const { page, context, problems } = await open({ ...look, user: "marketing@demo.example.com", lang: "en" });
			const shell = new Shell(page);
			await shell.go("");
			await setLanguage(page, "en");
			try {
				for (const name of inEnglish) {
					await shell.go(screens[name]);
					await check(page, name);
				}
				const [hit] = await ask(page, "relcrm.api.search.search", { text: "casale", kind: "Party" });
				await shell.go(`/card/${hit.name}`);
				await check(page, "card");
			} finally {
				await setLanguage(page, "it");
			}
			assert.deepEqual(problems, []);
			await context.close();
		});
	}
	it("the bell is called by the figure that it shows", async () => {
		const { page, context } = await open({ user: ADMINISTRATOR, lang: "en" });
		const shell = new Shell(page);
		await shell.go("/more");
		await setLanguage(page, "en");
		try {
			await shell.go("/more");
			const bell = page.locator(".bell");
			const shown = (await bell.locator(".bell__count").textContent()).trim();
			assert.match(await bell.getAttribute("aria-label"), new RegExp(`^${shown.replace("+", "\\+")} new notices?$`));
			await check(page, "a page with new notices");
		} finally {
			await setLanguage(page, "it");
		}
		await context.close();
	});
});
