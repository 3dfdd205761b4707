// Deals by the day they are expected: moved by mouse and by keys, taken back, and as a list of days on a phone.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertAccessible, assertNoSideScroll } from "../support/axe.mjs";
import { ask, useBrowser } from "../support/browser.mjs";

const CLERK = "ufficio@demo.example.com";
const saved = (page) => page.waitForResponse((response) => response.url().includes("/api/resource/Negotiation/") && response.request().method() === "PUT" && response.ok());
const dayAfter = (day) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
const dayOf = async (page, name) => (await ask(page, "frappe.client.get_value", { doctype: "Negotiation", filters: name, fieldname: "expected_close" })).expected_close;

describe("the calendar of a list", () => {
	const { open } = useBrowser();

	it("moves a record to another day by keys and by mouse, with a way back; on a phone it is a list of days", async () => {
		const { page, problems } = await open({ user: CLERK });
		const [deal] = await ask(page, "frappe.client.get_list", { doctype: "Negotiation", fields: JSON.stringify(["name", "expected_close"]), filters: JSON.stringify([["expected_close", "like", "%-1%"]]), order_by: "expected_close desc", limit_page_length: 1 });
		const { name, expected_close: day } = deal;
		const [next, other] = [dayAfter(day), `${day.slice(0, 8)}${day.slice(8) === "24" ? "25" : "24"}`];
		const address = `/relcrm/list/negotiation?view=calendar&day=${day}`;
		await page.goto(address);
		const entry = page.locator(`[data-event="${name}"] a`);
		await entry.focus();
		await Promise.all([saved(page), page.keyboard.press("Alt+ArrowRight")]);
		assert.equal(await dayOf(page, name), next);
		await Promise.all([saved(page), page.getByRole("button", { name: "Annulla" }).click()]);
		assert.equal(await dayOf(page, name), day);
		const [from, to] = [await entry.boundingBox(), await page.locator(`[data-day="${other}"]`).boundingBox()];
		await page.mouse.move(from.x + 20, from.y + 8);
		await page.mouse.down();
		await page.mouse.move(to.x + 40, to.y + 40, { steps: 8 });
		await Promise.all([saved(page), page.mouse.up()]);
		assert.equal(await dayOf(page, name), other);
		await page.locator(".q-notification").first().waitFor({ state: "detached" });
		await assertAccessible(page, "the calendar");
		assert.deepEqual(problems, []);

		const phone = await open({ user: CLERK, width: 390, height: 844, theme: "dark" });
		await phone.page.goto(address);
		const found = phone.page.locator(`.calendar-days__one[href$="/${name}"]`);
		await found.waitFor();
		await assertNoSideScroll(phone.page, "the calendar");
		await assertAccessible(phone.page, "the calendar on a phone");
		await found.click();
		await phone.page.waitForURL(/\/relcrm\/record\/negotiation\//);
	});
});
