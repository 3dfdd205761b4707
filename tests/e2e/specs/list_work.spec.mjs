// Work on many rows: several choices in place and at once, deleting with a way back, files and paper as they are seen,
// days by week, and the view that opens first for a role.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { send as sendRecord } from "../pages/form.page.mjs";
import { List } from "../pages/list.page.mjs";
import { assertAccessible } from "../support/axe.mjs";
import { AGENT, ask, send, useBrowser } from "../support/browser.mjs";

const { open } = useBrowser();
const [OFFICE, CLERK, ADMIN] = ["direzione@demo.example.com", "ufficio@demo.example.com", "amministratore@demo.example.com"];
const root = fileURLToPath(new URL("../../../", import.meta.url));
const notice = (page, text) => page.locator(".q-notification", { hasText: text });

/** Makes companies and a private view that shows just them, with these columns. */
async function makeView(page, first, many, columns, more = {}) {
	await page.goto("/relcrm/more");
	const names = [];
	for (let at = 1; at <= many; at += 1) names.push((await sendRecord(page, "POST", "Party", { party_name: `${first} ${at}`, lifecycle_stage: at % 2 ? "Customer" : "Lead" })).name);
	const definition = { columns, conditions: { op: "all", of: [["party_name", "starts", first]] }, sort: [["party_name", "asc"]], ...more };
	const view = await sendRecord(page, "POST", "Saved View", { title: `Vista ${first}`, for_doctype: "Party", view: "List", definition: JSON.stringify(definition) });
	return { names, path: `/people?saved=${view.name}` };
}

/** What stands in the grid, row by row, as it is read. */
const seenRows = (list, columns) => list.rows.evaluateAll((rows, count) => rows.map((row) => Array.from({ length: count }, (_, at) => row.querySelector(`[data-cell="${at + 1}"]`).textContent.trim())), columns);

function readCsv(path) {
	const lines = readFileSync(path, "utf8").replace(/^\uFEFF/, "").trim().split("\r\n");
	return lines.map((line) => line.split(";").map((cell) => cell.replace(/^"(.*)"$/, "$1")));
}
function readXlsx(path) {
	const code = "import json, sys, openpyxl; print(json.dumps([['' if cell is None else str(cell) for cell in row] for row in openpyxl.load_workbook(open(sys.argv[1], 'rb')).active.iter_rows(values_only=True)]))";
	return JSON.parse(execFileSync(join(root, ".venv", "bin", "python"), ["-c", code, path], { encoding: "utf8" }));
}

describe("many rows of a list", () => {
	it("take several choices in place and at once, by mouse and by keys, and give them back", async () => {
		const admin = await open({ user: ADMIN });
		await admin.page.goto("/relcrm/more");
		const { fieldname, change } = await send(admin.page, "relcrm.api.customise.add_field", { doctype: "Party", values: { kind: "choices", label_it: "Utensili provati", choices: ["Tornio", "Fresa", "Pressa"] } });
		const { page, context, problems } = await open({ user: OFFICE });
		const view = await makeView(page, "Utensileria Prova", 3, ["party_name", fieldname]);
		const list = new List(page);
		await list.open(view.path);
		const cell = (at) => list.rows.nth(at).locator('[data-cell="2"]');
		const panel = page.getByRole("dialog", { name: "Utensili provati" });
		const [whole, seen] = await page.locator(".grid").evaluate((grid) => [grid.scrollWidth, grid.clientWidth]);
		assert.equal(whole, seen, "two columns need no bar to scroll sideways");

		await cell(0).dblclick();
		await panel.getByRole("checkbox", { name: "Fresa" }).check();
		await assertAccessible(page, "several choices in a cell");
		await panel.getByRole("button", { name: "Salva" }).click();
		await cell(0).filter({ hasText: "Fresa" }).waitFor();
		await notice(page, "Salvato").getByRole("button", { name: "Annulla" }).click();
		await notice(page, "Annullato").waitFor();
		assert.equal(await cell(0).textContent(), "");

		await cell(1).focus();
		await page.keyboard.press("F2");
		await panel.getByRole("checkbox", { name: "Tornio" }).press("Space");
		await page.keyboard.press("Escape");
		await panel.waitFor({ state: "detached" });
		assert.equal(await cell(1).textContent(), "");
		await page.waitForFunction(() => document.activeElement?.dataset.cell === "2");
		await page.keyboard.press("F2");
		await panel.getByRole("checkbox", { name: "Tornio" }).press("Space");
		await page.keyboard.press("Enter");
		await cell(1).filter({ hasText: "Tornio" }).waitFor();

		await page.getByRole("checkbox", { name: "Seleziona tutti" }).click();
		async function changeAll(way, choices, expected) {
			await page.getByRole("button", { name: "Modifica un campo" }).click();
			const dialog = page.getByRole("dialog", { name: "Modifica 3 elementi" });
			await list.pick(dialog.getByRole("button", { name: /Scegli un campo/ }), "utensili provati");
			await dialog.getByText(way, { exact: true }).click();
			for (const choice of choices) await dialog.getByRole("checkbox", { name: choice }).check();
			await assertAccessible(page, "several choices at once");
			await dialog.getByRole("button", { name: "Modifica", exact: true }).click();
			await dialog.waitFor({ state: "detached" });
			await shows(expected);
		}
		/** Waits until the column says so. */
		const shows = (expected) => page.waitForFunction((texts) => texts.join("|") === [...document.querySelectorAll('.grid__body .grid__row [data-cell="2"]')].map((cell) => cell.textContent.trim()).join("|"), expected);
		await changeAll("Aggiungi", ["Fresa"], ["Fresa", "Tornio, Fresa", "Fresa"]);
		await changeAll("Togli", ["Fresa"], ["", "Tornio", ""]);
		await changeAll("Sostituisci tutte", ["Pressa"], ["Pressa", "Pressa", "Pressa"]);
		await notice(page, "3 elementi modificati").last().getByRole("button", { name: "Annulla" }).click();
		await shows(["", "Tornio", ""]);
		await changeAll("Sostituisci tutte", [], ["", "", ""]);
		assert.deepEqual(problems, []);
		await context.close();
		await send(admin.page, "relcrm.api.customise.take_back", { name: change });
		await admin.context.close();
	});

	it("are deleted and come back under their names", async () => {
		const { page, context, problems } = await open({ user: OFFICE });
		const view = await makeView(page, "Cancellanda Prova", 3, ["party_name"]);
		const list = new List(page);
		await list.open(view.path);
		const before = await seenRows(list, 1);
		await page.getByRole("checkbox", { name: "Seleziona tutti" }).click();
		await page.getByText("3 selezionati").waitFor();
		await page.locator(".bulk-bar").getByRole("button", { name: "Elimina" }).click();
		await notice(page, "3 elementi eliminati.").waitFor();
		await page.getByText(/Niente corrisponde|Nessun/).first().waitFor();
		await notice(page, "3 elementi eliminati.").getByRole("button", { name: "Annulla" }).click();
		await notice(page, "Annullato").waitFor();
		await list.leads.nth(2).waitFor();
		assert.deepEqual(await seenRows(list, 1), before);
		const found = await ask(page, "relcrm.api.lists.get_names", { query: JSON.stringify({ doctype: "Party", conditions: [["name", "in", view.names]] }) });
		assert.deepEqual(found.sort(), view.names.sort());
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("leave as text and as Excel just as they are seen, all or the chosen ones", async () => {
		const { page, context, problems } = await open({ user: OFFICE });
		const view = await makeView(page, "Esportanda Prova", 5, ["party_name", "lifecycle_stage", "party_type"], { sort: [["lifecycle_stage", "desc"], ["party_name", "desc"]] });
		const list = new List(page);
		await list.open(view.path);
		const heads = await list.headings.locator(".clip").allTextContents();
		const seen = [heads, ...(await seenRows(list, 3))];
		assert.equal(seen.length, 6);
		async function file(act) {
			const [download] = await Promise.all([page.waitForEvent("download"), act()]);
			return download.path();
		}
		assert.deepEqual(readCsv(await file(() => list.tool("Esporta come testo (CSV)"))), seen);
		assert.deepEqual(readXlsx(await file(() => list.tool("Esporta per Excel"))), seen);
		await list.rows.nth(1).getByRole("checkbox").click();
		await list.rows.nth(3).getByRole("checkbox").click();
		await page.getByText("2 selezionati").waitFor();
		const some = await file(async () => {
			await page.locator(".bulk-bar").getByRole("button", { name: "Esporta" }).click();
			await page.getByRole("menuitem", { name: "Excel (XLSX)" }).click();
		});
		assert.deepEqual(readXlsx(some), [heads, seen[2], seen[4]]);
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("go on paper in the groups and the order in which they are seen", async () => {
		const { page, context, problems } = await open({ user: OFFICE });
		await page.addInitScript(() => {
			window.print = () => {
				window.printed = [...document.querySelectorAll(".list-print tbody tr")].map((row) => [...row.children].map((cell) => cell.textContent.trim()));
				window.printedHead = document.querySelector(".list-print h1").textContent;
			};
		});
		const view = await makeView(page, "Stampanda Prova", 4, ["party_name", "lifecycle_stage"], { group_by: ["creation@week", "lifecycle_stage"], sort: [["party_name", "desc"]] });
		const list = new List(page);
		await page.goto(`/relcrm${view.path}`);
		await list.groups.first().waitFor();
		assert.match(await list.groups.first().textContent(), /Settimana \d+, \d+( \D+)? – \d+ /);
		await list.groups.first().click();
		await list.groups.nth(2).click();
		await list.groups.nth(1).click();
		await list.leads.nth(3).waitFor();
		const week = (await list.groups.first().locator(".grid__heading").textContent()).match(/Settimana \d+, .*? \d{4}/)[0];
		const rows = await seenRows(list, 2);
		await list.tool("Stampa");
		const printed = await page.waitForFunction(() => window.printed).then((found) => found.jsonValue());
		assert.deepEqual(printed.filter((row) => row.length > 1), rows);
		const heads = printed.filter((row) => row.length === 1).map(([text]) => text);
		assert.equal(heads.length, 3);
		assert.ok(heads[0].endsWith(week), heads[0]);
		assert.equal(await page.evaluate(() => window.printedHead), "Anagrafiche: Vista Stampanda Prova");
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("have their days put together by week with a click", async () => {
		const { page, context, problems } = await open({ user: OFFICE });
		const list = new List(page);
		await list.open("/list/relation-event");
		await page.getByRole("button", { name: "Raggruppa", exact: true }).click();
		await list.pick(page.getByRole("button", { name: /Scegli un campo/ }), "", "Inizio");
		await page.getByRole("button", { name: "Gruppi (1)" }).click();
		await page.getByLabel("Giorni riuniti per").selectOption({ label: "Raggruppa per settimana" });
		await page.waitForURL(/starts_on(@|%40)week/);
		await list.groups.filter({ hasText: /Settimana \d+, / }).first().waitFor();
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("open with the view that the administrator chose for a role, and for nobody else", async () => {
		const { page, context, problems } = await open({ user: ADMIN });
		const list = new List(page);
		await list.open("/list/relation-event?sort=subject.asc");
		await page.getByRole("button", { name: "Questa vista" }).click();
		await page.getByRole("menuitem", { name: "Salva come nuova vista" }).click();
		const dialog = page.getByRole("dialog", { name: "Salva come nuova vista" });
		await dialog.getByLabel("Come si chiama la vista").fill("Degli agenti");
		await dialog.getByText("Chi ha un ruolo", { exact: true }).click();
		await dialog.getByRole("combobox", { name: "Ruolo" }).fill("agente");
		await page.getByRole("option", { name: "Agente RelCRM" }).click();
		await dialog.getByText("Apri l'elenco con questa vista").click();
		await dialog.getByRole("button", { name: "Salva" }).click();
		await page.locator(".view-tabs__one[aria-current]", { hasText: "Degli agenti" }).waitFor();

		for (const [user, first] of [[AGENT, "Degli agenti"], [CLERK, "Tutto"]]) {
			const other = await open({ user });
			await other.page.goto("/relcrm/list/relation-event");
			const tab = other.page.locator(".view-tabs__one[aria-current]");
			await new List(other.page).leads.first().waitFor();
			assert.match(await tab.textContent(), new RegExp(first), user);
			assert.equal(await other.page.getByRole("button", { name: /Degli agenti/ }).count(), user === AGENT ? 1 : 0);
			await other.context.close();
		}
		await page.getByRole("button", { name: "Questa vista" }).click();
		await page.getByRole("menuitem", { name: "Elimina questa vista" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Elimina" }).click();
		await page.getByRole("button", { name: /Degli agenti/ }).waitFor({ state: "detached" });
		assert.deepEqual(problems, []);
		await context.close();
	});
});
