// What is known of a customer: purchases, contracts, needs with their plan, a sheet of questions, who knows whom.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertAccessible, assertNoSideScroll } from "../support/axe.mjs";
import { ask, useBrowser } from "../support/browser.mjs";

const CLERK = "ufficio@demo.example.com";

describe("a customer", () => {
	const { open } = useBrowser();
	const casale = async (page) => (await ask(page, "relcrm.api.search.search", { text: "casale treviso" }))[0].name;

	it("shows what it bought, what is agreed and what it needs; the next step is planned from the need", async () => {
		const { page, problems } = await open({ user: CLERK });
		const name = await casale(page);
		await page.goto(`/relcrm/card/${name}`);
		const bought = page.getByRole("region", { name: "Acquisti" });
		await bought.getByText("Ultimo ordine").waitFor();
		assert.match(await bought.innerText(), /Che cosa compra/);
		await page.getByRole("region", { name: "Contratti" }).getByText("Manutenzione programmata degli apparecchi").waitFor();
		const needs = page.getByRole("region", { name: "Bisogni e obiettivi" });
		const planned = await needs.locator(".card-needs__plan li").count();
		await needs.getByRole("button", { name: "Pianifica qualcosa" }).first().click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("button", { name: /^(Salva|Pianifica)$/ }).click();
		await page.waitForFunction((count) => document.querySelectorAll(".card-needs__plan li").length === count + 1, planned);
		await assertAccessible(page, "the card with purchases and needs");
		assert.deepEqual(problems, []);
	});

	it("plans what is saved before the kinds of event are there, with the usual kind", async () => {
		const { page, problems } = await open({ user: CLERK });
		const name = await casale(page);
		let letThrough;
		const asked = new Promise((resolve) => (letThrough = resolve));
		await page.route("**/relcrm.api.agenda.get_setup*", async (route) => {
			await asked;
			await route.continue();
		});
		await page.goto(`/relcrm/card/${name}`);
		await page.getByRole("region", { name: "Bisogni e obiettivi" }).getByRole("button", { name: "Pianifica qualcosa" }).first().click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Di che cosa").fill("Salvato subito");
		const made = page.waitForResponse((answer) => answer.url().includes("relcrm.api.agenda.create_event"));
		await dialog.getByRole("button", { name: "Salva" }).click();
		letThrough();
		assert.equal((await (await made).json()).message.event_type, "Visit");
		await dialog.waitFor({ state: "hidden" });
		assert.deepEqual(problems, []);
	});

	it("answers a sheet of questions, and what was said stands in the profile and in what happened", async () => {
		const { page, problems } = await open({ user: CLERK });
		await page.goto(`/relcrm/card/${await casale(page)}`);
		await page.getByRole("region", { name: "Profilo" }).getByRole("button", { name: "Chiedi" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByText("Qual è il carico più pesante che muovete?").waitFor();
		await dialog.getByLabel("Qual è il carico più pesante che muovete? (t)").fill("12,5");
		await dialog.getByLabel("Non vuole dirlo: Da chi comprate oggi?").check();
		await assertAccessible(page, "the sheet of questions");
		await dialog.getByRole("button", { name: "Salva" }).click();
		await page.getByText("Domande: Prima telefonata").first().waitFor();
		assert.match(await page.getByRole("region", { name: "Profilo" }).innerText(), /12,5 t/);
		assert.deepEqual(problems, []);
	});

	it("says who knows whom, and what hangs on somebody who leaves, on a phone too", async () => {
		const { page, problems } = await open({ user: CLERK, width: 390, height: 844 });
		await page.goto(`/relcrm/card/${await casale(page)}?show=chart`);
		const known = page.getByRole("region", { name: "Chi conosce chi" });
		await known.getByText(/Conosciamo \d+ persone su \d+/).waitFor();
		await assertNoSideScroll(page);
		await known.getByRole("button", { name: "Uscita…" }).first().click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Chi subentra", { exact: true }).waitFor();
		await assertAccessible(page, "somebody who leaves");
		await dialog.getByRole("button", { name: "Annulla" }).click();
		assert.deepEqual(problems, []);
	});
});
