// Who may be reached: on the card, on the phone with one key, over a whole list, and one person's data for the officer.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertAccessible } from "../support/axe.mjs";
import { ask, send, useBrowser } from "../support/browser.mjs";

const CLERK = "ufficio@demo.example.com";
const MANAGER = "direzione@demo.example.com";

describe("who may be reached", () => {
	const { open } = useBrowser();
	const find = async (page, text) => (await ask(page, "relcrm.api.search.search", { text }))[0].name;
	const notice = (page) => page.locator(".q-notification");

	it("is said on the card with the reason; a refusal holds at once and is taken back", async () => {
		const { page, problems } = await open({ user: CLERK });
		await page.goto("/relcrm");
		await page.goto(`/relcrm/card/${await find(page, "casale treviso")}`);
		const panel = page.getByRole("region", { name: "Promozione e consensi" });
		await panel.getByRole("button", { name: "Mostra" }).click();
		const post = panel.getByRole("listitem").filter({ hasText: "Posta" });
		await post.getByText("Il Registro delle opposizioni non è stato consultato.").waitFor();
		await assertAccessible(page, "the consents of a card");
		await panel.getByRole("button", { name: "Rifiuta" }).click();
		await page.getByRole("menuitem", { name: "Basta lettere" }).click();
		await post.getByText("Rifiutato il").waitFor();
		await notice(page).getByRole("button", { name: "Annulla" }).click();
		await post.getByText("Rifiutato il").waitFor({ state: "detached" });
		assert.deepEqual(problems, []);
	});

	it("a caller who wants no more calls is noted with one key", async () => {
		const { page, problems } = await open({ user: CLERK });
		await page.goto("/relcrm");
		await page.goto(`/relcrm/card/${await find(page, "casale treviso")}`);
		await page.getByRole("button", { name: "Telefonata", exact: true }).first().click();
		const dialog = page.getByRole("dialog", { name: "Annota una telefonata" });
		await dialog.getByRole("button", { name: "Basta telefonate" }).waitFor();
		await page.keyboard.press("Alt+r");
		await notice(page).getByText("Annotato").waitFor();
		await notice(page).getByRole("button", { name: "Annulla" }).click();
		await notice(page).getByText("Annullato.").waitFor();
		assert.deepEqual(problems, []);
	});

	it("is counted over a whole list, and those who may are chosen", async () => {
		const { page, problems } = await open({ user: MANAGER });
		await page.goto("/relcrm/list/party");
		await page.getByRole("button", { name: "Strumenti" }).click();
		await page.getByRole("menuitem", { name: "Chi si può contattare" }).click();
		const dialog = page.getByRole("dialog", { name: "Chi si può contattare" });
		await dialog.getByText("su 300 si possono contattare.").waitFor();
		await dialog.getByText("Manca il consenso.").click();
		await dialog.getByText("Registra un consenso con la sua prova.").waitFor();
		await assertAccessible(page, "who may be reached");
		await dialog.getByRole("button", { name: "Seleziona solo i contattabili" }).click();
		await page.getByRole("region", { name: "Righe scelte" }).or(page.locator(".bulk-bar")).first().waitFor();
		assert.match(await page.locator(".bulk-bar").innerText(), /\d+ (scelt|selezionat)/);
		assert.deepEqual(problems, []);
	});

	it("lists who lacks an information notice, and marks many as given; nobody's data are due in a young site", async () => {
		const { page, problems } = await open({ user: "amministratore@demo.example.com", width: 390, height: 844 });
		await page.goto("/relcrm/protection");
		await page.getByText("Oggi non ci sono dati scaduti.").waitFor();
		const name = `Informativa ${Date.now()}`;
		await send(page, "frappe.client.insert", { doc: { doctype: "Information Notice", notice_name: name, version: "1", valid_from: "2026-01-01" } });
		await page.goto("/relcrm/protection?show=notices");
		await page.getByLabel("Informativa", { exact: true }).selectOption(name);
		const list = page.getByRole("region", { name: "Chi non ha avuto l'informativa" });
		await list.getByRole("checkbox", { name: "Scegli tutti i 100 mostrati" }).check();
		await list.getByText("100 selezionati").waitFor();
		await assertAccessible(page, "who lacks a notice");
		const before = (await ask(page, "relcrm.api.privacy.get_missing_notice", { notice: name })).count;
		await list.getByRole("button", { name: "Segna come data" }).click();
		const dialog = page.getByRole("dialog", { name: "Segna come data" });
		await dialog.getByRole("button", { name: "Salva" }).click();
		await dialog.waitFor({ state: "detached" });
		assert.equal((await ask(page, "relcrm.api.privacy.get_missing_notice", { notice: name })).count, before - 100);
		assert.deepEqual(problems, []);
	});
});
