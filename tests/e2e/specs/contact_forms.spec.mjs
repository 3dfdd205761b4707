// A form for the web site: defined in the desk, filled in on a telephone without a log-in, named by the office, on the card.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertAccessible } from "../support/axe.mjs";
import { send } from "../pages/form.page.mjs";
import { ask, useBrowser } from "../support/browser.mjs";

const { open } = useBrowser();
const [CLERK, MARKETING] = ["ufficio@demo.example.com", "marketing@demo.example.com"];
const VISITOR = { guest: true, width: 390, height: 844 };
const SHORTEST = 3;

describe("forms for the web site", () => {
	let address;
	it("is defined in the desk, and shows where it stands", async () => {
		const { page, context } = await open({ user: MARKETING });
		await page.goto("/relcrm/new/contact-form");
		await page.getByRole("textbox", { name: /^Titolo/ }).fill("Iscrizione alla fiera");
		await page.getByRole("combobox", { name: /^Responsabile/ }).fill("ufficio");
		await page.getByRole("option").first().click();
		await assertAccessible(page, "a new form for the web site");
		const values = {
			form_title: "Iscrizione alla fiera", published: 1, language: "it", told_user: CLERK, notice_link: "https://www.example.it/privacy",
			questions: [{ ask: "Name", required: 1 }, { ask: "Company" }, { ask: "E-mail", required: 1 }, { ask: "Message" }],
			consents: [{ purpose: "Promotion", channel: "E-mail", wording: "Scrivetemi delle prossime fiere" }],
		};
		const made = await send(page, "POST", "Contact Form", values);
		await page.goto(`/relcrm/record/contact-form/${made.name}`);
		const place = page.getByRole("region", { name: "Sul sito" });
		address = await place.locator("code").first().textContent();
		await place.getByText("<iframe").waitFor();
		await place.getByRole("button", { name: "Apri il modulo" }).waitFor();
		await assertAccessible(page, "a form and its address");
		await context.close();
	});
	it("is filled in on a telephone, without a log-in", async () => {
		const { page, context } = await open(VISITOR);
		await page.goto(new URL(address).pathname);
		await page.getByRole("heading", { name: "Iscrizione alla fiera" }).waitFor();
		assert.equal(await page.getByRole("checkbox").isChecked(), false);
		await page.getByRole("textbox", { name: /^Nome e cognome/ }).fill("Ida Prova Fiera");
		await page.getByRole("textbox", { name: /^Azienda/ }).fill("Casale");
		await page.getByRole("textbox", { name: /^Messaggio/ }).fill("Verremo in due");
		await page.getByRole("checkbox").check();
		await page.getByRole("button", { name: "Invia" }).click();
		await page.getByText("Campo da compilare: E-mail.").first().waitFor();
		assert.equal(await page.getByRole("textbox", { name: /^Messaggio/ }).inputValue(), "Verremo in due");
		assert.equal(await page.getByRole("checkbox").isChecked(), true);
		await page.getByRole("textbox", { name: /^E-mail/ }).fill("ida@prova-fiera.example");
		const begun = Number((await page.locator("input[name=token]").getAttribute("value")).split(".")[0]);
		await page.waitForFunction((moment) => Date.now() / 1000 > moment, begun + SHORTEST + 1);
		await page.getByRole("button", { name: "Invia" }).click();
		await page.getByText("Grazie: il messaggio è arrivato.").waitFor();
		await context.close();
	});
	it("has no fault of accessibility, neither at first nor with something wrong", async () => {
		const { page, context } = await open(VISITOR);
		await page.goto(new URL(address).pathname);
		await assertAccessible(page, "the public form");
		await page.getByRole("button", { name: "Invia" }).click();
		await page.getByRole("alert").waitFor();
		await assertAccessible(page, "the public form with what is wrong");
		await context.close();
	});
	it("waits to be named, and is given to a company in one click", async () => {
		const { page, context } = await open({ user: CLERK });
		await page.goto("/relcrm/unknown-senders");
		await page.getByRole("button", { name: "Di' chi è Ida Prova Fiera" }).click();
		const dialog = page.getByRole("dialog", { name: "Chi è Ida Prova Fiera?" });
		await dialog.getByText("Verremo in due").waitFor();
		await assertAccessible(page, "naming an answer");
		await dialog.getByRole("button", { name: /^Lavora qui: Casale/ }).first().click();
		await page.getByText("La risposta è al suo posto.").waitFor();
		const [person] = await ask(page, "frappe.client.get_list", { doctype: "Contact Person", filters: JSON.stringify({ main_email: "ida@prova-fiera.example" }), fields: JSON.stringify(["name", "party"]) });
		const [consent] = await ask(page, "frappe.client.get_list", { doctype: "Party Consent", filters: JSON.stringify({ contact_person: person.name }), fields: JSON.stringify(["origin", "proof_text"]) });
		assert.deepEqual([consent.origin, consent.proof_text], ["Web form", "Scrivetemi delle prossime fiere"]);
		await page.goto(`/relcrm/card/${person.party}`);
		await page.getByText("Iscrizione alla fiera: Ida Prova Fiera").first().waitFor();
		await context.close();
	});
});
