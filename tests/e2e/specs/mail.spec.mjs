// Mails dragged onto a page, an unknown sender named, files in revisions, a Word document in one click.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertAccessible } from "../support/axe.mjs";
import { send as sendRecord } from "../pages/form.page.mjs";
import { ADMINISTRATOR, ask, useBrowser } from "../support/browser.mjs";
import { openMailbox } from "../support/mailbox.mjs";

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
	it("an e-mail goes with the revision of a file that was chosen, also when it is begun today and sent tomorrow", async () => {
		const [admin, mailbox] = [await open({ user: ADMINISTRATOR }), await openMailbox()];
		await admin.page.goto("/relcrm/more");
		await sendRecord(admin.page, "POST", "Email Account", { email_account_name: "Prova spec", email_id: "prova@spec.example", smtp_server: "127.0.0.1", smtp_port: mailbox.port, enable_outgoing: 1, default_outgoing: 1, no_smtp_authentication: 1 });
		const { page, context } = await open({ user: CLERK });
		await page.goto("/relcrm/more");
		const { name: event } = await sendRecord(page, "POST", "Relation Event", { subject: "Offerta in due stesure", event_type: "Call", party: "PTY-0000001", starts_on: "2026-11-20 10:00:00", status: "Done" });
		const address = `/relcrm/record/relation-event/${event}`;
		await page.goto(address);
		const input = page.locator("input[type=file]").first();
		for (const text of ["prima", "seconda"]) {
			await Promise.all([page.waitForResponse((one) => one.url().includes("relcrm.api.attachments.upload") && one.ok()), input.setInputFiles({ name: "Stesura.txt", mimeType: "text/plain", buffer: Buffer.from(text) })]);
		}
		const dialog = page.getByRole("dialog", { name: /^E-mail:/ });
		const which = dialog.getByRole("combobox", { name: "Revisione di Stesura.txt" });
		await page.getByRole("button", { name: "Scrivi un'e-mail" }).click();
		await dialog.getByRole("checkbox", { name: /Stesura\.txt/ }).check();
		await which.selectOption({ label: "Revisione 1" });
		await assertAccessible(page, "an e-mail with a file");
		await page.reload();
		await page.getByRole("button", { name: "Scrivi un'e-mail" }).click();
		await which.waitFor();
		assert.equal(await which.locator("option:checked").textContent(), "Revisione 1");
		const first = await which.inputValue();
		const [request] = await Promise.all([page.waitForRequest((one) => one.url().includes("relcrm.api.mails.send")), dialog.getByRole("button", { name: "Invia" }).click()]);
		assert.deepEqual(request.postDataJSON().values.files, [first]);
		assert.equal(await (await page.request.get(`/api/method/relcrm.api.attachments.download?name=${first}`)).text(), "prima");
		await page.getByText("L'e-mail è partita, e resta sull'evento.").waitFor();
		await page.getByText("Inviata", { exact: true }).first().waitFor();
		assert.ok(mailbox.mails.at(-1).includes(Buffer.from("prima").toString("base64")) || mailbox.mails.at(-1).includes("\r\nprima"));
		mailbox.close();
		await context.close();
		await admin.context.close();
	});
});
