// The first job of the day, end to end: find Casale, note the call, plan the follow-up, see it in the agenda.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Agenda } from "../pages/agenda.page.mjs";
import { CallDialog } from "../pages/call.page.mjs";
import { Card } from "../pages/card.page.mjs";
import { Shell } from "../pages/shell.page.mjs";
import { ask, useBrowser } from "../support/browser.mjs";
import { countKeys } from "../support/keys.mjs";

const { open } = useBrowser();
const MOST_KEYS = 12;

describe("a call from Casale", () => {
	it("is noted with its follow-up in at most 12 keys beside the text", async () => {
		const { page, context, problems } = await open();
		const shell = new Shell(page);
		await shell.go("");
		const keys = await countKeys(page);
		const call = new CallDialog(page);
		await call.openByKeys();
		await page.keyboard.type("casale");
		await call.hits.filter({ hasText: "Casale" }).first().waitFor();
		await page.keyboard.press("Enter");
		await page.keyboard.type("Chiede il listino delle gru");
		await page.keyboard.press("Tab");
		await page.keyboard.press("Tab");
		await page.keyboard.press("Tab");
		await page.keyboard.press("Space");
		await page.keyboard.press("Tab");
		await page.keyboard.type("Richiamare per il listino");
		await page.keyboard.press("Enter");
		await shell.notice.filter({ hasText: "Prossimo passo" }).waitFor();
		const used = await keys();
		assert.ok(used <= MOST_KEYS, `${used} keys beside the text`);
		await shell.notice.getByRole("button", { name: "Apri" }).click();
		const card = new Card(page);
		await card.happened.getByText("Chiede il listino delle gru").waitFor();
		await card.planned.getByText("Richiamare per il listino").waitFor();
		assert.match(await card.title.textContent(), /Casale/);
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("has its follow-up in the week's agenda, where it can be moved by keys and by mouse", async () => {
		const { page, context } = await open();
		const [hit] = await ask(page, "relcrm.api.search.search", { text: "casale", kind: "Party" });
		const { planned } = await ask(page, "relcrm.api.card.get_card", { party: hit.name });
		const event = planned.find((one) => one.subject === "Richiamare per il listino");
		assert.ok(event, "the follow-up is planned");
		const agenda = new Agenda(page);
		await agenda.open(event.starts_on.slice(0, 10));
		const box = agenda.box("Richiamare per il listino");
		await box.focus();
		const moved = page.waitForResponse((response) => response.url().includes("move_event"));
		await page.keyboard.press("Alt+ArrowDown");
		assert.equal((await (await moved).json()).message.starts_on.slice(11, 16), "10:15");
		const dragged = page.waitForResponse((response) => response.url().includes("move_event"));
		const place = await box.boundingBox();
		await page.mouse.move(place.x + 20, place.y + 8);
		await page.mouse.down();
		await page.mouse.move(place.x + 20, place.y + 40, { steps: 4 });
		await page.mouse.move(place.x + 20, place.y + 60, { steps: 4 });
		await page.mouse.up();
		assert.equal((await (await dragged).json()).message.starts_on.slice(11, 16), "11:15");
		assert.match(page.url(), /\/agenda/, "a drag does not open the event");
		await context.close();
	});

	it("can come from somebody unknown, with nothing but free text", async () => {
		const { page, context } = await open();
		const shell = new Shell(page);
		await shell.go("");
		const call = new CallDialog(page);
		await call.openByKeys();
		await call.asked.fill("Chiede chi vende paranchi a Oderzo");
		await call.asked.press("Enter");
		await shell.notice.filter({ hasText: "Telefonata annotata" }).waitFor();
		await context.close();
	});

	it("is kept as a draft when closed, and taken back when undone", async () => {
		const { page, context } = await open();
		const shell = new Shell(page);
		await shell.go("");
		const call = new CallDialog(page);
		await call.openByKeys();
		await call.asked.fill("Bozza da tenere");
		await page.keyboard.press("Escape");
		await call.dialog.waitFor({ state: "hidden" });
		await page.reload();
		await shell.search.waitFor();
		await call.openByKeys();
		assert.equal(await call.asked.inputValue(), "Bozza da tenere");
		await call.save.click();
		await shell.notice.getByRole("button", { name: "Annulla" }).click();
		await shell.notice.filter({ hasText: "La telefonata è stata tolta" }).waitFor();
		await context.close();
	});
});

describe("search", () => {
	for (const text of ["oderzo casale", "CASALE", "0422 007350", "042200735"]) {
		it(`finds Casale by ${text}`, async () => {
			const { page, context } = await open();
			const shell = new Shell(page);
			await shell.go("");
			await shell.find(text);
			await shell.hits.filter({ hasText: "Casale" }).first().waitFor();
			await context.close();
		});
	}
});
