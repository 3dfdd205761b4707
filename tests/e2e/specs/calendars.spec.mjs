// What repeats, calendar files, the agenda on the telephone: by hand, as the office does it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Agenda } from "../pages/agenda.page.mjs";
import { Shell } from "../pages/shell.page.mjs";
import { ask, useBrowser } from "../support/browser.mjs";

const { open } = useBrowser();
const between = (page, start, end) => ask(page, "relcrm.api.agenda.get_events", { start, end });
const LINES = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:e2e@file", "DTSTART:20300304T090000Z", "DTEND:20300304T100000Z", "SUMMARY:Fiera dal file", "END:VEVENT", "END:VCALENDAR"];

describe("calendars", () => {
	it("plans what repeats in plain words, and ends it with one", async () => {
		const { page, context, problems } = await open();
		const agenda = new Agenda(page);
		await agenda.open("2027-04-05", "day");
		const place = await agenda.point(0, 12);
		await page.mouse.click(place.x, place.y);
		await agenda.panel.getByLabel("Di che cosa").fill("Riunione che si ripete");
		await agenda.panel.getByLabel("Si ripete").selectOption("fortnight");
		await agenda.panel.getByLabel("Fino a quando").selectOption("after");
		await agenda.panel.getByLabel("Quante volte").fill("4");
		await agenda.panel.getByText(/ogni 2 settimane di lunedì, 4 volte/i).waitFor();
		await agenda.panel.getByRole("button", { name: "Salva" }).click();
		await agenda.box("Riunione che si ripete").waitFor();
		const made = (await between(page, "2027-04-01", "2027-06-30")).filter((row) => row.subject === "Riunione che si ripete");
		assert.deepEqual(made.map((row) => row.starts_on.slice(5, 10)), ["04-05", "04-19", "05-03", "05-17"]);
		await agenda.open("2027-04-19", "day");
		await agenda.box("Riunione che si ripete").click();
		await page.getByRole("button", { name: "Serie" }).click();
		await page.getByRole("menuitem", { name: "Chiudi la serie con questo" }).click();
		await page.getByRole("button", { name: "Togli", exact: true }).click();
		await page.getByText("2 eventi sono stati tolti.").waitFor();
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("looks at a calendar file, brings it in, and takes it back", async () => {
		const { page, context, problems } = await open();
		const agenda = new Agenda(page);
		await agenda.open("2030-03-04", "day");
		await page.getByRole("button", { name: "Altri calendari" }).click();
		await page.getByRole("menuitem", { name: "Porta dentro un file di calendario" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Scegli un file di calendario").setInputFiles({ name: "fiera.ics", mimeType: "text/calendar", buffer: Buffer.from(LINES.join("\r\n")) });
		await dialog.getByText("1 nuovi").waitFor();
		await dialog.getByRole("button", { name: "Porta dentro" }).click();
		await dialog.waitFor({ state: "detached" }); // its own "Annulla" goes with it
		await agenda.box("Fiera dal file").waitFor();
		await new Shell(page).notice.getByRole("button", { name: "Annulla" }).click();
		await agenda.box("Fiera dal file").waitFor({ state: "detached" });
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("makes an address for the telephone, which is read and revoked", async () => {
		const { page, context, problems } = await open();
		await page.goto("/relcrm/settings?part=agenda");
		await page.getByRole("button", { name: "Nuovo indirizzo" }).click();
		await page.getByRole("button", { name: "Crea l'indirizzo" }).click();
		await page.getByRole("img", { name: /Codice dell'indirizzo/ }).waitFor();
		const address = await page.locator(".kept-codes__list li").first().innerText();
		const path = new URL(address).pathname + new URL(address).search;
		const read = () => page.evaluate((url) => fetch(url, { credentials: "omit", cache: "no-store" }).then((answer) => answer.status), path);
		assert.equal(await read(), 200);
		await page.getByRole("button", { name: /^Revoca / }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Revoca" }).click();
		await page.getByText("Ora l'indirizzo non vale più nulla.").waitFor();
		assert.equal(await read(), 404);
		assert.deepEqual(problems.filter((one) => !/404/.test(one)), []);
		await context.close();
	});
});
