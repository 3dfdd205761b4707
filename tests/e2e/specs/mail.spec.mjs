// Mails dragged onto a page, an unknown sender named, files in revisions, a Word document in one click.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertAccessible } from "../support/axe.mjs";
import { ask, useBrowser } from "../support/browser.mjs";

const { open } = useBrowser();
const CLERK = "ufficio@demo.example.com";
const CARD = "/relcrm/card/PTY-0000001";

/** Drops files on the page, as from a folder. */
async function drop(page, files) {
	const data = await page.evaluateHandle((given) => {
		const transfer = new DataTransfer();
		for (const [name, text] of given) transfer.items.add(new File([text], name));
		return transfer;
	}, files);
	await page.dispatchEvent("main", "drop", { dataTransfer: data });
}
const mail = (from, subject, id) => `From: ${from}\r\nTo: ${CLERK}\r\nSubject: ${subject}\r\nDate: Fri, 20 Nov 2026 10:12:00 +0100\r\nMessage-ID: <${id}@spec.example>\r\n\r\nBuongiorno`;

describe("mails and files", () => {
	it("mails dropped on Home become events, and a new sender is named", async () => {
		const { page, context } = await open({ user: CLERK });
		await page.goto("/relcrm");
		await page.getByRole("heading", { level: 1 }).waitFor();
		await drop(page, [["nuova.eml", mail("Elena Prova <elena@prova-spec.example>", "Richiesta dalla prova", "uno")], ["rotta.eml", "hello"]]);
		const dialog = page.getByRole("dialog", { name: "Archivia e-mail" });
		await dialog.getByRole("button", { name: "Archivia 2 e-mail" }).click();
		await dialog.getByText("Richiesta dalla prova").waitFor();
		await dialog.getByText("rotta.eml non è stato preso").waitFor();
		await assertAccessible(page, "mails that were filed");
		await dialog.getByRole("link", { name: "Di' chi sono i mittenti sconosciuti" }).click();
		await page.getByRole("button", { name: "Di' chi è elena@prova-spec.example" }).click();
		const who = page.getByRole("dialog", { name: /Chi è elena@/ });
		await who.getByRole("combobox", { name: "Azienda" }).fill("Casale");
		await who.getByRole("option", { name: /Casale/ }).first().click();
		await assertAccessible(page, "naming a sender");
		await who.getByRole("button", { name: "Salva" }).click();
		await page.getByText("La sua e-mail è al suo posto.").waitFor();
		const left = await ask(page, "relcrm.api.mails.get_unknown", {});
		assert.ok(!left.some((row) => row.address === "elena@prova-spec.example"));
		await context.close();
	});
	it("a file of the same name is the next revision, and an earlier one comes back", async () => {
		const { page, context } = await open({ user: CLERK });
		await page.goto(CARD);
		const documents = page.getByRole("region", { name: "Documenti" });
		const input = documents.locator("input[type=file]").first();
		for (const text of ["uno", "due"]) {
			await input.setInputFiles({ name: "Prova spec.txt", mimeType: "text/plain", buffer: Buffer.from(text) });
			await page.getByText("Il file è aggiunto.").first().waitFor();
		}
		await documents.getByRole("listitem").filter({ hasText: "Prova spec.txt" }).getByRole("button", { name: "2 revisioni" }).click();
		const dialog = page.getByRole("dialog", { name: "Prova spec.txt" });
		await dialog.getByRole("button", { name: "Ripristina la revisione 1" }).click();
		await dialog.getByText("ripristinata dalla revisione 1").waitFor();
		await assertAccessible(page, "revisions of a file");
		await context.close();
	});
	it("a Word document is made with one click and the choice of a template", async () => {
		const { page, context } = await open({ user: CLERK });
		await page.goto(CARD);
		const documents = page.getByRole("region", { name: "Documenti" });
		await documents.getByRole("button", { name: "Documento Word" }).click();
		await page.getByRole("menuitem", { name: "Lettera" }).click();
		await page.getByText("Lettera.docx è allegato", { exact: false }).waitFor();
		await documents.getByText("Lettera.docx").first().waitFor();
		await context.close();
	});
	it("an e-mail is begun with recipients and greeting, and says when there is no mailbox", async () => {
		const { page, context } = await open({ user: CLERK });
		const filters = JSON.stringify({ party: "PTY-0000001", status: "Done" });
		const [event] = await ask(page, "frappe.client.get_list", { doctype: "Relation Event", filters, limit_page_length: 1 });
		await page.goto(`/relcrm/record/relation-event/${event.name}`);
		await page.getByRole("button", { name: "Scrivi un'e-mail" }).click();
		const dialog = page.getByRole("dialog", { name: /^E-mail:/ });
		await dialog.getByText("Non c'è una casella da cui inviare", { exact: false }).waitFor();
		await assertAccessible(page, "an e-mail being written");
		await context.close();
	});
});
