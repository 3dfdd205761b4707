// Deals by the day they are expected: moved by mouse and by keys, taken back, and as a list of days on a phone.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertAccessible, assertNoSideScroll, assertNoticesReadable } from "../support/axe.mjs";
import { ask, useBrowser } from "../support/browser.mjs";

const CLERK = "ufficio@demo.example.com";
const saved = (page) => page.waitForResponse((response) => response.url().includes("/api/resource/Negotiation/") && response.request().method() === "PUT" && response.ok());
const dayAfter = (day) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
const dayOf = async (page, name) => (await ask(page, "frappe.client.get_value", { doctype: "Negotiation", filters: name, fieldname: "expected_close" })).expected_close;

describe("the calendar of a list", () => {
	const { open } = useBrowser();
	const someDeal = async (page) => {
		const deals = await ask(page, "frappe.client.get_list", { doctype: "Negotiation", fields: JSON.stringify(["name", "expected_close"]), filters: JSON.stringify([["workflow_state", "not in", ["Won", "Lost", "Reviewed"]]]), order_by: "expected_close desc", limit_page_length: 100 });
		return deals.find((deal) => /-1\d$/.test(deal.expected_close));
	};
	const addressOf = (day) => `/relcrm/list/negotiation?view=calendar&day=${day}`;

	for (const theme of ["light", "dark"]) {
		it(`moves a record to another day by keys and by mouse, with a way back, ${theme}`, async () => {
			const { page, context, problems } = await open({ user: CLERK, theme });
			const { name, expected_close: day } = await someDeal(page);
			const next = dayAfter(day);
			await page.goto(addressOf(day));
			const entry = page.locator(`[data-event="${name}"] a`);
			await entry.focus();
			await Promise.all([saved(page), page.keyboard.press("Alt+ArrowRight")]);
			assert.equal(await dayOf(page, name), next);
			await Promise.all([saved(page), page.getByRole("button", { name: "Annulla" }).click()]);
			assert.equal(await dayOf(page, name), day);
			const [from, to] = [await entry.boundingBox(), await page.locator(`[data-day="${next}"]`).boundingBox()];
			await page.mouse.move(from.x + 20, from.y + 8);
			await page.mouse.down();
			await page.mouse.move(to.x + 40, to.y + 40, { steps: 8 });
			await Promise.all([saved(page), page.mouse.up()]);
			assert.equal(await dayOf(page, name), next);
			const { workflow_state: state } = await ask(page, "frappe.client.get_value", { doctype: "Negotiation", filters: name, fieldname: "workflow_state" });
			const hues = await page.locator(".calendar-box").evaluateAll((boxes) => boxes.map((box) => [box.style.getPropertyValue("--hue"), box.querySelector(".only-read")?.textContent]));
			assert.ok(hues.every(([hue, words]) => hue && words), "each box has the colour and the word of its state");
			assert.equal(new Set(hues.map(([hue, words]) => `${hue}${words}`)).size, new Set(hues.map(([, words]) => words)).size, `one colour for each state, ${state}`);
			await assertNoticesReadable(page);
			await assertAccessible(page, "the calendar and its notice");
			assert.deepEqual(problems, []);
			await context.close();
		});
	}

	it("on a phone is a list of days", async () => {
		const { page } = await open({ user: CLERK, width: 390, height: 844, theme: "dark" });
		const { name, expected_close: day } = await someDeal(page);
		await page.goto(addressOf(day));
		const found = page.locator(`.calendar-days__one[href$="/${name}"]`);
		await found.waitFor();
		await assertNoSideScroll(page, "the calendar");
		await assertAccessible(page, "the calendar on a phone");
		await found.click();
		await page.waitForURL(/\/relcrm\/record\/negotiation\//);
	});
});
