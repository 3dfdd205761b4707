// The administrator adds a field to companies and people: it is in form, list, filters, card and REST at once.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Card } from "../pages/card.page.mjs";
import { List } from "../pages/list.page.mjs";
import { ADMINISTRATOR, ask, useBrowser } from "../support/browser.mjs";

const { open } = useBrowser();

describe("a field of one's own", () => {
	it("shows in list, form, card, filter and REST with no build", async () => {
		const { page, context } = await open({ user: ADMINISTRATOR });
		const list = new List(page);
		await list.open("/people?q=casale");
		await list.tool("Aggiungi un campo proprio");
		const dialog = page.getByRole("dialog", { name: "Aggiungi un campo" });
		await dialog.getByLabel("Come si chiama").fill("Colore preferito");
		await dialog.getByRole("button", { name: "Aggiungi" }).click();
		await list.headings.filter({ hasText: "Colore preferito" }).waitFor();

		await list.leads.first().click();
		await new Card(page).title.waitFor();
		await page.getByRole("button", { name: "Altre azioni" }).click();
		await page.getByRole("menuitem", { name: "Modifica" }).click();
		await page.getByRole("button", { name: "Altro" }).last().click();
		await page.getByLabel("Colore preferito").fill("Verde bottiglia");
		await page.getByRole("button", { name: "Salva" }).click();
		await page.locator(".q-notification", { hasText: "Salvato" }).waitFor();
		await page.getByRole("definition").filter({ hasText: "Verde bottiglia" }).waitFor();

		const [own] = await ask(page, "frappe.client.get_list", { doctype: "Custom Field", filters: JSON.stringify({ dt: "Party", label: "Colore preferito" }), fields: '["fieldname"]' });
		await list.open(`/people?f=${encodeURIComponent(JSON.stringify([[own.fieldname, "like", "bottiglia"]]))}`);
		await list.count.filter({ hasText: /^1$/ }).waitFor();
		assert.equal(await list.rows.count(), 1);
		assert.match(await list.rows.first().textContent(), /Verde bottiglia/);

		const name = (await list.leads.first().getAttribute("href")).split("/").pop();
		const answer = await context.request.get(`/api/resource/Party/${name}`);
		assert.equal((await answer.json()).data[own.fieldname], "Verde bottiglia");
		await context.close();
	});
});
