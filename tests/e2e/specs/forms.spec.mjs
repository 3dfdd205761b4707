// What people do with forms: make what is missing on the spot, paste from a spreadsheet, lose nothing, take back.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Form, send } from "../pages/form.page.mjs";
import { ADMINISTRATOR, ask, useBrowser } from "../support/browser.mjs";
import { assertAccessible, assertNoSideScroll } from "../support/axe.mjs";

const { open } = useBrowser();

async function makeParty(page, form, values) {
	await form.open("/new/party");
	const made = await send(page, "POST", "Party", values);
	await page.goto(`/relcrm/record/party/${made.name}`);
	await form.title.waitFor();
	return made.name;
}
const read = (page, doctype, name) => ask(page, "frappe.client.get", { doctype, name });

describe("a form", () => {
	it("makes a missing company on the spot, with what was typed, and chooses it", async () => {
		const { page, context } = await open({ user: ADMINISTRATOR });
		const form = new Form(page);
		await form.open("/new/negotiation");
		await form.field("Oggetto").fill("Gru per il nuovo capannone");
		await form.link("Anagrafica").fill("Carpenteria Mai Vista");
		const offer = page.getByRole("option", { name: /Carpenteria Mai Vista/ });
		await offer.waitFor();
		await page.keyboard.press("Enter");
		const dialog = page.getByRole("dialog");
		assert.equal(await dialog.getByRole("textbox", { name: "Nome" }).inputValue(), "Carpenteria Mai Vista");
		await assertAccessible(page, "make a missing record");
		await page.keyboard.press("Enter");
		await dialog.waitFor({ state: "hidden" });
		assert.equal(await form.link("Anagrafica").inputValue(), "Carpenteria Mai Vista");
		await page.keyboard.press("Control+s");
		await form.saved();
		await page.getByRole("link", { name: "Carpenteria Mai Vista" }).first().waitFor();
		await context.close();
	});

	it("says who may be there already, and takes it instead of making a second", async () => {
		const { page, context, problems } = await open({ user: ADMINISTRATOR });
		const form = new Form(page);
		await form.open("/new/party");
		await form.field("Nome").first().fill("Cassale srl");
		const note = page.getByRole("region", { name: "Forse c'è già" });
		await note.getByRole("link", { name: "Casale S.r.l." }).waitFor();
		assert.match(await note.textContent(), /nome/);
		await assertAccessible(page, "who may be there already");
		await form.field("Nome").first().fill("Zzyzx");
		await note.waitFor({ state: "detached" });

		await form.open("/new/negotiation");
		await form.field("Oggetto").fill("Gru a bandiera");
		await form.link("Anagrafica").fill("Cassale srl");
		await page.getByRole("option", { name: /Cassale srl/ }).waitFor();
		await page.keyboard.press("Enter");
		await page.getByRole("dialog").getByRole("listitem").filter({ hasText: "Casale S.r.l." }).getByRole("button", { name: "Prendi questa scheda" }).click();
		await page.getByRole("dialog").waitFor({ state: "hidden" });
		assert.equal(await form.link("Anagrafica").inputValue(), "Casale S.r.l.");
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("asks the own fields of an event's kind and shows them with the others", async () => {
		const { page, context } = await open({ user: ADMINISTRATOR });
		const form = new Form(page);
		await form.open("/new/relation-event");
		const fields = [
			{ label: "Metri quadri", value_type: "Number", expected: 1 },
			{ label: "Tetto", value_type: "Choice", choices: "Piano\nA falde" },
			{ label: "Parcheggio", value_type: "Yes/No" },
		];
		await send(page, "POST", "Relation Event Type", { type_name: "Sopralluogo di prova", channel: "Visit", fields_of_type: fields });
		await form.open("/new/relation-event");
		await form.link("Tipo").fill("sopralluogo di");
		await page.getByRole("option", { name: "Sopralluogo di prova", exact: true }).click();
		await form.field("Oggetto").fill("Misure del tetto");
		await page.getByLabel("Metri quadri").fill("1.250,5");
		await page.getByLabel("Tetto").selectOption("A falde");
		await page.getByLabel("Parcheggio").check();
		await form.save.click();
		const name = await form.made();
		const shown = page.locator(".form-page dl");
		for (const text of ["1.250,5", "A falde", "Sì"]) await shown.getByText(text).first().waitFor();
		const { event_values } = await read(page, "Relation Event", name);
		assert.deepEqual(event_values.map((row) => [row.label, row.number, row.choice, row.yes_no]), [["Metri quadri", 1250.5, null, 0], ["Tetto", 0, "A falde", 0], ["Parcheggio", 0, null, 1]]);
		await context.close();
	});

	it("takes cells from a spreadsheet into a table and says what it could not read", async () => {
		const { page, context } = await open({ user: ADMINISTRATOR });
		const form = new Form(page);
		const name = await makeParty(page, form, { party_name: "Officina Incollata" });
		await form.change();
		await page.getByRole("button", { name: "Aggiungi una riga: Telefoni" }).click();
		await form.table("Telefoni").first().waitFor();
		await form.paste("0422 111222\tUfficio\tsì\n348 1234567\tCellulare\tno\n0423 555555\tfantasia\tno\n");
		await page.getByText('Riga 3, Tipo: "fantasia"').waitFor();
		assert.equal(await form.table("Telefoni").count(), 3);
		await page.keyboard.press("Enter");
		await page.keyboard.press("Alt+Shift+ArrowUp");
		await assertAccessible(page, "a table being changed");
		await page.keyboard.press("Control+s");
		await form.saved();
		const { phones } = await read(page, "Party", name);
		assert.deepEqual(phones.map((row) => [row.e164, row.kind]), [["+393481234567", "Mobile"], ["+390422111222", "Office"], ["+390423555555", "Office"]]);
		await context.close();
	});

	it("joins what two people changed and asks only what both changed", async () => {
		const { page, context } = await open({ user: ADMINISTRATOR });
		const form = new Form(page);
		const name = await makeParty(page, form, { party_name: "Contesa", notes: "vecchie", website: "www.a.example" });
		await form.change();
		await form.field("Nome").fill("Contesa Mia");
		await form.field("Note").fill("mie note");
		await send(page, "PUT", `Party/${name}`, { party_name: "Contesa Loro", website: "www.b.example" });
		await form.save.click();
		await form.conflict.getByText("Contesa Loro").waitFor();
		assert.equal(await form.conflict.getByText("mie note").count(), 0);
		await assertAccessible(page, "conflict");
		await form.conflict.getByRole("radio", { name: "Prendi l'altro" }).check({ force: true });
		await form.conflict.getByRole("button", { name: "Salva con queste scelte" }).click();
		await form.saved();
		const { party_name, notes, website } = await read(page, "Party", name);
		assert.deepEqual([party_name, notes, website], ["Contesa Loro", "mie note", "www.b.example"]);
		await context.close();
	});

	it("keeps what was typed when its tab is closed, for that person", async () => {
		const { page, context } = await open({ user: ADMINISTRATOR });
		const form = new Form(page);
		const name = await makeParty(page, form, { party_name: "Interrotta" });
		await form.change();
		await form.field("Note").fill("a metà della fra");
		await page.close();
		const again = await context.newPage();
		const second = new Form(again);
		await second.open(`/record/party/${name}`);
		await again.getByText("Queste sono le modifiche che avevi iniziato").waitFor();
		assert.equal(await second.field("Note").inputValue(), "a metà della fra");
		await again.keyboard.press("Control+s");
		await second.saved();
		await second.open(`/record/party/${name}`);
		assert.equal(await again.getByText("Queste sono le modifiche").count(), 0);
		await context.close();
	});

	it("takes back a save and a deletion", async () => {
		const { page, context } = await open({ user: ADMINISTRATOR });
		const form = new Form(page);
		const name = await makeParty(page, form, { party_name: "Ripensata", phones: [{ number: "0422 333444" }] });
		await form.change();
		await form.field("Nome").fill("Ripensata Male");
		await page.keyboard.press("Control+s");
		await form.saved();
		await page.keyboard.press("Control+z");
		await form.notice.filter({ hasText: "è come prima" }).waitFor();
		assert.equal((await read(page, "Party", name)).party_name, "Ripensata");
		await page.getByRole("button", { name: "Altro" }).last().click();
		await page.getByRole("menuitem", { name: "Elimina" }).click();
		await form.notice.filter({ hasText: "Eliminato" }).getByRole("button", { name: "Annulla" }).click();
		await form.notice.filter({ hasText: "di nuovo al suo posto" }).waitFor();
		assert.equal((await read(page, "Party", name)).phones.length, 1);
		await context.close();
	});

	it("makes one record of a double click, and leads to what is missing", async () => {
		const { page, context } = await open({ user: ADMINISTRATOR, width: 390, height: 844 });
		const form = new Form(page);
		await form.open("/new/party-source");
		await form.save.click();
		await form.problems.waitFor();
		assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-invalid")), "true");
		await assertAccessible(page, "problems of a form");
		await assertNoSideScroll(page, "problems of a form");
		await page.locator("form input.control").first().fill("Passaparola doppio");
		await form.save.dblclick();
		await form.saved();
		const found = await ask(page, "frappe.client.get_list", { doctype: "Party Source", filters: JSON.stringify({ source_name: ["like", "Passaparola doppio%"] }) });
		assert.equal(found.length, 1);
		await context.close();
	});
});
