// By the guide alone: a field with several choices and a kind of event with its own fields, used everywhere, kept by an upgrade, taken back.
import assert from "node:assert/strict";
import { execSync } from "node:child_process";
import { describe, it } from "node:test";
import { Form, send } from "../pages/form.page.mjs";
import { List } from "../pages/list.page.mjs";
import { Shell } from "../pages/shell.page.mjs";
import { assertAccessible } from "../support/axe.mjs";
import { ask, useBrowser } from "../support/browser.mjs";

const ADMIN = "amministratore@demo.example.com";
const { open } = useBrowser();

/** What an upgrade does to a site that is in use. */
function upgrade() {
	const migrate = process.env.E2E_MIGRATE;
	if (migrate) execSync(migrate, { stdio: ["ignore", "ignore", "inherit"] });
}

async function post(page, method, data) {
	const token = await page.evaluate(() => JSON.parse(document.querySelector("#boot").textContent).csrf_token);
	const response = await page.context().request.post(`/api/method/${method}`, { ...data, headers: { "X-Frappe-CSRF-Token": token } });
	if (!response.ok()) throw new Error(`${method}: ${response.status()} ${await response.text()}`);
	return (await response.json()).message;
}

/** Asks until a list has the row of an import that may still be at work. */
async function listed(page, query) {
	for (let tries = 0; tries < 60; tries += 1) {
		if ((await ask(page, "relcrm.api.lists.get_rows", { query: JSON.stringify(query) })).rows.length) return;
		await page.waitForLoadState("networkidle");
	}
	throw new Error("The imported row did not come into the list.");
}

describe("customising by the guide", () => {
	it("adds a field with several choices, uses it everywhere, and takes it back", async () => {
		const { page, context, problems } = await open({ user: ADMIN });
		await page.goto("/relcrm/more");
		await page.getByRole("link", { name: "Personalizza" }).click();
		await page.getByRole("heading", { level: 1, name: "Personalizza" }).waitFor();
		await page.getByRole("main").getByRole("link", { name: "Anagrafiche", exact: true }).click();
		await page.getByRole("button", { name: "Aggiungi un campo", exact: true }).click();
		const dialog = page.getByRole("dialog", { name: "Aggiungi un campo" });
		await dialog.getByLabel("Come si chiama").fill("Macchine possedute");
		await dialog.getByLabel("Che cosa contiene").selectOption({ label: "Più scelte da un elenco" });
		await dialog.getByLabel("Scelte, una per riga").fill("Tornio\nFresa\nPressa");
		await dialog.getByRole("button", { name: "Aggiungi" }).click();
		await page.getByRole("button", { name: "Modifica Macchine possedute" }).first().waitFor();

		// The form.
		await page.goto("/relcrm/record/party/PTY-0000001");
		await page.getByRole("button", { name: "Modifica" }).click();
		const tick = page.getByRole("checkbox", { name: "Fresa" });
		if (!(await tick.isVisible())) await page.getByRole("button", { name: "Altro" }).last().click();
		await tick.check();
		await page.getByRole("button", { name: "Salva" }).click();
		await page.locator(".q-notification", { hasText: "Salvato" }).waitFor();
		const filters = JSON.stringify({ dt: "Party", label: "Macchine possedute" });
		const [{ fieldname: name }] = await ask(page, "frappe.client.get_list", { doctype: "Custom Field", filters, fields: '["fieldname"]' });
		const read = async () => (await (await context.request.get("/api/resource/Party/PTY-0000001")).json()).data[name];
		assert.deepEqual((await read()).map((row) => row.choice), ["Fresa"]);

		// The import: several choices in one cell.
		const file = { name: "macchine.csv", mimeType: "text/csv", buffer: Buffer.from("Nome;Macchine possedute\nOfficina Prova Elenco;tornio, Pressa\n") };
		const preview = await post(page, "relcrm.api.exchange.upload", { multipart: { doctype: "Party", file } });
		const target = preview.columns.find((column) => column.source_column === "Macchine possedute").target;
		assert.equal(target, `${name}.choice`);
		await post(page, "relcrm.api.exchange.start", { data: { run: preview.run, columns: preview.columns } });

		// The list, filtered.
		const list = new List(page);
		const filter = encodeURIComponent(JSON.stringify([[name, "in", ["Pressa"]]]));
		await listed(page, { doctype: "Party", columns: ["party_name", name], conditions: { op: "all", of: [[name, "in", ["Pressa"]]] }, sort: [], start: 0, length: 5 });
		await list.open(`/people?f=${filter}`);
		assert.match(await list.leads.first().textContent(), /Officina Prova Elenco/);

		upgrade();
		assert.deepEqual((await read()).map((row) => row.choice), ["Fresa"]);

		// Taking back: what would be out of sight is told first.
		await page.goto("/relcrm/customise/history");
		await page.getByRole("button", { name: /^Annulla la modifica: Campo Macchine possedute aggiunto/ }).click();
		const asked = page.getByRole("dialog", { name: /Annullare/ });
		await asked.getByText(/2 schede contengono qualcosa|2 elementi contengono qualcosa/).waitFor();
		await asked.getByRole("button", { name: "Annulla la modifica" }).click();
		await page.locator(".q-notification", { hasText: "Annullato" }).waitFor();
		assert.equal(await read(), undefined);
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("makes a kind of event with its own fields, uses them everywhere, and takes it back", async () => {
		const { page, context, problems } = await open({ user: ADMIN });
		await page.goto("/relcrm/customise");
		await page.getByRole("main").getByRole("link", { name: /^Tipi di evento ./ }).click();
		await page.waitForURL(/\/list\//);
		await page.getByRole("main").getByRole("link", { name: "Aggiungi", exact: true }).or(page.getByRole("main").getByRole("button", { name: "Aggiungi", exact: true })).first().click();
		const form = new Form(page);
		await form.field("Tipo").fill("Sopralluogo");
		await page.getByLabel("Canale").selectOption({ label: "Visita" });
		await page.getByRole("button", { name: "Aggiungi una riga: Campi propri" }).click();
		await form.table("Campi propri").first().waitFor();
		await form.paste("Superficie\tNumero\nTetto\tScelta\t\"Piano\nA falde\"\nConsegna entro\tData\n");
		await form.save.click();
		await form.saved();

		// The form of an event: real fields.
		await form.open("/new/relation-event");
		await form.link("Tipo").fill("sopralluogo");
		await page.getByRole("option", { name: "Sopralluogo", exact: true }).click();
		await form.field("Oggetto").fill("Misure del capannone");
		await page.getByLabel("Superficie").fill("1.250,5");
		await page.getByLabel("Tetto").selectOption("A falde");
		await page.getByLabel("Consegna entro").fill("31/12/2026");
		await form.save.click();
		const name = await form.made();
		const read = async () => (await (await context.request.get(`/api/resource/Relation Event/${name}`)).json()).data.event_values.map((row) => [row.label, row.number || row.choice || row.date]);
		const written = [["Superficie", 1250.5], ["Tetto", "A falde"], ["Consegna entro", "2026-12-31"]];
		assert.deepEqual(await read(), written);

		// The small form: the usual kind is proposed, the own fields come with theirs, saving stays in sight.
		const shell = new Shell(page);
		const whole = page.viewportSize();
		await shell.find("pianifica un appuntamento");
		await page.getByRole("option", { name: /Pianifica un appuntamento/ }).first().click();
		const plan = page.getByRole("dialog", { name: "Pianifica un appuntamento" });
		const kind = plan.getByLabel("Tipo");
		await kind.locator("option", { hasText: "Sopralluogo" }).waitFor({ state: "attached" });
		assert.equal(await kind.inputValue(), "Visit");
		assert.equal(await kind.locator("option").last().textContent(), "Sopralluogo");
		await kind.selectOption({ label: "Sopralluogo" });
		await page.setViewportSize({ width: 390, height: 600 });
		await plan.getByLabel("Superficie").fill("80");
		const [box, size] = [await plan.getByRole("button", { name: "Salva" }).boundingBox(), page.viewportSize()];
		assert.ok(box.y + box.height <= size.height, "Salva is out of sight");
		await assertAccessible(page, "an appointment with own fields");
		await page.setViewportSize(whole);
		await plan.getByLabel("Di che cosa").fill("Sopralluogo in fretta");
		await plan.getByRole("button", { name: "Salva" }).click();
		await plan.waitFor({ state: "hidden" });
		const quick = await ask(page, "frappe.client.get_value", { doctype: "Relation Event", filters: JSON.stringify({ subject: "Sopralluogo in fretta" }), fieldname: "event_type" });
		assert.equal(quick.event_type, "Sopralluogo");

		// The import: their labels as headings.
		const file = { name: "sopralluoghi.csv", mimeType: "text/csv", buffer: Buffer.from("Oggetto;Tipo;Inizio;Superficie;Tetto\nSopralluogo importato;Sopralluogo;23/11/2026 10:00;2.400;Piano\n") };
		const preview = await post(page, "relcrm.api.exchange.upload", { multipart: { doctype: "Relation Event", file } });
		assert.equal(preview.columns.find((column) => column.source_column === "Tetto").target, "event_values[field_key=tetto].choice");
		await post(page, "relcrm.api.exchange.start", { data: { run: preview.run, columns: preview.columns } });
		const wanted = [["event:superficie", ">", 2000]];
		await listed(page, { doctype: "Relation Event", columns: ["subject", "event:tetto"], conditions: { op: "all", of: wanted }, sort: [], start: 0, length: 5 });

		// The list, filtered by them.
		const list = new List(page);
		await list.open(`/list/relation-event?f=${encodeURIComponent(JSON.stringify(wanted))}`);
		await list.count.filter({ hasText: /^1$/ }).waitFor();
		assert.match(await list.leads.first().textContent(), /Sopralluogo importato/);

		upgrade();
		assert.deepEqual(await read(), written);
		await page.goto("/relcrm/new/relation-event?event_type=Sopralluogo");
		await page.getByLabel("Superficie").waitFor();

		// Taking back: the type is used, so it stays on its events and is offered no more.
		await page.goto("/relcrm/customise/history");
		await page.getByRole("button", { name: /^Annulla la modifica: .*Sopralluogo/ }).first().click();
		const asked = page.getByRole("dialog", { name: /Annullare/ });
		const done = page.locator(".q-notification", { hasText: "Annullato" });
		await asked.getByText(/\d+ eventi sono del tipo Sopralluogo/).waitFor();
		await asked.getByRole("button", { name: "Annulla la modifica" }).click();
		await done.waitFor();
		assert.deepEqual((await ask(page, "relcrm.api.agenda.get_types")).filter((type) => type.name === "Sopralluogo"), []);
		assert.deepEqual(await read(), written);
		await page.goto(`/relcrm/record/relation-event/${name}`);
		await page.getByRole("heading", { name: "Campi propri" }).waitFor();
		for (const text of ["31/12/2026", "1.250,5"]) await page.locator("dd", { hasText: text }).first().waitFor();
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("makes a kind of record that is called by its number, has a calendar and a board, and takes the choice back", async () => {
		const { page, context, problems } = await open({ user: ADMIN });
		await page.goto("/relcrm/customise");
		await page.getByRole("button", { name: "Nuovo tipo di scheda" }).click();
		const making = page.getByRole("dialog", { name: "Un nuovo tipo di scheda" });
		await making.getByLabel("Come si chiama una").fill("Noleggio");
		await making.getByLabel("Come si chiamano tante").fill("Noleggi");
		const fields = [["Numero", "Testo breve"], ["Prenotato il", "Data"], ["Uscita", "Data"], ["Rientro", "Data"], ["Tipo di mezzo", "Una scelta da un elenco", "Gru\nMuletto"], ["Dove sta", "Una scelta da un elenco", "In sede\nFuori"]];
		for (const [at, [label, holds, choices]] of fields.entries()) {
			await making.getByRole("button", { name: "Aggiungi un campo" }).click();
			await making.getByLabel(`Come si chiama il campo ${at + 1}`).fill(label);
			await making.getByLabel(`Che cosa contiene il campo ${at + 1}`).selectOption({ label: holds });
			if (choices) await making.getByLabel("Scelte, una per riga").last().fill(choices);
		}
		await making.getByRole("button", { name: "Crea" }).click();
		await page.waitForURL(/\/customise\/form\//);

		const panel = page.locator("section", { has: page.getByRole("heading", { name: "Nome, calendario e lavagna" }) });
		await panel.getByRole("button", { name: "Scegli" }).click();
		const dialog = page.getByRole("dialog", { name: "Nome, calendario e lavagna" });
		await dialog.getByLabel("Il campo che dà il nome").selectOption({ label: "Numero" });
		await dialog.getByLabel("Giorno nel calendario").selectOption({ label: "Uscita" });
		await dialog.getByLabel("Fino a").selectOption({ label: "Rientro" });
		await dialog.getByLabel("Colonne della lavagna").selectOption({ label: "Dove sta" });
		await assertAccessible(page, "name, calendar and board");
		await dialog.getByRole("button", { name: "Salva" }).click();
		await panel.getByText("da Uscita a Rientro").waitFor();
		await assertAccessible(page, "the form of a kind");

		const [{ name: kind }] = await ask(page, "frappe.client.get_list", { doctype: "DocType", filters: JSON.stringify({ custom: 1, name: ["like", "%Noleggio%"] }) });
		const own = Object.fromEntries((await ask(page, "relcrm.api.customise.get_form", { doctype: kind })).fields.map((field) => [field.label_it, field.fieldname]));
		const rent = { [own.Numero]: "N-2026/17", title: "Gru di Casale", [own["Prenotato il"]]: "2026-10-01", [own.Uscita]: "2026-11-23", [own.Rientro]: "2026-11-25", [own["Dove sta"]]: "Fuori" };
		const made = await send(page, "POST", kind, rent);
		const slug = kind.toLowerCase().replaceAll(" ", "-");

		// The list, the one search box, the page itself.
		const list = new List(page);
		await list.open(`/list/${slug}`);
		assert.equal((await list.leads.first().textContent()).trim(), "N-2026/17");
		const shell = new Shell(page);
		await shell.find("n-2026/17");
		await page.getByRole("option", { name: /N-2026\/17/ }).click();
		await page.getByRole("heading", { level: 1, name: "N-2026/17" }).waitFor();

		// Calendar and board.
		await page.goto(`/relcrm/list/${slug}?view=calendar&day=2026-11-24`);
		const entry = page.locator(`[data-event="${made.name}"]`).first();
		await entry.getByText("N-2026/17").waitFor();
		assert.equal(await page.getByLabel("Giorno mostrato").locator("option:checked").textContent(), "Uscita");
		await page.goto(`/relcrm/list/${slug}?view=board`);
		const lane = page.locator(".board-lane", { hasText: "Fuori" });
		await lane.getByText("N-2026/17").waitFor();

		// A link field shows and finds it by that name.
		await page.goto("/relcrm/customise/form/contact-person");
		await page.getByRole("button", { name: "Aggiungi un campo", exact: true }).click();
		const adding = page.getByRole("dialog", { name: "Aggiungi un campo" });
		await adding.getByLabel("Come si chiama").fill("Suo noleggio");
		await adding.getByLabel("Che cosa contiene").selectOption({ label: "Collegamento a un'altra scheda" });
		await adding.getByLabel("A quali schede rimanda").selectOption({ label: "Noleggio" });
		await adding.getByRole("button", { name: "Aggiungi" }).click();
		await page.getByRole("button", { name: "Modifica Suo noleggio" }).first().waitFor();
		await page.goto("/relcrm/new/contact-person");
		await page.getByRole("button", { name: "Altro" }).last().click();
		const link = page.getByRole("combobox", { name: "Suo noleggio" });
		await link.fill("2026/17");
		await page.getByRole("option", { name: /N-2026\/17/ }).click();
		assert.equal(await link.inputValue(), "N-2026/17");

		await page.goto("/relcrm/customise/history");
		await page.getByRole("button", { name: /^Annulla la modifica: Scelti nome, calendario e lavagna/ }).click();
		await page.locator(".q-notification", { hasText: "Annullato" }).waitFor();
		await list.open(`/list/${slug}`);
		assert.equal((await list.leads.first().textContent()).trim(), "Gru di Casale");
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("draws a process by keyboard alone and shows the drawing", async () => {
		const { page, context } = await open({ user: ADMIN });
		await page.goto("/relcrm/customise/process/party-source");
		const add = page.getByRole("button", { name: "Aggiungi uno stato", disabled: false });
		await add.waitFor();
		await add.press("Enter");
		const state = page.getByRole("dialog", { name: "Nuovo stato" });
		await state.getByLabel("Come si chiama").fill("Da valutare");
		await state.getByLabel("Come si chiama").press("Enter");
		await page.getByRole("button", { name: "Modifica Da valutare" }).waitFor();
		await page.getByRole("button", { name: "Salva" }).press("Enter");
		await page.locator(".q-notification", { hasText: "Il processo è salvato" }).waitFor();
		await page.getByRole("button", { name: "Annulla la modifica" }).press("Enter");
		await page.getByText("Non c'è ancora un processo").waitFor();
		await context.close();
	});
});
