// What the office does besides calls: a letter, a report, a plan, an import taken back.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Card } from "../pages/card.page.mjs";
import { List } from "../pages/list.page.mjs";
import { Shell } from "../pages/shell.page.mjs";
import { ADMINISTRATOR, send, useBrowser } from "../support/browser.mjs";

const { open } = useBrowser();

describe("a letter", () => {
	it("to a person comes as PDF and is kept with what happened", async () => {
		const { page, context } = await open();
		const shell = new Shell(page);
		await shell.go("");
		await shell.openFirst("casale");
		const card = new Card(page);
		await card.letter.click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Oggetto").fill("Offerta per la gru a bandiera");
		await dialog.getByLabel("Testo").fill("in allegato la nostra offerta.");
		const written = page.waitForResponse((response) => response.url().includes("write_letter"));
		await dialog.getByRole("button", { name: "Crea il PDF" }).click();
		const { event } = (await (await written).json()).message;
		const pdf = await context.request.get(`/api/method/relcrm.api.letters.get_pdf?name=${event.name}`);
		assert.equal(pdf.headers()["content-type"].split(";")[0], "application/pdf");
		assert.equal((await pdf.body()).subarray(0, 5).toString(), "%PDF-");
		await card.happened.getByText("Offerta per la gru a bandiera").waitFor();
		await context.close();
	});
});

describe("the report of events", () => {
	it("adds up, narrows down by area, and gives a file for Excel", async () => {
		const { page, context } = await open({ user: "direzione@demo.example.com" });
		const shell = new Shell(page);
		await shell.go("/reports");
		await page.getByRole("link", { name: "Eventi per area" }).click();
		await page.locator(".report tbody tr").first().waitFor();
		const total = page.locator(".report tfoot td").last();
		const all = Number((await total.textContent()).replace(/\D/g, ""));
		const cells = await page.locator(".report tbody tr td:last-child").allTextContents();
		assert.equal(all, cells.reduce((sum, text) => sum + Number(text.replace(/\D/g, "")), 0));
		await page.getByRole("combobox", { name: "Area" }).fill("vend");
		await page.getByRole("option", { name: "Vendite" }).click();
		await page.waitForURL(/area=/);
		await page.waitForFunction((before) => Number(document.querySelector(".report tfoot td:last-child")?.textContent.replace(/\D/g, "")) < before, all);
		const saved = page.waitForEvent("download");
		await page.getByRole("button", { name: "Esporta" }).click();
		await page.getByRole("menuitem", { name: "Testo per Excel (.csv)" }).click();
		const text = readFileSync(await (await saved).path(), "utf8");
		assert.match(text, /^\ufeffMese;Area;/);
		assert.match(text, /novembre 2026;/);
		await context.close();
	});
});

describe("an import", () => {
	it("is tried, made real, and undone as a whole", async () => {
		const { page, context } = await open({ user: ADMINISTRATOR });
		const file = join(process.env.E2E_FOLDER, "clienti.csv");
		writeFileSync(file, "Ragione sociale;Località\nZincatura Prova Uno;Oderzo\nZincatura Prova Due;Treviso\n");
		const shell = new Shell(page);
		await shell.go("/import");
		await page.locator("input[type=file]").setInputFiles(file);
		await page.getByLabel("Ragione sociale va in").selectOption({ value: "party_name" });
		await page.getByRole("button", { name: "Prima fai una prova" }).click();
		await page.getByRole("heading", { name: "Prova fatta: niente è stato cambiato" }).waitFor();
		assert.match(await page.locator(".import-count").first().textContent(), /2\s+sarebbero nuove/);
		await page.getByRole("button", { name: "Importa ora" }).click();
		await page.locator(".import-count", { hasText: /2\s+nuove/ }).waitFor();
		const made = page.getByRole("region", { name: "Righe" }).getByRole("link");
		await made.nth(1).waitFor();
		assert.equal(await made.count(), 2, "the result opens on the new records");
		const list = new List(page);
		await list.open("/people?q=zincatura%20prova");
		assert.equal(await list.rows.count(), 2);
		await page.goBack();
		await page.getByRole("button", { name: "Annulla questa importazione" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Annulla", exact: true }).click();
		await page.getByRole("heading", { name: "Annullata: tutto è come prima" }).waitFor();
		await page.goto("/relcrm/people?q=zincatura%20prova");
		await page.getByText("Niente corrisponde").waitFor();
		await context.close();
	});

	it("says on its undo what stays because somebody has changed it since", async () => {
		const { page, context } = await open({ user: ADMINISTRATOR });
		const file = join(process.env.E2E_FOLDER, "altri-clienti.csv");
		writeFileSync(file, "Ragione sociale;Località\nCromatura Prova Uno;Oderzo\nCromatura Prova Due;Treviso\n");
		const shell = new Shell(page);
		await shell.go("/import");
		await page.locator("input[type=file]").setInputFiles(file);
		await page.getByLabel("Ragione sociale va in").selectOption({ value: "party_name" });
		await page.getByRole("button", { name: "Importa ora" }).click();
		await page.locator(".import-count", { hasText: /2\s+nuove/ }).waitFor();
		const rows = page.getByRole("region", { name: "Righe" });
		await rows.getByRole("link").first().click();
		await page.waitForURL(/PTY-/);
		const name = page.url().match(/PTY-\d+/)[0];
		await send(page, "frappe.client.set_value", { doctype: "Party", name, fieldname: "notes", value: "Parlato ieri" });
		await page.goBack();
		await page.getByRole("button", { name: "Annulla questa importazione" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Annulla", exact: true }).click();
		await page.getByRole("heading", { name: "Annullata, tranne ciò che nel frattempo è stato modificato o usato: 1 restano come sono." }).waitFor();
		await rows.getByText(`Non annullato: Cromatura Prova Uno (${name}) è stato modificato`).waitFor();
		assert.equal(await rows.getByRole("link").count(), 1);
		await page.goto("/relcrm/people?q=cromatura%20prova");
		const list = new List(page);
		await list.rows.first().waitFor();
		assert.equal(await list.rows.count(), 1);
		await context.close();
	});
});
