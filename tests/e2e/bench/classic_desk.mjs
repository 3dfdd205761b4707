// Frappe's own Desk on a bench, in Debian's Chromium: what an administrator does there with this app. Run by
// `make test-bench`, which gives E2E_URL and E2E_ADMIN_PASSWORD; E2E_AFTER_MIGRATE=1 looks for the changes afterwards.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { findBrowser } from "../support/browser.mjs";

const require = createRequire(new URL("../../../desk/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const afterMigrate = Boolean(process.env.E2E_AFTER_MIGRATE);
const mark = process.env.E2E_MARK ?? "Casale";
const FIELD = "custom_favourite_wine"; // Frappe makes the name from the label
const ADDED_STATE = "On Hold";
let browser, page;

before(async () => {
	browser = await chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox"] });
	const context = await browser.newContext({ baseURL: process.env.E2E_URL, viewport: { width: 1440, height: 900 } });
	context.setDefaultTimeout(60_000);
	page = await context.newPage();
	await page.goto("/login");
	await page.fill("#login_email", "Administrator");
	await page.fill("#login_password", process.env.E2E_ADMIN_PASSWORD);
	await page.click(".btn-login:visible");
	await page.waitForURL(/\/(app|desk|relcrm)/);
	await page.waitForLoadState("networkidle");
	await page.goto("/app");
	await page.waitForFunction(() => window.frappe?.boot?.user && window.frappe.container?.page);
});
after(() => browser?.close());

/** Opens a route of the Desk and waits for the form of that kind. */
async function openForm(...route) {
	await page.evaluate((parts) => frappe.set_route(...parts), route);
	await page.waitForFunction((doctype) => window.cur_frm?.doctype === doctype && !cur_frm.is_loading && cur_frm.doc, route[1]);
}

/** Saves the open form with its own button's shortcut; fails with what the Desk says. */
async function save() {
	await page.evaluate(() => cur_frm.save());
	await page.waitForFunction(() => !cur_frm.is_dirty() && !cur_frm.is_new());
	return page.evaluate(() => cur_frm.doc.name);
}

const ask = (method, args) => page.evaluate(([m, a]) => frappe.xcall(m, a), [method, args]);

if (!afterMigrate) {
	test("a party is made with the form", async () => {
		await openForm("Form", "Party", "new-party-1");
		await page.fill('.form-layout:visible [data-fieldname="party_name"] input', `${mark} S.r.l.`);
		await page.keyboard.press("Tab");
		const name = await save();
		assert.match(name, /^PTY-\d{7}$/);
		assert.equal(await ask("frappe.client.get_value", { doctype: "Party", filters: name, fieldname: "party_name" }).then((v) => v.party_name), `${mark} S.r.l.`);
	});

	test("an event is logged in the calendar view", async () => {
		await page.evaluate(() => frappe.set_route("List", "Relation Event", "Calendar"));
		await page.waitForSelector(".fc-view-container, .fc-view-harness");
		await page.evaluate(() => frappe.new_doc("Relation Event", { starts_on: frappe.datetime.now_datetime() }));
		await page.waitForFunction(() => window.cur_frm?.doctype === "Relation Event" || document.querySelector(".modal.show .modal-dialog"));
		await page.evaluate((subject) => {
			const form = cur_frm?.doctype === "Relation Event" ? cur_frm : null;
			if (!form) throw new Error("the form of the event did not open");
			return form.set_value({ subject, event_type: "Task", starts_on: frappe.datetime.now_datetime() });
		}, `Call of ${mark}`);
		const name = await save();
		assert.match(name, /^EVT-\d{8}$/);
		await page.evaluate(() => frappe.set_route("List", "Relation Event", "Calendar"));
		await page.waitForFunction((subject) => document.querySelector(".fc-view-container, .fc-view-harness")?.textContent.includes(subject), `Call of ${mark}`);
	});

	test("a negotiation takes a step of its workflow", async () => {
		const party = (await ask("frappe.client.get_list", { doctype: "Party", filters: { party_name: `${mark} S.r.l.` }, limit_page_length: 1 }))[0].name;
		await openForm("Form", "Negotiation", "new-negotiation-1");
		await page.evaluate(([subject, of]) => cur_frm.set_value({ subject, party: of }), [`Machines for ${mark}`, party]);
		await save();
		await page.waitForFunction(() => cur_frm.doc.workflow_state === "First Contact");
		await page.click(".actions-btn-group button:visible");
		await page.click('.actions-btn-group .dropdown-menu:visible a:has-text("Plan Visit")');
		await page.waitForFunction(() => cur_frm.doc.workflow_state === "Visit");
	});

	test("the letter of an event opens in the print view", async () => {
		const event = (await ask("frappe.client.get_list", { doctype: "Relation Event", filters: { subject: `Call of ${mark}` } }))[0].name;
		await page.evaluate((name) => frappe.set_route("print", "Relation Event", name), event);
		const printed = page.frameLocator("iframe.print-format-container");
		await printed.locator("body", { hasText: `Call of ${mark}` }).waitFor();
	});

	test("a report runs and shows its columns", async () => {
		await page.evaluate(() => frappe.set_route("query-report", "RelCRM Events by Area"));
		await page.waitForFunction(() => frappe.query_report?.report_name === "RelCRM Events by Area" && frappe.query_report.columns?.length);
		assert.ok(await page.evaluate(() => frappe.query_report.data.length) >= 1);
	});

	test("a field is added with Customize Form", async () => {
		await openForm("Form", "Customize Form", "Customize Form");
		await page.evaluate(() => cur_frm.set_value("doc_type", "Party"));
		await page.waitForFunction(() => cur_frm.doc.fields?.length > 10);
		if (!(await page.evaluate((f) => cur_frm.doc.fields.some((row) => row.fieldname === f), FIELD))) {
			await page.evaluate(() => {
				cur_frm.add_child("fields", { label: "Favourite Wine", fieldtype: "Data", is_custom_field: 1 });
				return cur_frm.call({ doc: cur_frm.doc, method: "save_customization" });
			});
		}
		const found = await ask("frappe.client.get_list", { doctype: "Custom Field", filters: { dt: "Party", fieldname: FIELD } });
		assert.equal(found.length, 1);
	});

	test("the workflow is changed", async () => {
		if (!(await ask("frappe.client.get_count", { doctype: "Workflow State", filters: { name: ADDED_STATE } }))) {
			await ask("frappe.client.insert", { doc: { doctype: "Workflow State", workflow_state_name: ADDED_STATE } });
		}
		await openForm("Form", "Workflow", "RelCRM Negotiation");
		if (!(await page.evaluate((state) => cur_frm.doc.states.some((row) => row.state === state), ADDED_STATE))) {
			await page.evaluate((state) => cur_frm.add_child("states", { state, doc_status: "0", allow_edit: "RelCRM Manager" }), ADDED_STATE);
			await page.evaluate(() => cur_frm.dirty());
			await save();
		}
	});
} else {
	test("after migrate the added field is still in the form", async () => {
		await openForm("Form", "Party", "new-party-1");
		assert.ok(await page.evaluate((f) => Boolean(cur_frm.get_field(f)), FIELD));
	});

	test("after migrate the changed workflow is still changed", async () => {
		const workflow = await ask("frappe.client.get", { doctype: "Workflow", name: "RelCRM Negotiation" });
		assert.ok(workflow.states.some((row) => row.state === ADDED_STATE));
	});

	test("after migrate the party is still there", async () => {
		assert.equal((await ask("frappe.client.get_list", { doctype: "Party", filters: { party_name: `${mark} S.r.l.` } })).length, 1);
	});
}
