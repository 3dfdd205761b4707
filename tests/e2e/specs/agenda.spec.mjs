// The agenda by hand: enter, move, stretch, by mouse, finger and keys; month, team, what is to be planned, paper.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Agenda } from "../pages/agenda.page.mjs";
import { Shell } from "../pages/shell.page.mjs";
import { AGENT, ask, send, useBrowser } from "../support/browser.mjs";

const { open } = useBrowser();
const make = (page, subject, starts_on, values = {}) => send(page, "relcrm.api.agenda.create_event", { values: { subject, event_type: "Meeting", starts_on, status: "Planned", assigned_to: AGENT, ...values } });
const at = (event, field = "starts_on") => event[field].slice(0, 16);

describe("the agenda", () => {
	it("takes an appointment by a click on empty hours, in place", async () => {
		const { page, context, problems } = await open();
		const agenda = new Agenda(page);
		await agenda.open("2027-03-01", "day");
		const place = await agenda.point(0, 12);
		await page.mouse.click(place.x, place.y);
		assert.equal(await agenda.panel.getByLabel("Quando: ora").inputValue(), "12:00");
		await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "combobox");
		await page.keyboard.type("casale");
		await page.getByRole("option").filter({ hasText: "Casale" }).first().waitFor();
		await page.keyboard.press("Enter");
		await page.keyboard.type("Pranzo con il fornitore");
		await page.keyboard.press("Enter");
		await agenda.box("Pranzo con il fornitore").filter({ hasText: "Casale" }).waitFor();
		await agenda.panel.waitFor({ state: "hidden" });
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("plans with a company that is picked beside the days: dragged onto one, or put on a place by keys", async () => {
		const { page, context, problems } = await open();
		const agenda = new Agenda(page);
		const dialog = page.getByRole("dialog").filter({ has: page.getByLabel("Quando: ora") });
		const pick = async () => {
			await page.getByRole("combobox", { name: "Azienda o persona con cui pianificare" }).fill("casale");
			await page.getByRole("option").filter({ hasText: "Casale" }).first().waitFor();
			await page.keyboard.press("Enter");
			await page.locator(".agenda-with__name").filter({ hasText: "Casale" }).waitFor();
		};
		await agenda.open("2027-03-15");
		const to = await agenda.point(2, 11);
		await pick();
		const chip = await page.locator(".agenda-with__name").boundingBox();
		await page.mouse.move(chip.x + 20, chip.y + 8);
		await page.mouse.down();
		await page.mouse.move(chip.x - 40, chip.y + 20, { steps: 4 });
		await page.mouse.move(to.x, to.y, { steps: 8 });
		await page.locator(".agenda__ghost").waitFor();
		await page.mouse.up();
		assert.equal(await dialog.getByLabel("Quando: ora").inputValue(), "11:00");
		assert.match(await dialog.getByRole("combobox", { name: "Con chi" }).inputValue(), /Casale/);
		await dialog.getByLabel("Di che cosa").fill("Trascinata sul giorno");
		await page.keyboard.press("Enter");
		await agenda.box("Trascinata sul giorno").filter({ hasText: "Casale" }).waitFor();
		await dialog.waitFor({ state: "hidden" });
		await page.locator(".agenda-with__name").waitFor({ state: "detached" });
		await pick();
		await page.waitForFunction(() => document.activeElement?.classList.contains("agenda__cursor"));
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("Enter");
		assert.match(await agenda.panel.getByRole("combobox", { name: "Con chi" }).inputValue(), /Casale/);
		await page.waitForFunction(() => document.activeElement?.getAttribute("maxlength") === "140");
		await page.keyboard.type("Messa da tastiera");
		await page.keyboard.press("Enter");
		await agenda.box("Messa da tastiera").filter({ hasText: "Casale" }).waitFor();
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("plans with whoever is dragged there from the search box, or whose link is let go", async () => {
		const { page, context, problems } = await open();
		const agenda = new Agenda(page);
		const shell = new Shell(page);
		const dialog = page.getByRole("dialog").filter({ has: page.getByLabel("Quando: ora") });
		await agenda.open("2027-03-22");
		const to = await agenda.point(4, 15);
		await shell.find("casale");
		const hit = await shell.hits.filter({ hasText: "Casale" }).first().boundingBox();
		await page.mouse.move(hit.x + 60, hit.y + 10);
		await page.mouse.down();
		await page.mouse.move(hit.x + 90, hit.y + 30, { steps: 4 });
		await page.mouse.move(to.x, to.y, { steps: 8 });
		const there = await agenda.point(4, 15); // the hours may have scrolled by themselves
		await page.mouse.move(there.x, there.y + 2);
		await page.mouse.up();
		assert.equal(await dialog.getByLabel("Quando: ora").inputValue(), "15:00");
		assert.match(await dialog.getByRole("combobox", { name: "Con chi" }).inputValue(), /Casale/);
		await page.keyboard.press("Escape");
		await dialog.waitFor({ state: "hidden" });
		const [found] = await ask(page, "relcrm.api.search.search", { text: "casale", kind: "Party" });
		await page.evaluate(
			([link, x, y]) => {
				const dataTransfer = new DataTransfer();
				dataTransfer.setData("text/uri-list", link);
				const place = document.elementFromPoint(x, y);
				for (const type of ["dragover", "drop"]) place.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, clientX: x, clientY: y, dataTransfer }));
			},
			[new URL(`/relcrm/card/${found.name}`, page.url()).href, to.x, to.y],
		);
		assert.match(await dialog.getByRole("combobox", { name: "Con chi" }).inputValue(), /Casale/);
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("says to a manager without a team why nobody stands beside them", async () => {
		const { page, context } = await open({ user: "marketing@demo.example.com" });
		const { team } = await ask(page, "relcrm.api.agenda.get_setup");
		assert.equal(team.length, 1);
		await new Agenda(page).open("2027-03-15", "team", "team");
		await page.getByText("Non sei ancora in una squadra", { exact: false }).waitFor();
		await context.close();
	});

	it("moves an event to another day by mouse, stretches it, and takes the move back", async () => {
		const { page, context } = await open();
		const agenda = new Agenda(page);
		await new Shell(page).go("");
		await make(page, "Riunione da spostare", "2027-03-02 10:00:00", { ends_on: "2027-03-02 11:00:00" });
		await agenda.open("2027-03-02");
		const from = await agenda.point(1, 10);
		const moved = await agenda.drag({ x: from.x, y: from.y + 10 }, { ...(await agenda.point(3, 10)), y: from.y + 10 + 2 * 52 });
		assert.deepEqual([at(moved), at(moved, "ends_on")], ["2027-03-04 12:00", "2027-03-04 13:00"]);
		assert.match(page.url(), /agenda/, "a drag does not open the event");
		const edge = await agenda.point(3, 13);
		const longer = await agenda.drag({ x: edge.x, y: edge.y - 8 }, { x: edge.x, y: edge.y + 22 });
		assert.deepEqual([at(longer), at(longer, "ends_on")], ["2027-03-04 12:00", "2027-03-04 13:30"]);
		const back = page.waitForResponse((response) => response.url().includes("move_event"));
		await new Shell(page).notice.getByRole("button", { name: "Annulla" }).first().click();
		assert.match(at((await (await back).json()).message, "ends_on"), /13:00|11:00/);
		await context.close();
	});

	it("shows one company alone, from day to day, until all is wanted again", async () => {
		const { page, context, problems } = await open();
		const agenda = new Agenda(page);
		await new Shell(page).go("");
		const [party] = await ask(page, "frappe.client.get_list", { doctype: "Party", fields: JSON.stringify(["name", "party_name"]), limit_page_length: 1 });
		await make(page, "Con loro", "2027-12-08 10:00:00", { party: party.name });
		await make(page, "Senza di loro", "2027-12-08 12:00:00");
		await agenda.open("2027-12-08", "day");
		await agenda.box("Senza di loro").waitFor();
		await page.locator(".mini").getByRole("button", { name: /8 dicembre.*Immacolata/ }).waitFor();
		await page.getByRole("combobox", { name: "Solo di questa azienda" }).fill(party.party_name);
		await page.getByRole("option", { name: party.party_name }).first().click();
		await agenda.box("Senza di loro").waitFor({ state: "detached" });
		await agenda.box("Con loro").waitFor();
		assert.equal(new URL(page.url()).searchParams.get("party"), party.name);
		await page.getByRole("button", { name: "Di nuovo tutti gli eventi" }).click();
		await agenda.box("Senza di loro").waitFor();
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("is walked, filled and changed by keys alone", async () => {
		const { page, context } = await open();
		const agenda = new Agenda(page);
		await agenda.open("2027-03-08");
		await page.locator(".agenda__cursor").focus();
		for (const key of ["ArrowRight", "ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
		await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "combobox");
		await page.keyboard.press("Enter");
		await page.keyboard.type("Per tastiera");
		await page.keyboard.press("Enter");
		await agenda.box("Per tastiera").waitFor();
		await agenda.panel.waitFor({ state: "hidden" });
		await agenda.box("Per tastiera").focus();
		assert.equal(at(await agenda.press("Alt+ArrowDown")), "2027-03-09 10:15");
		assert.equal(at(await agenda.press("Alt+ArrowRight")), "2027-03-10 10:15");
		assert.match(await page.evaluate(() => document.activeElement.textContent), /Per tastiera/, "the focus goes with it");
		assert.equal(at(await agenda.press("Alt+Shift+ArrowDown"), "ends_on"), "2027-03-10 11:30");
		await page.keyboard.press("Enter");
		await agenda.panel.getByRole("button", { name: "Fatto" }).waitFor();
		await page.keyboard.press("Escape");
		await agenda.panel.waitFor({ state: "hidden" });
		await context.close();
	});

	it("moves by a finger held down, and scrolls by one that swipes", async () => {
		const { page, context } = await open({ touch: true });
		const agenda = new Agenda(page);
		await new Shell(page).go("");
		await make(page, "Col dito", "2027-03-16 10:00:00", { ends_on: "2027-03-16 11:00:00" });
		await agenda.open("2027-03-16", "day");
		const client = await context.newCDPSession(page);
		const touch = (type, point) => client.send("Input.dispatchTouchEvent", { type, touchPoints: point ? [point] : [] });
		const from = await agenda.point(0, 10);
		const start = { x: from.x, y: from.y + 12 };
		const moved = page.waitForResponse((response) => response.url().includes("move_event"));
		await touch("touchStart", start);
		await page.locator(".agenda__place--held").waitFor();
		await touch("touchMove", { x: start.x, y: start.y + 30 });
		await touch("touchMove", { x: start.x, y: start.y + 52 });
		await touch("touchEnd");
		assert.equal(at((await (await moved).json()).message), "2027-03-16 11:00");
		const before = await page.locator(".agenda").evaluate((element) => element.scrollTop);
		await client.send("Input.synthesizeScrollGesture", { x: start.x, y: start.y, yDistance: -120 });
		assert.ok((await page.locator(".agenda").evaluate((element) => element.scrollTop)) > before, "a swipe scrolls");
		await context.close();
	});

	it("moves an event from day to day of the month", async () => {
		const { page, context } = await open();
		const agenda = new Agenda(page);
		await new Shell(page).go("");
		await make(page, "Nel mese", "2027-04-06 10:00:00");
		await agenda.open("2027-04-06", "month");
		const from = await agenda.box("Nel mese").boundingBox();
		const to = await page.locator("[data-day='2027-04-22']").boundingBox();
		const moved = await agenda.drag({ x: from.x + 20, y: from.y + 10 }, { x: to.x + 20, y: to.y + 60 });
		assert.equal(at(moved), "2027-04-22 10:00");
		await context.close();
	});

	it("shows the team side by side, and gives an event to a colleague", async () => {
		const { page, context } = await open();
		const agenda = new Agenda(page);
		await new Shell(page).go("");
		const team = await ask(page, "relcrm.api.agenda.get_team");
		await make(page, "Da passare", "2027-03-23 09:00:00", { ends_on: "2027-03-23 10:00:00" });
		await agenda.open("2027-03-23", "team");
		assert.equal(await agenda.columns.count(), team.length);
		const from = await agenda.point(0, 9);
		const to = await agenda.point(1, 9);
		const moved = await agenda.drag({ x: from.x, y: from.y + 10 }, { x: to.x, y: from.y + 10 });
		assert.equal(moved.assigned_to, team[1].name);
		await agenda.open("2027-03-23", "teamweek");
		await page.locator(`[data-day='2027-03-23'][data-person='${team[1].name}']`).getByText("Da passare").waitFor();
		await context.close();
	});

	it("keeps what has no day beside it, to be dragged onto one", async () => {
		const { page, context } = await open();
		const agenda = new Agenda(page);
		await agenda.open("2027-03-30");
		await page.getByRole("button", { name: "Aggiungi qualcosa senza giorno" }).click();
		await page.getByRole("dialog").getByLabel("Di che cosa").fill("Da fare prima o poi");
		await page.getByRole("dialog").getByLabel("Di che cosa").press("Enter");
		const waiting = page.locator(".to-plan__one").filter({ hasText: "Da fare prima o poi" });
		await waiting.waitFor();
		assert.equal(await agenda.box("Da fare prima o poi").count(), 0);
		await page.getByRole("dialog").waitFor({ state: "hidden" });
		const from = await waiting.boundingBox();
		const moved = await agenda.drag({ x: from.x + 20, y: from.y + 10 }, await agenda.point(2, 15));
		assert.equal(at(moved), "2027-03-31 15:00");
		await waiting.waitFor({ state: "detached" });
		await context.close();
	});

	it("comes on paper as a PDF of what is shown", async () => {
		const { page, context } = await open();
		const agenda = new Agenda(page);
		await agenda.open("2026-11-16");
		await page.getByRole("button", { name: "Stampa" }).click();
		const dialog = page.getByRole("dialog");
		const address = await dialog.getByRole("link", { name: "Scarica" }).getAttribute("href");
		assert.match(address, /view=week/);
		const pdf = await context.request.get(address);
		assert.equal(pdf.headers()["content-type"].split(";")[0], "application/pdf");
		assert.equal((await pdf.body()).subarray(0, 5).toString(), "%PDF-");
		await context.close();
	});

	it("does not let a late answer repaint another week", async () => {
		const { page, context } = await open();
		const agenda = new Agenda(page);
		await agenda.open("2026-11-16");
		let release;
		const late = new Promise((resolve) => (release = resolve));
		await page.route(/get_events.*2026-11-09/, async (route) => {
			await late;
			await route.continue().catch(() => {});
		});
		await page.getByRole("button", { name: "Settimana prima" }).click();
		await page.getByRole("button", { name: "Settimana dopo" }).click();
		await agenda.holder.waitFor();
		const before = await agenda.boxes.allTextContents();
		release();
		await page.unrouteAll({ behavior: "wait" });
		assert.match(await agenda.title.textContent(), /16/);
		assert.deepEqual(await agenda.boxes.allTextContents(), before);
		await context.close();
	});
});
