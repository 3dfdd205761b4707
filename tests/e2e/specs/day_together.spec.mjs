// Agendas side by side, a free hour for several, telling others, the round of the day.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AGENT, ask, send, useBrowser } from "../support/browser.mjs";

const { open } = useBrowser();
const OTHER = "agente2@demo.example.com";
const make = (page, subject, starts_on, values = {}) => send(page, "relcrm.api.agenda.create_event", { values: { subject, event_type: "Meeting", starts_on, status: "Planned", assigned_to: AGENT, ...values } });

describe("working together", () => {
	it("puts a colleague's agenda beside one's own by a tick, and remembers it", async () => {
		const { page, context, problems } = await open();
		await page.goto("/relcrm/settings");
		await make(page, "Dal collega", "2027-05-04 10:00:00", { assigned_to: OTHER });
		await page.goto("/relcrm/agenda?view=week&day=2027-05-04");
		const agendas = page.getByRole("region", { name: "Agende affiancate" });
		const colleague = agendas.locator("label").nth(1);
		const ticks = agendas.getByRole("checkbox");
		await ticks.first().waitFor();
		const saved = page.waitForResponse((answer) => answer.url().includes("user_settings") && Boolean(answer.request().postData()?.includes(OTHER)));
		for (let index = 1; index < (await ticks.count()); index += 1) if (!(await ticks.nth(index).isChecked())) await ticks.nth(index).check();
		await page.locator(".agenda-box").filter({ hasText: "Dal collega" }).first().waitFor();
		assert.ok(await colleague.isVisible());
		await saved;
		await page.reload();
		await page.locator(".agenda-box").filter({ hasText: "Dal collega" }).first().waitFor();
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("shows who is busy while one plans, and takes the first hour that suits all", async () => {
		const { page, context, problems } = await open();
		await page.goto("/relcrm/settings");
		await make(page, "Occupato qui", "2027-05-05 09:00:00", { ends_on: "2027-05-05 11:00:00" });
		await page.goto("/relcrm/agenda?view=day&day=2027-05-05&who=me");
		await page.getByRole("button", { name: /mercoledì 5 maggio, 09:00: / }).press("Shift+Enter");
		const panel = page.getByRole("dialog").last();
		await panel.getByRole("button", { name: "Trova un'ora libera" }).click();
		await panel.getByText("A quell'ora già occupati: tu.").waitFor();
		await panel.locator(".free-times__slot").first().click();
		await panel.getByText("A quell'ora già occupati").waitFor({ state: "hidden" });
		assert.equal(await panel.getByLabel("Quando: ora").inputValue(), "11:00");
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("tells a colleague of an event in one click each", async () => {
		const { page, context, problems } = await open();
		await page.goto("/relcrm/settings");
		const made = await make(page, "Da sapere", "2027-05-06 10:00:00");
		await page.goto("/relcrm/agenda?view=day&day=2027-05-06&who=me");
		await page.locator(".agenda-box").filter({ hasText: "Da sapere" }).click();
		await page.getByRole("button", { name: "Informa altri" }).click();
		const dialog = page.getByRole("dialog", { name: "Informa altri di: Da sapere" });
		await dialog.getByRole("checkbox").first().check();
		await dialog.getByRole("button", { name: "Informa", exact: true }).click();
		await page.getByText("Colleghi informati: 1.").waitFor();
		const event = await ask(page, "frappe.client.get", { doctype: "Relation Event", name: made.name });
		assert.deepEqual(event.participants.map((row) => [row.side, row.informed]), [["Ours", 1]]);
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("shows the round of a day on a phone, with who is near", async () => {
		const { page, context, problems } = await open({ width: 390 });
		await page.goto("/relcrm/settings");
		const [party] = await ask(page, "frappe.client.get_list", { doctype: "Party", filters: JSON.stringify({ main_latitude: [">", 1] }), fields: JSON.stringify(["name", "party_name"]), limit_page_length: 1 });
		await make(page, "Prima tappa", "2027-05-07 09:00:00", { event_type: "Visit", party: party.name });
		await page.goto("/relcrm/day?day=2027-05-07");
		await page.getByText("Prima tappa").waitFor();
		await page.getByText(/Tappe: 1, circa/).waitFor();
		await page.getByRole("button", { name: "Chi è vicino?" }).first().click();
		await page.locator(".day-gap__near, .day-gap p.small").first().waitFor();
		assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
		assert.deepEqual(problems, []);
		await context.close();
	});
});
