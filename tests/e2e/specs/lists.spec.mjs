// What people do with lists: find by a characteristic and a linked record, group, share a view, change, walk by keyboard.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { List } from "../pages/list.page.mjs";
import { assertAccessible, assertNoSideScroll } from "../support/axe.mjs";
import { ask, useBrowser } from "../support/browser.mjs";

const { open } = useBrowser();
const OFFICE = "direzione@demo.example.com";
const count = (list) => list.count.textContent().then((text) => Number(text.replace(/\D/g, "")));

describe("a list", () => {
	it("is filtered by a characteristic and by a field of a linked record, in words and in the address", async () => {
		const { page, context, problems } = await open({ user: OFFICE });
		const list = new List(page);
		await list.open("/people");
		const all = await count(list);
		await page.getByRole("button", { name: "Altri filtri" }).click();
		const dialog = page.getByRole("dialog", { name: "Che cosa mostrare" });
		await list.pick(dialog.getByRole("button", { name: /Aggiungi una condizione/ }), "macchine in uso");
		await dialog.getByRole("button", { name: "Scegli", exact: true }).click();
		await page.locator(".value-list__one").first().click();
		await page.keyboard.press("Escape");
		await list.pick(dialog.getByRole("button", { name: /Aggiungi una condizione/ }), "parte di nome");
		await assertAccessible(page, "filters");
		await dialog.getByLabel("Valore").last().fill("a");
		await dialog.getByRole("button", { name: "Mostra" }).click();
		await list.chips.nth(1).waitFor();
		await page.waitForFunction((before) => Number(document.querySelector(".list-count")?.textContent.replace(/\D/g, "")) < before, all);
		assert.match(await list.chips.first().textContent(), /^Macchine in uso \(.+\) è /);
		assert.match(page.url(), /profile/);
		await page.goBack();
		await list.count.filter({ hasText: String(all) }).waitFor();
		assert.equal(await list.chips.count(), 0);
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("counts the events and people of a company in its filters, in words and in the address", async () => {
		const { page, context, problems } = await open({ user: OFFICE });
		const list = new List(page);
		await list.open("/people");
		const all = await count(list);
		await page.getByRole("button", { name: "Altri filtri" }).click();
		const dialog = page.getByRole("dialog", { name: "Che cosa mostrare" });
		await dialog.getByRole("button", { name: "Conta eventi, contatti e altro" }).click();
		await page.getByRole("menuitem", { name: "Persone", exact: true }).click();
		const people = dialog.getByRole("group", { name: "Persone" });
		await people.getByLabel("Numero").fill("2");
		await list.pick(people.getByRole("button", { name: /Aggiungi una condizione/ }), "", "Ruolo");
		await dialog.getByRole("button", { name: "Conta eventi, contatti e altro" }).last().click();
		await page.getByRole("menuitem", { name: "Eventi", exact: true }).click();
		await dialog.getByRole("group", { name: "Eventi" }).getByLabel("Confronto").selectOption({ label: "meno di" });
		await dialog.getByRole("group", { name: "Eventi" }).getByLabel("Numero").fill("9");
		await assertAccessible(page, "filters that count");
		await assertNoSideScroll(page);
		await dialog.getByRole("button", { name: "Mostra" }).click();
		await list.chips.nth(1).waitFor();
		assert.deepEqual(await list.chips.locator(".filter__text").allTextContents(), ["Persone: almeno 2", "Eventi: meno di 9"]);
		await page.waitForFunction((before) => Number(document.querySelector(".list-count")?.textContent.replace(/\D/g, "")) < before, all);
		const found = await count(list);
		await page.reload();
		await list.count.filter({ hasText: String(found) }).waitFor();
		const query = { doctype: "Party", conditions: [{ has: "people", count: [">=", 2] }, { has: "events", count: ["<", 9] }] };
		assert.equal((await ask(page, "relcrm.api.lists.get_count", { query: JSON.stringify(query) })).count, found);
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("is grouped on two levels, and kept as a view that a colleague sees", async () => {
		const { page, context } = await open({ user: OFFICE });
		const list = new List(page);
		await list.open("/people");
		await page.getByRole("button", { name: "Raggruppa", exact: true }).click();
		await list.pick(page.getByRole("button", { name: /Scegli un campo/ }), "", "Zona");
		await list.groups.first().waitFor();
		await page.goto(`${page.url()}&group=sector&total=sum:turnover`);
		await list.groups.first().click();
		await list.groups.filter({ hasText: "Settore" }).first().click();
		await list.rows.first().waitFor();
		await assertAccessible(page, "groups");
		assert.equal(await page.getByRole("treegrid").count(), 1);
		await page.getByText("cambiata, non salvata").waitFor({ state: "attached" });
		await page.getByRole("button", { name: "Salva come vista" }).click();
		const dialog = page.getByRole("dialog", { name: "Salva come nuova vista" });
		await dialog.getByLabel("Come si chiama la vista").fill("Zone e settori");
		await dialog.getByText("Tutti", { exact: true }).click();
		await dialog.getByRole("button", { name: "Salva" }).click();
		await page.locator(".view-tabs__one[aria-current]", { hasText: "Zone e settori" }).waitFor();

		const colleague = await open();
		const theirs = new List(colleague.page);
		await theirs.open("/people");
		await colleague.page.getByRole("button", { name: /Zone e settori/ }).click();
		await theirs.groups.first().waitFor();
		assert.equal(await theirs.chips.count(), 2);
		await colleague.context.close();

		await page.getByRole("button", { name: "Questa vista" }).click();
		await page.getByRole("menuitem", { name: "Elimina questa vista" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Elimina" }).click();
		await page.getByRole("button", { name: /Zone e settori/ }).waitFor({ state: "detached" });
		await context.close();
	});

	it("changes one value in its place, and many at once, and takes both back", async () => {
		const { page, context } = await open({ user: OFFICE });
		const list = new List(page);
		await list.open("/people?sort=party_name.asc");
		const cell = await list.cell(list.rows.first(), "Stadio del rapporto");
		const before = (await cell.textContent()).trim();
		await cell.dblclick();
		await page.locator(".cell-editor select").selectOption("Former Customer");
		await page.keyboard.press("Enter");
		await cell.filter({ hasText: "Ex cliente" }).waitFor();
		await page.getByRole("button", { name: "Annulla" }).click();
		await cell.filter({ hasText: before }).waitFor();

		await list.rows.nth(0).getByRole("checkbox").click();
		await list.rows.nth(2).getByRole("checkbox").click({ modifiers: ["Shift"] });
		await page.getByText("3 selezionati").waitFor();
		await page.getByRole("button", { name: "Modifica un campo" }).click();
		const dialog = page.getByRole("dialog", { name: "Modifica 3 elementi" });
		await list.pick(dialog.getByRole("button", { name: /Scegli un campo/ }), "stadio");
		await dialog.getByLabel("Nuovo valore").selectOption("Former Customer");
		await dialog.getByRole("button", { name: "Modifica" }).click();
		await page.getByText("3 elementi modificati.").waitFor();
		await (await list.cell(list.rows.nth(2), "Stadio del rapporto")).filter({ hasText: "Ex cliente" }).waitFor();
		await page.locator(".q-notification", { hasText: "modificati" }).getByRole("button", { name: "Annulla" }).click();
		await page.getByText("Annullato.").waitFor();
		await (await list.cell(list.rows.nth(2), "Stadio del rapporto")).filter({ hasNotText: "Ex cliente" }).waitFor();
		await context.close();
	});

	it("is walked, sorted, widened, chosen from and opened by keyboard alone", async () => {
		const { page, context } = await open({ user: OFFICE });
		const list = new List(page);
		await list.open("/people");
		const at = () => page.evaluate(() => [document.activeElement?.closest("[data-row]")?.dataset.row, document.activeElement?.dataset.cell].join());
		await page.locator('[data-row="0"] [data-cell="1"]').focus();
		await page.keyboard.press("ArrowUp");
		assert.equal(await at(), "-1,1");
		await page.keyboard.press("Enter");
		await page.waitForURL(/sort=party_name.asc/);
		const wide = () => list.headings.first().evaluate((head) => head.offsetWidth);
		const width = await wide();
		await page.keyboard.press("Alt+Shift+ArrowRight");
		await page.waitForFunction((before) => document.querySelector(".grid__head [data-column]").offsetWidth > before, width);
		const second = await list.headings.nth(1).locator(".clip").textContent();
		await page.keyboard.press("ArrowRight");
		await page.keyboard.press("Alt+ArrowRight");
		await list.headings.nth(2).filter({ hasText: second }).waitFor();
		await page.keyboard.press("Alt+ArrowDown");
		await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "menuitem");
		await page.keyboard.press("Escape");
		await page.locator('[data-row="0"] [data-cell="1"]').focus();
		await page.keyboard.press("Control+End");
		const total = await count(list);
		await page.waitForFunction((last) => document.activeElement?.closest("[data-row]")?.dataset.row === last, String(total - 1));
		await page.locator(`[data-row="${total - 1}"]:not([aria-busy])`).waitFor();
		await page.keyboard.press("Space");
		await page.getByText("1 selezionato").waitFor();
		await page.keyboard.press("Control+Home");
		await page.waitForFunction(() => document.activeElement?.closest("[data-row]")?.dataset.row === "0");
		await page.keyboard.press("Enter");
		await page.waitForURL(/\/card\//);
		await page.goBack();
		await list.leads.first().waitFor();
		await list.tool("Colonne");
		await page.getByRole("button", { name: "Come consegnato" }).click();
		await context.close();
	});

	it("is cards on a phone, with filters and numbers to call", async () => {
		const { page, context, problems } = await open({ user: OFFICE, width: 390, height: 844 });
		const list = new List(page);
		await list.open("/people?q=casale");
		await list.search.fill("almagia autotrasporti");
		await page.locator(".list-cards__card", { hasText: "Autotrasporti Almagià" }).first().waitFor();
		await page.locator('.list-cards__card a[href^="tel:"]').first().waitFor();
		await page.getByRole("button", { name: "Filtri" }).click();
		await page.getByRole("dialog", { name: "Che cosa mostrare" }).waitFor();
		await assertAccessible(page, "filters on a phone");
		await assertNoSideScroll(page, "list on a phone");
		assert.deepEqual(problems, []);
		await context.close();
	});
});
