// Memory before contact and promises: noted with a call, due in the agenda, kept on the card, warned of where two of us differ.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CallDialog } from "../pages/call.page.mjs";
import { Shell } from "../pages/shell.page.mjs";
import { assertAccessible } from "../support/axe.mjs";
import { ask, send, useBrowser } from "../support/browser.mjs";

const { open } = useBrowser();
const OFFICE = "ufficio@demo.example.com";

describe("what is promised", () => {
	it("is noted with a call, falls due as a task, and is kept with one press", async () => {
		const { page, context, problems } = await open({ user: OFFICE });
		const [{ name: party }] = await ask(page, "relcrm.api.search.search", { text: "casale", kind: "Party" });
		await new Shell(page).go(`/card/${party}`);
		await page.getByRole("button", { name: "Telefonata" }).first().click();
		const call = new CallDialog(page);
		const memory = call.dialog.getByRole("region", { name: "La memoria di questo rapporto" });
		await memory.getByText("Promesse aperte").waitFor();
		await call.asked.fill("Serve il manuale della gru");
		await call.dialog.getByRole("button", { name: "Annota una promessa" }).click();
		await page.keyboard.type("Mandare il manuale in PDF");
		await call.dialog.getByLabel("Entro quando").fill("+3");
		await page.keyboard.press("Tab");
		await assertAccessible(page, "a call with a promise");
		await call.save.click();
		const promises = page.getByRole("region", { name: "Promesse" });
		await promises.getByRole("link", { name: "Mandare il manuale in PDF" }).waitFor();
		await page.getByRole("region", { name: "Pianificato" }).getByText("Mandare il manuale in PDF").waitFor();
		await promises.getByRole("button", { name: "Mantenuta: Mandare il manuale in PDF" }).click();
		await new Shell(page).notice.filter({ hasText: "Mantenuta" }).waitFor();
		await page.getByRole("region", { name: "Pianificato" }).getByText("Mandare il manuale in PDF").waitFor({ state: "detached" });
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("raises a flag on the card where two of us offer different terms, at phone width too", async () => {
		const first = await open({ user: OFFICE, width: 390 });
		await new Shell(first.page).go("");
		const [{ name: party }] = await ask(first.page, "relcrm.api.search.search", { text: "casale", kind: "Party" });
		const terms = (value) => ({ promise: "Sconto su un paranco", kind: "Discount", value });
		await send(first.page, "relcrm.api.calls.log_call", { notes: "Primo sconto", party, promises: [terms(5)] });
		const colleague = await open({ user: "direzione@demo.example.com", width: 390 });
		await new Shell(colleague.page).go("");
		await send(colleague.page, "relcrm.api.calls.log_call", { notes: "Secondo sconto", party, promises: [terms(9)] });
		await new Shell(colleague.page).go(`/card/${party}`);
		await colleague.page.getByRole("button", { name: /^Promesse/ }).click();
		await colleague.page.getByText("Condizioni diverse da colleghi diversi").waitFor();
		await assertAccessible(colleague.page, "a card with different terms");
		const found = await ask(colleague.page, "relcrm.api.memory.get_memory", { party });
		assert.equal(found[0].key, "conflicts");
		assert.deepEqual(found[0].lines.map((line) => line.percent), [5, 9]);
		await first.context.close();
		await colleague.context.close();
	});
});
