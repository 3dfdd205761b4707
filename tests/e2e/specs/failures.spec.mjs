// What goes wrong between the desk and its server: late answers, impatient fingers, errors, no network, an ended session.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CallDialog } from "../pages/call.page.mjs";
import { Shell } from "../pages/shell.page.mjs";
import { ask, useBrowser } from "../support/browser.mjs";

const { open } = useBrowser();
const NOTE = "Chiede quando arriva il paranco";

const countEvents = (page, subject) =>
	ask(page, "frappe.client.get_count", { doctype: "Relation Event", filters: JSON.stringify([["subject", "like", `%${subject}%`]]) });

/** Opens the entry of a call and writes a note into it. */
async function noteCall(page, note) {
	await new Shell(page).go("");
	const call = new CallDialog(page);
	await call.openByKeys();
	await call.asked.fill(note);
	return call;
}

/** Holds the answers to requests that match until `let go` is called. */
async function hold(page, pattern) {
	let letGo;
	const held = new Promise((resolve) => (letGo = resolve));
	await page.route(pattern, async (route) => {
		await held;
		await route.continue().catch(() => {}); // the page may have called the request off
	});
	return letGo;
}

describe("between the desk and its server", () => {
	it("a late answer to an earlier search never repaints the newer one", async () => {
		const { page, context, problems } = await open();
		const shell = new Shell(page);
		await shell.go("");
		const isFirst = (url) => url.href.includes("relcrm.api.search") && url.searchParams.get("text") === "cas";
		const letGo = await hold(page, isFirst);
		const asked = page.waitForRequest((request) => isFirst(new URL(request.url())));
		await shell.search.fill("cas");
		await asked;
		await shell.find("treviso");
		const before = await shell.hits.allTextContents();
		letGo();
		await page.unrouteAll({ behavior: "wait" });
		await page.waitForLoadState("networkidle");
		const after = await shell.hits.allTextContents(); // what of the newer search answers later, documents say, may have joined
		assert.deepEqual(before.filter((hit) => !after.includes(hit)), []);
		assert.deepEqual(after.filter((hit) => /^Cas/.test(hit)), []);
		assert.deepEqual(problems, []);
		await context.close();
	});
	it("a double click saves one call", async () => {
		const { page, context } = await open();
		const note = `${NOTE} due volte`;
		const call = await noteCall(page, note);
		await call.save.dblclick();
		await new Shell(page).notice.filter({ hasText: "Telefonata annotata" }).waitFor();
		await page.waitForLoadState("networkidle");
		assert.equal(await countEvents(page, note), 1);
		await context.close();
	});
	for (const [what, answer] of [
		["a server error", (route) => route.fulfill({ status: 500, contentType: "application/json", body: "{}" })],
		["a lost network", (route) => route.abort("internetdisconnected")],
	]) {
		it(`${what} shows a sentence and keeps what was typed`, async () => {
			const { page, context } = await open();
			const note = `${NOTE} dopo ${what}`;
			const call = await noteCall(page, note);
			await page.route(/relcrm\.api\.calls\.log_call/, answer);
			await call.save.click();
			const sentence = call.dialog.getByRole("alert").or(new Shell(page).notice).first();
			await sentence.waitFor();
			assert.match((await sentence.textContent()).trim(), /\S+ \S+ \S+/);
			assert.equal(await call.asked.inputValue(), note);
			await page.unrouteAll({ behavior: "wait" });
			await call.save.click();
			await new Shell(page).notice.filter({ hasText: "Telefonata annotata" }).waitFor();
			assert.equal(await countEvents(page, note), 1);
			await context.close();
		});
	}
	it("what is typed in a record survives a lost network and a closed page", async () => {
		const { page, context } = await open({ user: "ufficio@demo.example.com" });
		const [hit] = await ask(page, "relcrm.api.search.search", { text: "casale", kind: "Party" });
		const path = `/relcrm/record/party/${hit.name}`;
		await page.goto(path);
		await page.getByRole("button", { name: "Modifica" }).first().click();
		const name = page.getByLabel("Nome").first();
		const before = await name.inputValue();
		await name.fill(`${before} ex Bianchi`);
		await context.setOffline(true);
		await page.getByRole("button", { name: "Salva" }).first().click();
		await page.getByText(/non risponde|connessione/i).first().waitFor();
		assert.equal(await name.inputValue(), `${before} ex Bianchi`);
		await context.setOffline(false);
		await page.close();
		const again = await context.newPage();
		await again.goto(path);
		await again.waitForLoadState("networkidle");
		if (!(await again.getByLabel("Nome").first().isVisible())) await again.getByRole("button", { name: /Modifica|Riprendi/ }).first().click();
		assert.equal(await again.getByLabel("Nome").first().inputValue(), `${before} ex Bianchi`);
		await context.close();
	});
});
