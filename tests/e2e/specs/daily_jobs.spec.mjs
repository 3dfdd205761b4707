// The jobs of the day, as people walk them, with the keys beside the text (or presses) and the fields each one takes.
// The ceilings are those of docs/developer/daily-jobs.md.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Agenda } from "../pages/agenda.page.mjs";
import { CallDialog } from "../pages/call.page.mjs";
import { Card } from "../pages/card.page.mjs";
import { List } from "../pages/list.page.mjs";
import { Shell } from "../pages/shell.page.mjs";
import { AGENT, ask, send, useBrowser } from "../support/browser.mjs";
import { countKeys } from "../support/keys.mjs";

const { open } = useBrowser();

/** A job with its ceiling; `work` is given the page, and a way to say which fields it filled. */
function job(name, most, work) {
	it(`${name}: at most ${most.keys} keys beside the text, ${most.fields} fields`, async () => {
		const { page, context, problems } = await open();
		await new Shell(page).go("");
		const keys = await countKeys(page);
		let fields = 0;
		let presses = 0;
		const fill = async (text) => {
			fields += 1;
			await page.keyboard.type(text);
		};
		const press = async (locator) => {
			presses += 1;
			await locator.click();
		};
		await work({ page, fill, press, key: (...pressed) => pressed.reduce((before, one) => before.then(() => page.keyboard.press(one)), Promise.resolve()) });
		const used = (await keys()) + presses;
		console.log(`# ${name}: ${used} keys, ${fields} fields`);
		assert.ok(used <= most.keys, `${used} keys`);
		assert.ok(fields <= most.fields, `${fields} fields`);
		assert.deepEqual(problems, []);
		await context.close();
	});
}
const focused = (page, role) => page.waitForFunction((wanted) => document.activeElement?.getAttribute("role") === wanted, role);

describe("the jobs of the day", () => {
	job("log a call", { keys: 12, fields: 4 }, async ({ page, fill, key }) => {
		const call = new CallDialog(page);
		await call.openByKeys();
		await fill("casale");
		await call.hits.filter({ hasText: "Casale" }).first().waitFor();
		await key("Enter");
		await page.getByRole("region", { name: "La memoria di questo rapporto" }).waitFor();
		await fill("Chiede il prezzo della gru");
		await key("Tab", "Tab", "ArrowRight");
		await key("Tab", "Tab");
		await fill("Richiamare col prezzo");
		await key("Tab");
		await fill("domani 10");
		await key("Enter");
		await new Shell(page).notice.filter({ hasText: "Domani 10:00" }).waitFor();
	});

	job("what did we promise", { keys: 4, fields: 1 }, async ({ page, fill, key }) => {
		await key("Control+k");
		await focused(page, "combobox");
		await fill("promesse");
		await page.getByRole("option").filter({ hasText: "Promesse aperte" }).first().waitFor();
		await key("Enter");
		await page.getByRole("heading", { name: "Promesse aperte" }).waitFor();
		await page.getByText("Mandare il listino aggiornato").first().waitFor();
	});

	job("find who called", { keys: 4, fields: 1 }, async ({ page, fill, key }) => {
		const shell = new Shell(page);
		await key("Control+k");
		await fill("007350");
		await shell.hits.filter({ hasText: "Casale" }).first().waitFor();
		await key("Enter");
		await new Card(page).title.filter({ hasText: "Casale" }).waitFor();
	});

	job("plan a visit", { keys: 5, fields: 2 }, async ({ page, fill, press, key }) => {
		await press(page.getByRole("button", { name: "Pianifica un appuntamento" }));
		await focused(page, "combobox");
		await fill("casale");
		await page.getByRole("option").filter({ hasText: "Casale" }).first().waitFor();
		await key("Enter");
		await fill("Visita per la gru");
		await key("Enter");
		await new Shell(page).notice.filter({ hasText: "Pianificato" }).waitFor();
	});

	job("prepare tomorrow", { keys: 4, fields: 0 }, async ({ page, press }) => {
		await press(page.getByRole("link", { name: "Agenda" }).first());
		await new Agenda(page).holder.waitFor();
		await press(page.locator(".agenda__day, .month__number").last());
		await press(page.locator(".mini__day--now"));
		await press(page.getByRole("button", { name: "Giorno dopo" }));
		await page.locator(".agenda-holder--day[aria-busy=false]").waitFor();
	});

	job("all customers in Veneto not heard of for 30 days", { keys: 10, fields: 1 }, async ({ page, press, fill, key }) => {
		await press(page.getByRole("link", { name: "Anagrafiche" }).first());
		await press(page.getByRole("button", { name: /^Clienti attivi/ }));
		await press(page.getByRole("button", { name: "Zona", exact: true }));
		await press(page.getByRole("checkbox", { name: /Veneto/ }));
		await press(page.getByRole("button", { name: "Altri filtri" }));
		await press(page.getByRole("button", { name: /^Aggiungi una condizione/ }));
		await page.waitForFunction(() => document.activeElement?.type === "search");
		await fill("ultimo contatto");
		await key("Enter");
		const how = page.getByRole("combobox", { name: "Confronto" }).last();
		await press(how);
		await how.selectOption({ label: "non nel periodo" });
		await press(page.getByRole("button", { name: "Mostra" }));
		await page.getByText("Ultimo contatto (Agenda): non negli ultimi 30 giorni").waitFor();
		const conditions = { op: "all", of: [["lifecycle_stage", "=", "Customer"], ["territory", "=", "Veneto"], ["agenda:last", "not within", { last: 30, unit: "days" }]] };
		const { count } = await ask(page, "relcrm.api.lists.get_count", { query: JSON.stringify({ doctype: "Party", conditions }) });
		assert.ok(count > 0, "the demo has such customers");
		await page.locator(".list-count").getByText(String(count), { exact: true }).waitFor();
	});

	job("who has not answered an offer", { keys: 3, fields: 0 }, async ({ page, press }) => {
		await press(page.getByRole("link", { name: "Trattative" }).first());
		await press(page.getByRole("button", { name: /^Offerte senza risposta/ }));
		await new List(page).leads.first().waitFor();
	});

	job("move a deal a step", { keys: 3, fields: 0 }, async ({ page, press }) => {
		await press(page.getByRole("link", { name: "Trattative" }).first());
		const card = page.getByRole("region", { name: "Primo contatto", exact: true }).locator(".board-card").first();
		const name = await card.getAttribute("data-name");
		await press(card.getByRole("button", { name: /^Sposta/ }));
		await press(page.getByRole("menuitem", { name: "Visita" }));
		await page.getByRole("region", { name: "Visita", exact: true }).locator(`[data-name="${name}"]`).waitFor();
	});

	job("print my week", { keys: 3, fields: 0 }, async ({ page, press }) => {
		await page.goto("/relcrm/agenda?view=week");
		await new Agenda(page).holder.waitFor();
		await press(page.getByRole("button", { name: "Stampa" }));
		const address = await page.getByRole("dialog").getByRole("link", { name: "Scarica" }).getAttribute("href");
		const pdf = await page.context().request.get(address);
		assert.equal((await pdf.body()).subarray(0, 5).toString(), "%PDF-");
	});

	job("a letter to one", { keys: 5, fields: 2 }, async ({ page, press, fill }) => {
		const [hit] = await ask(page, "relcrm.api.search.search", { text: "casale", kind: "Party" });
		await page.goto(`/relcrm/card/${hit.name}`);
		await press(new Card(page).letter);
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Oggetto").focus();
		await fill("La nostra offerta");
		await dialog.getByLabel("Testo").focus();
		await fill("in allegato la nostra offerta.");
		const written = page.waitForResponse((response) => response.url().includes("write_letter"));
		await press(dialog.getByRole("button", { name: "Crea il PDF" }));
		assert.ok((await written).ok());
	});

	job("take the step that waits", { keys: 2, fields: 0 }, async ({ page, press }) => {
		const waiting = page.getByRole("region", { name: "Tocca a me" });
		await press(waiting.getByRole("button", { name: "Fai" }).first());
		const taken = page.waitForResponse((response) => response.url().includes("apply_workflow"));
		await press(page.getByRole("menuitem").first());
		assert.ok((await taken).ok());
	});

	job("close a visit and plan the next", { keys: 6, fields: 2 }, async ({ page, press, fill, key }) => {
		const soon = new Date(Date.now() + 3_600_000);
		await send(page, "relcrm.api.agenda.create_event", { values: { subject: "Da chiudere", event_type: "Meeting", starts_on: `${soon.toISOString().slice(0, 10)} 00:00:00`, ends_on: `${soon.toISOString().slice(0, 10)} 23:50:00`, status: "Planned", assigned_to: AGENT } });
		await page.reload();
		await press(page.getByRole("button", { name: "Fatto: Da chiudere" }));
		await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
		await fill("Vuole pensarci");
		await press(page.getByText("Da proseguire", { exact: true }).last());
		await page.getByRole("dialog").getByLabel("Quando").focus();
		await fill("fra 7 giorni");
		await key("Enter");
		await new Shell(page).notice.filter({ hasText: "Fatto" }).waitFor();
	});
});

describe("what was typed of a call", () => {
	for (const [what, answer] of [
		["a server error", { status: 500, contentType: "application/json", body: "{}" }],
		["a lost network", undefined],
	]) {
		it(`stays after ${what}, with a sentence, and is saved once afterwards`, async () => {
			const { page, context } = await open();
			await new Shell(page).go("");
			const call = new CallDialog(page);
			await call.openByKeys();
			await call.asked.fill(`Tenuta dopo ${what}`);
			await page.route(/log_call/, (route) => (answer ? route.fulfill(answer) : route.abort()));
			await call.asked.press("Enter");
			await call.dialog.getByRole("alert").waitFor();
			assert.equal(await call.asked.inputValue(), `Tenuta dopo ${what}`);
			await page.unrouteAll();
			await call.asked.press("Enter");
			await call.dialog.waitFor({ state: "hidden" });
			await context.close();
		});
	}

	it("makes one event when its answer is lost and it is sent again, or Enter is pressed twice", async () => {
		const { page, context } = await open();
		await new Shell(page).go("");
		const call = new CallDialog(page);
		await call.openByKeys();
		const subject = `Mandata due volte ${Date.now()}`;
		await call.asked.fill(subject);
		await page.route(/log_call/, async (route) => {
			await route.fetch(); // it arrives, its answer does not
			await route.abort();
		});
		await call.asked.press("Enter");
		await call.dialog.getByRole("alert").waitFor();
		await page.unrouteAll();
		await Promise.all([call.asked.press("Enter"), call.asked.press("Enter").catch(() => {})]);
		await call.dialog.waitFor({ state: "hidden" });
		const count = await ask(page, "frappe.client.get_count", { doctype: "Relation Event", filters: JSON.stringify({ subject }) });
		assert.equal(count, 1);
		await context.close();
	});
});
