// A file brought in by whoever does marketing: chosen, tied, tried, imported, undone; lists taken out as cards and as a calendar.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { List } from "../pages/list.page.mjs";
import { assertAccessible } from "../support/axe.mjs";
import { ask, useBrowser } from "../support/browser.mjs";

const { open } = useBrowser();
const MARKETING = "marketing@demo.example.com";
const root = fileURLToPath(new URL("../../../", import.meta.url));
const CSV = "Ragione sociale;PIVA;Citta;Via\r\nImportanda Uno;00743110157;Forlì;Via Po; 5\r\nImportanda Due;;Este;Corso Italia 1\r\n;;Padova;\r\n";

/** A workbook as offices send them: a hidden sheet first, a title above the heading, a formula, a code kept as a number. */
const BOOK = `
import io, sys, openpyxl
book = openpyxl.Workbook()
book.active.title, book.active.sheet_state = "Appunti", "hidden"
book.active.append(["non da importare"])
sheet = book.create_sheet("Clienti")
for row in (["Elenco clienti"], [], ["Nome", "CAP", "Località", "Note"], ["Foglio Uno", 35042, "Este", "=1+1"], ["Foglio Due", "00184", "Roma", "'=HYPERLINK"]):
    sheet.append(row)
sheet["B4"].number_format = "00000"
book.create_sheet("Altri").append(["Nome"])
book.active = 1
stream = io.BytesIO()
book.save(stream)
sys.stdout.buffer.write(stream.getvalue())
`;
const makeBook = () => execFileSync(join(root, ".venv", "bin", "python"), ["-c", BOOK]);
const getParties = (page, first, fields = ["name"]) => ask(page, "frappe.client.get_list", { doctype: "Party", fields: JSON.stringify(fields), filters: JSON.stringify([["party_name", "like", `${first}%`]]), order_by: "party_name asc" });

async function choose(page, name, mimeType, buffer) {
	await page.goto("/relcrm/import");
	await page.getByLabel("Che cosa contiene il file").waitFor();
	await page.locator("input[type=file]").setInputFiles({ name, mimeType, buffer });
	await page.getByRole("button", { name: "Prima fai una prova" }).waitFor();
}
const tie = (page, heading, target) => page.getByRole("combobox", { name: `${heading} va in` }).selectOption(target);
const says = (page, text) => page.getByRole("heading", { name: text }).waitFor();
async function take(page, act) {
	const [download] = await Promise.all([page.waitForEvent("download"), act()]);
	return readFileSync(await download.path(), "utf8");
}

describe("a file from outside", () => {
	it("is tied, tried, imported and undone by whoever does marketing", async () => {
		const { page, context, problems } = await open({ user: MARKETING });
		await choose(page, "clienti.csv", "text/csv", Buffer.from(CSV, "latin1"));
		await page.getByText("Via Po; 5").first().waitFor();
		for (const [heading, target] of [["Ragione sociale", "party_name"], ["PIVA", "vat_number"], ["Citta", "addresses[kind=Main].town"], ["Via", "addresses[kind=Main].street"]]) await tie(page, heading, target);
		await page.getByLabel("Una riga è già presente quando questo è uguale").selectOption("vat_number");
		await assertAccessible(page, "columns of a file");
		await page.getByRole("button", { name: "Prima fai una prova" }).click();
		await says(page, "clienti.csv: Prova fatta: niente è stato cambiato.");
		assert.equal((await getParties(page, "Importanda")).length, 0);

		await page.getByRole("button", { name: "Importa ora" }).click();
		await says(page, "clienti.csv: Fatto.");
		await page.getByRole("button", { name: "1 rifiutate" }).waitFor();
		await assertAccessible(page, "what came of a file");
		const rows = await getParties(page, "Importanda", ["party_name", "vat_number", "main_town"]);
		assert.deepEqual(rows, [{ party_name: "Importanda Due", vat_number: null, main_town: "Este" }, { party_name: "Importanda Uno", vat_number: "00743110157", main_town: "Forlì" }]);
		const refused = await take(page, () => page.getByRole("link", { name: "File delle righe rifiutate" }).click());
		assert.match(refused, /^;;Padova;/m);

		await page.getByRole("button", { name: "Annulla questa importazione" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Annulla", exact: true }).click();
		await says(page, "clienti.csv: Annullata: tutto è come prima.");
		assert.equal((await getParties(page, "Importanda")).length, 0);
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("is a workbook with a hidden sheet, a title, a formula and a code that lost its zeros nowhere", async () => {
		const { page, context, problems } = await open({ user: MARKETING });
		await choose(page, "clienti.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", makeBook());
		assert.deepEqual(await page.getByLabel("Foglio", { exact: true }).locator("option").allTextContents(), ["Clienti", "Altri"]);
		for (const [heading, target] of [["Nome", "party_name"], ["CAP", "addresses[kind=Main].cap"], ["Località", "addresses[kind=Main].town"], ["Note", "notes"]]) await tie(page, heading, target);
		await page.getByRole("button", { name: "Importa ora" }).click();
		await says(page, "clienti.xlsx: Fatto.");
		const [two, one] = await Promise.all((await getParties(page, "Foglio")).map(({ name }) => ask(page, "frappe.client.get", { doctype: "Party", name })));
		assert.deepEqual([one, two].map((doc) => [doc.party_name, doc.addresses[0].cap, doc.addresses[0].town]), [["Foglio Uno", "35042", "Este"], ["Foglio Due", "00184", "Roma"]]);
		assert.match(two.notes, /=HYPERLINK/);
		await page.getByRole("button", { name: "Annulla questa importazione" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Annulla", exact: true }).click();
		await says(page, "clienti.xlsx: Annullata: tutto è come prima.");
		assert.deepEqual(problems, []);
		await context.close();
	});
});

describe("a list taken out", () => {
	it("is an address book with the companies that are seen", async () => {
		const { page, context, problems } = await open({ user: MARKETING });
		const list = new List(page);
		await list.open("/people?q=casale");
		const seen = (await list.leads.allTextContents()).map((text) => text.trim());
		const cards = await take(page, () => list.tool("Esporta come rubrica (vCard)"));
		assert.deepEqual([...cards.matchAll(/^FN:(.*)\r$/gm)].map((found) => found[1].replace(/\\(.)/g, "$1")).sort(), [...seen].sort());
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("is a calendar with the events that are chosen", async () => {
		const { page, context, problems } = await open({ user: MARKETING });
		const list = new List(page);
		await list.open("/list/relation-event");
		for (const at of [0, 2]) await list.rows.nth(at).getByRole("checkbox").click();
		await page.getByText("2 selezionati").waitFor();
		const seen = [await list.leads.nth(0).textContent(), await list.leads.nth(2).textContent()].map((text) => text.trim());
		const calendar = await take(page, async () => {
			await page.locator(".bulk-bar").getByRole("button", { name: "Esporta" }).click();
			await page.getByRole("menuitem", { name: "Calendario (.ics)" }).click();
		});
		const whole = calendar.replace(/\r\n /g, "");
		assert.equal(whole.match(/^BEGIN:VEVENT/gm).length, 2);
		for (const subject of seen) assert.ok(whole.includes(subject.replace(/([,;])/g, "\\$1")), subject);
		assert.deepEqual(problems, []);
		await context.close();
	});
});
