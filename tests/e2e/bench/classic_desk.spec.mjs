// The app in Frappe's own Desk on a bench: what the metadata says holds there too, and an administrator's changes outlive a migrate.
import assert from "node:assert/strict";
import { execSync } from "node:child_process";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import { findBrowser } from "../support/browser.mjs";
import { ClassicDesk } from "./classic_desk.page.mjs";

const require = createRequire(new URL("../../../desk/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const mark = Date.now().toString(36);
const partyName = `Officine di prova ${mark}`;
const month = new Date().toISOString().slice(0, 7);

describe("Frappe's own Desk", () => {
	let browser, page, desk, party, letter;

	before(async () => {
		browser = await chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox"] });
		const options = { baseURL: process.env.BENCH_URL, viewport: { width: 1400, height: 1000 }, locale: "en-GB" };
		const first = await browser.newContext(options);
		desk = new ClassicDesk(await first.newPage());
		await desk.logIn(process.env.BENCH_PASSWORD ?? "admin");
		const { time_zone } = await desk.rest("GET", "/api/resource/System Settings/System Settings");
		// The browser stands where the site stands, or a day in the calendar would be another day on the server.
		const context = await browser.newContext({ ...options, timezoneId: time_zone, storageState: await first.storageState() });
		context.setDefaultTimeout(60_000);
		page = await context.newPage();
		desk = new ClassicDesk(page);
	});
	after(() => browser?.close());

	/** The calendar draws itself once more when its events arrive: a drag that came too early is done again. */
	async function dragUntilNew(from, to, tries = 4) {
		const [start, end] = [await from.boundingBox(), await to.boundingBox()];
		await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
		await page.mouse.down();
		await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 8 });
		await page.mouse.up();
		const isNew = () => window.cur_frm?.doctype === "Relation Event" && window.cur_frm.is_new();
		try {
			await page.waitForFunction(isNew, undefined, { timeout: 20_000 });
		} catch (late) {
			if (!tries) throw late;
			await dragUntilNew(from, to, tries - 1);
		}
	}

	it("makes a party", async () => {
		await desk.openForm("party/new");
		await desk.fill("party_name", partyName);
		party = await desk.save();
		assert.match(party, /^PTY-/);
	});

	it("logs an event in the calendar view", async () => {
		const drawn = page.waitForResponse((answer) => answer.url().includes("get_events"));
		await desk.open("relation-event/view/calendar");
		await drawn;
		// A single day of the month view only selects; two days make an event.
		const [from, to] = ["15", "16"].map((day) => page.locator(`.fc-daygrid-day[data-date="${month}-${day}"], .fc-day[data-date="${month}-${day}"]`).first());
		await page.locator(".fc").first().waitFor();
		await from.scrollIntoViewIfNeeded();
		await dragUntilNew(from, to);
		await desk.fill("subject", `Visita ${mark}`);
		await desk.choose("event_type", "Visit");
		const event = await desk.save();
		assert.match(event, /^EVT-/);
		await desk.open("relation-event/view/calendar");
		await page.locator(".fc").getByText(`Visita ${mark}`).first().waitFor();
	});

	it("takes a step of a workflow", async () => {
		const { name } = await desk.rest("POST", "/api/resource/Negotiation", { subject: `Trattativa ${mark}`, party });
		await desk.openForm(`negotiation/${name}`);
		const [first] = await desk.rest("POST", "/api/method/frappe.model.workflow.get_transitions", { doc: { doctype: "Negotiation", name } });
		await page.locator(".actions-btn-group button:visible").first().click();
		await page.locator(".actions-btn-group .dropdown-item:visible").filter({ hasText: first.action }).first().click();
		await page.waitForFunction((state) => window.cur_frm.doc.workflow_state === state, first.next_state);
	});

	it("prints a letter", async () => {
		const written = await desk.rest("POST", "/api/method/relcrm.api.letters.write_letter", { party, subject: `Offerta ${mark}`, body: "<p>In allegato l'offerta.</p>" });
		letter = written.event.name;
		await desk.open(`print/Relation Event/${letter}`);
		const sheet = page.frameLocator("iframe.print-format-container");
		await sheet.getByText(partyName).first().waitFor();
		await sheet.getByText(`Offerta ${mark}`).first().waitFor();
	});

	for (const report of ["RelCRM Events by Area", "RelCRM Team Members"]) {
		it(`runs the report ${report}`, async () => {
			if (report.endsWith("Members")) await desk.rest("POST", "/api/resource/RelCRM Team", { team_name: `Squadra ${mark}`, members: [{ user: "Administrator" }] });
			await desk.open(`query-report/${report}`);
			await page.waitForFunction((name) => window.frappe.query_report?.report_name === name && window.frappe.query_report.data?.length && window.frappe.query_report.columns, report);
			const columns = await page.evaluate(() => window.frappe.query_report.columns.length);
			assert.ok(columns >= 4, `${columns} columns`);
		});
	}

	it("keeps a field of Customize Form and a changed workflow over a migrate", { skip: process.env.BENCH_MIGRATE ? false : "BENCH_MIGRATE is not set" }, async () => {
		await desk.openForm("workflow/RelCRM Negotiation");
		// Straight into the form's row: the Desk may hold a second copy of it, which a save does not send.
		await page.evaluate((message) => {
			window.cur_frm.doc.states[0].message = message;
			window.cur_frm.dirty();
		}, `Nota ${mark}`);
		await desk.save();
		const saved = await desk.rest("GET", "/api/resource/Workflow/RelCRM Negotiation");
		assert.equal(saved.states[0].message, `Nota ${mark}`, "the change is saved");

		await desk.open("customize-form?doc_type=Party");
		await page.waitForFunction(() => window.cur_frm?.doc.doc_type === "Party" && window.cur_frm.doc.fields?.length > 10);
		await page.evaluate((label) => {
			const row = window.cur_frm.get_field("fields").grid.add_new_row();
			window.frappe.model.set_value(row.doctype, row.name, { label, fieldtype: "Data" });
		}, `Campo ${mark}`);
		const customized = page.waitForResponse((answer) => (answer.request().postData() ?? "").includes("save_customization"));
		await page.getByRole("button", { name: "Update" }).click();
		assert.equal((await customized).status(), 200);

		execSync(process.env.BENCH_MIGRATE, { stdio: ["ignore", "ignore", "inherit"] });

		await desk.openForm(`party/${party}`);
		const [field] = await desk.rest("GET", `/api/resource/Custom Field?filters=${encodeURIComponent(JSON.stringify([["dt", "=", "Party"], ["label", "=", `Campo ${mark}`]]))}`);
		assert.ok(field, "the field is still there");
		const workflow = await desk.rest("GET", "/api/resource/Workflow/RelCRM Negotiation");
		assert.equal(workflow.states[0].message, `Nota ${mark}`);
		await desk.rest("DELETE", `/api/resource/Custom Field/${encodeURIComponent(field.name)}`);
	});
});
