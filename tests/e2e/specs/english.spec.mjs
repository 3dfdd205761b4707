// The screens again in English, whose words are longer or shorter and name things otherwise: a part of them, and the bell.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Shell } from "../pages/shell.page.mjs";
import { ask, send, setLanguage, useBrowser } from "../support/browser.mjs";
import { assertAccessible, assertNoSideScroll } from "../support/axe.mjs";
import { looks, screens } from "../support/screens.mjs";

const { open } = useBrowser();
const READER = "marketing@demo.example.com";
async function check(page, where) {
	await page.waitForLoadState("networkidle");
	await assertAccessible(page, where);
	await assertNoSideScroll(page, where);
}

describe("in English", () => {
	const inEnglish = ["home", "agenda", "companies and people", "deals", "report in groups", "page of figures", "new company", "my settings"];
	for (const look of [looks[0], looks[3]]) {
		it(`at ${look.width} pixels, ${look.theme}`, async () => {
			const { page, context, problems } = await open({ ...look, user: READER, lang: "en" });
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
		const colleague = await open({ user: "ufficio@demo.example.com" });
		await new Shell(colleague.page).go("/more");
		const [deal] = await ask(colleague.page, "frappe.client.get_list", { doctype: "Negotiation", limit_page_length: 1 });
		await send(colleague.page, "frappe.desk.form.assign_to.add", { doctype: "Negotiation", name: deal.name, assign_to: JSON.stringify([READER]), description: "Call them", notify: 1 });
		await colleague.context.close();
		const { page, context } = await open({ user: READER, lang: "en" });
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
