// A record as a whole: copied, renamed, given files, filled from what it links to, locked by its process, and never lost
// when the session ends while it is being typed.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Form, send } from "../pages/form.page.mjs";
import { LogInPage } from "../pages/log_in.page.mjs";
import { assertAccessible } from "../support/axe.mjs";
import { ADMINISTRATOR, ask, send as call, useBrowser } from "../support/browser.mjs";

const { open } = useBrowser();
const [CLERK, MARKETING] = ["ufficio@demo.example.com", "marketing@demo.example.com"];
const read = (page, doctype, name) => ask(page, "frappe.client.get", { doctype, name });

async function choose(page, action) {
	await page.locator(".form-head").getByRole("button", { name: "Altro" }).click();
	await page.getByRole("menuitem", { name: action }).click();
}

/** Lets go of a file over an element, as from a folder beside the browser. */
function drop(page, selector, name, text) {
	return page.evaluate(
		([where, title, content]) => {
			const dataTransfer = new DataTransfer();
			dataTransfer.items.add(new File([content], title, { type: "text/plain" }));
			const target = document.querySelector(where);
			for (const kind of ["dragenter", "dragover", "drop"]) target.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
		},
		[selector, name, text],
	);
}

describe("a record", () => {
	it("gets province and postal code from the town, or the town from the code, and keeps what was written", async () => {
		const { page, context, problems } = await open({ user: CLERK });
		const form = new Form(page);
		await form.open("/new/party");
		await form.field("Nome").fill("Indirizzi Prova Srl");
		await page.locator("main button[aria-expanded]", { hasText: "Altro" }).last().click();
		await page.getByRole("button", { name: "Indirizzi", exact: true }).click();
		const cell = (label, row) => page.getByLabel(`${label}, riga ${row}`, { exact: true });
		const add = page.getByRole("button", { name: "Aggiungi una riga: Indirizzi" });
		const reads = (label, row, value) => page.waitForFunction(([name, text]) => document.querySelector(`[aria-label="${name}"]`)?.value === text, [`${label}, riga ${row}`, value]);
		await add.click();
		await cell("Località", 1).fill("este");
		await cell("Località", 1).press("Tab");
		await reads("CAP", 1, "35042");
		await reads("Provincia", 1, "PD");
		await cell("Località", 1).fill("Padova");
		await page.locator('datalist option[value="Padova (PD)"]').waitFor({ state: "attached" });
		await cell("Località", 1).fill("Padova (PD)");
		await reads("Località", 1, "Padova");
		await reads("CAP", 1, "");
		assert.match(await cell("CAP", 1).getAttribute("placeholder"), /^35121-/);
		await add.click();
		await cell("CAP", 2).fill("31015");
		await cell("CAP", 2).press("Tab");
		await reads("Località", 2, "Conegliano");
		await add.click();
		await cell("CAP", 3).fill("99999");
		await cell("Località", 3).fill("Conegliano");
		await cell("Località", 3).press("Tab");
		await reads("Provincia", 3, "TV");
		assert.equal(await cell("CAP", 3).inputValue(), "99999");
		await assertAccessible(page, "addresses");
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("makes a company with its address in the small form of a field", async () => {
		const { page, context, problems } = await open({ user: CLERK });
		const form = new Form(page);
		await form.open("/new/negotiation");
		await form.link("Anagrafica").fill("Indirizzo In Fretta Srl");
		await page.getByRole("option", { name: /^Nuovo:/ }).click();
		const dialog = page.getByRole("dialog", { name: "Nuova scheda: Anagrafica" });
		await dialog.getByRole("button", { name: "Altro" }).click();
		await dialog.getByLabel("Località").fill("este");
		await dialog.getByLabel("Località").press("Tab");
		await page.waitForFunction(() => [...document.querySelectorAll("[role=dialog] input")].some((input) => input.value === "35042"));
		assert.equal(await dialog.getByLabel("Provincia").inputValue(), "PD");
		await assertAccessible(page, "a company made in the small form");
		await dialog.getByRole("button", { name: "Salva e scegli" }).click();
		await dialog.waitFor({ state: "detached" });
		const [made] = await ask(page, "frappe.client.get_list", { doctype: "Party", filters: JSON.stringify({ party_name: "Indirizzo In Fretta Srl" }) });
		const { addresses } = await read(page, "Party", made.name);
		assert.deepEqual(addresses.map((row) => [row.kind, row.cap, row.town, row.province]), [["Main", "35042", "este", "PD"]]);
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("is duplicated: everything but its own number, as a new one that is not saved yet", async () => {
		const { page, context, problems } = await open({ user: ADMINISTRATOR });
		const form = new Form(page);
		await form.open("/new/party");
		const made = await send(page, "POST", "Party", { party_name: "Da Copiare Srl", website: "www.copia.example", phones: [{ number: "0422 987654" }] });
		await form.open(`/record/party/${made.name}`);
		await choose(page, "Duplica");
		await page.waitForURL(/\/new\/party\?copy=/);
		await form.field("Nome").waitFor();
		assert.equal(await form.field("Nome").inputValue(), "Da Copiare Srl");
		await form.field("Nome").fill("Copiata Srl");
		await form.save.click();
		await form.saved();
		await page.waitForURL((url) => /\/(record|card)\/party\/PTY|\/card\/PTY/.test(url.pathname) && !url.pathname.endsWith(made.name));
		const [copy] = await ask(page, "frappe.client.get_list", { doctype: "Party", filters: JSON.stringify({ party_name: "Copiata Srl" }) });
		const [one, other] = [await read(page, "Party", made.name), await read(page, "Party", copy.name)];
		assert.deepEqual([other.website, other.phones.map((row) => row.e164)], [one.website, one.phones.map((row) => row.e164)]);
		assert.notEqual(other.phones[0].name, one.phones[0].name);
		assert.equal(one.party_name, "Da Copiare Srl");
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("is renamed, and what refers to it follows", async () => {
		const { page, context, problems } = await open({ user: ADMINISTRATOR });
		const form = new Form(page);
		await form.open("/new/party-source");
		await send(page, "POST", "Party Source", { source_name: "Fiera di prova" });
		await send(page, "POST", "Party Source", { source_name: "Fiera già presa" });
		const party = await send(page, "POST", "Party", { party_name: "Venuta dalla fiera", source: "Fiera di prova" });
		await form.open(`/record/party-source/${encodeURIComponent("Fiera di prova")}`);
		await choose(page, "Rinomina");
		const dialog = page.getByRole("dialog", { name: "Rinomina" });
		const name = dialog.getByLabel("Nuovo nome");
		await name.fill("Fiera già presa");
		await name.press("Enter");
		await dialog.getByRole("alert").waitFor();
		assert.match(await dialog.getByRole("alert").textContent(), /\S+ \S+ \S+/);
		await assertAccessible(page, "renaming");
		problems.splice(0); // a bench refuses a name that is taken with 417
		await name.fill("Fiera di Verona, prova");
		await name.press("Enter");
		await page.getByRole("heading", { level: 1, name: "Fiera di Verona, prova" }).waitFor();
		assert.equal((await read(page, "Party", party.name)).source, "Fiera di Verona, prova");
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("takes a file let go anywhere on its page, and an ended drop leaves the page where it is", async () => {
		const { page, context, problems } = await open({ user: CLERK });
		const form = new Form(page);
		await form.open("/new/party");
		const made = await send(page, "POST", "Party", { party_name: "Con Allegati Srl" });
		const address = `/record/party/${made.name}`;
		await form.open(address);
		await page.getByText("Trascina qui i file").waitFor();
		await drop(page, ".form-panel", "preventivo.txt", "due gru");
		const files = page.getByRole("region", { name: "File" });
		await files.getByRole("link", { name: "preventivo.txt" }).waitFor();
		await drop(page, ".record-side__boxes", "misure.txt", "3 x 4");
		await files.getByRole("link", { name: "misure.txt" }).waitFor();
		assert.ok(page.url().endsWith(address));
		const filters = JSON.stringify({ reference_doctype: "Party", reference_name: made.name });
		const kept = await ask(page, "frappe.client.get_list", { doctype: "Attachment Revision", filters, fields: '["file_name","revision"]' });
		assert.deepEqual(kept.map((file) => [file.file_name, file.revision]).sort(), [["misure.txt", 1], ["preventivo.txt", 1]]);
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("fills a field from the record it links to", async () => {
		const { page, context, problems } = await open({ user: ADMINISTRATOR });
		const form = new Form(page);
		await form.open("/new/party");
		const own = { dt: "Contact Person", fieldname: "custom_site_of_firm", label: "Sito dell'azienda", fieldtype: "Data", fetch_from: "party.website", insert_after: "party" };
		await send(page, "POST", "Custom Field", own);
		await send(page, "POST", "Party", { party_name: "Fonte Prova Srl", website: "www.fonte.example" });
		await form.open("/new/contact-person");
		await form.link("Anagrafica").fill("fonte prova");
		await page.getByRole("option", { name: /Fonte Prova Srl/ }).click();
		const site = form.field("Sito dell'azienda");
		await page.waitForFunction(() => [...document.querySelectorAll("input")].some((input) => input.value === "www.fonte.example"));
		assert.equal(await site.inputValue(), "www.fonte.example");
		await form.field("Nome (necessario)").fill("Piero Prova");
		await form.save.click();
		await form.saved();
		const [person] = await ask(page, "frappe.client.get_list", { doctype: "Contact Person", filters: JSON.stringify({ custom_site_of_firm: "www.fonte.example" }), fields: '["full_name"]' });
		assert.equal(person.full_name, "Piero Prova");
		await page.request.delete(`/api/resource/Custom Field/${encodeURIComponent("Contact Person-custom_site_of_firm")}`, { headers: { "X-Frappe-CSRF-Token": await page.evaluate(() => JSON.parse(document.querySelector("#boot").textContent).csrf_token) } });
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("whose process is over is only read by who may not change it then, and says why", async () => {
		const { page, context, problems } = await open({ user: CLERK });
		const form = new Form(page);
		await form.open("/new/party");
		const won = JSON.stringify({ workflow_state: "Won" });
		const [deal] = await ask(page, "frappe.client.get_list", { doctype: "Negotiation", filters: won, fields: '["name","subject"]', limit_page_length: 1 });
		await form.open(`/record/negotiation/${deal.name}`);
		await page.getByText(/Finché lo stato è "Vinta", può modificare solo: /).waitFor();
		assert.equal(await page.getByRole("button", { name: "Modifica", exact: true }).count(), 0);
		await assertAccessible(page, "a record that is locked");
		await assert.rejects(send(page, "PUT", `Negotiation/${deal.name}`, { subject: "Cambiata lo stesso" }));
		await page.keyboard.press("Control+s");
		assert.equal((await read(page, "Negotiation", deal.name)).subject, deal.subject);
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("being typed while the session ends is kept: log in over it, and it is saved", async () => {
		const { page, context, problems } = await open({ user: MARKETING });
		const form = new Form(page);
		await form.open("/new/party");
		const made = await send(page, "POST", "Party", { party_name: "Sessione Finita Srl" });
		await form.open(`/record/party/${made.name}`);
		await form.change();
		const typed = form.field("Nome (necessario)");
		await typed.fill("Sessione Finita, scritto tutto");

		const elsewhere = await open({ user: MARKETING });
		await elsewhere.page.goto("/relcrm");
		await call(elsewhere.page, "logout");
		await elsewhere.context.close();

		await form.save.click();
		const again = page.getByRole("dialog", { name: "Accedi di nuovo" });
		await again.getByText("Ciò che hai scritto è ancora qui").waitFor();
		await assertAccessible(page, "log in again");
		assert.equal(await typed.inputValue(), "Sessione Finita, scritto tutto");
		const entry = new LogInPage(page);
		await entry.password.fill("sbagliata");
		await entry.password.press("Enter");
		await again.getByRole("alert").waitFor();
		await entry.password.fill(process.env.E2E_PASSWORD);
		await entry.password.press("Enter");
		await form.saved();
		const found = await ask(page, "frappe.client.get_list", { doctype: "Party", filters: JSON.stringify({ party_name: "Sessione Finita, scritto tutto" }) });
		assert.equal(found.length, 1);
		assert.deepEqual(problems, []);
		await context.close();
	});
});
