// What colleagues do on one record: a comment that calls one of them, work given and done, a comment deleted and back.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RecordSide } from "../pages/record.page.mjs";
import { ask, useBrowser } from "../support/browser.mjs";
import { assertAccessible } from "../support/axe.mjs";

const { open } = useBrowser();
const CLERK = "ufficio@demo.example.com";
const MANAGER = "direzione@demo.example.com";
const RECORD = "/record/negotiation/NEG-000001";

describe("beside a record", () => {
	it("a comment reaches the bell of the colleague it calls", async () => {
		const { page, context } = await open({ user: MANAGER });
		const side = new RecordSide(page);
		await side.open(RECORD);
		const colleagues = await ask(page, "relcrm.api.record.get_colleagues", { doctype: "Negotiation", name: "NEG-000001" });
		const clerk = colleagues.find((one) => one.name === CLERK);
		await side.root.getByText("Scrivi un commento").click();
		await side.editor.waitFor();
		await side.mention(clerk.full_name.split(" ")[0]);
		await side.editor.pressSequentially("senti se confermano il sopralluogo");
		await assertAccessible(page, "a comment being written");
		await side.editor.press("Control+Enter");
		await side.comments.filter({ hasText: "sopralluogo" }).waitFor();
		const text = await side.comments.first().textContent();
		const other = await open({ user: CLERK });
		await other.page.goto("/relcrm");
		await other.page.getByRole("button", { name: /avvis[oi]/i }).click();
		const line = other.page.getByRole("dialog", { name: "Avvisi" }).getByText("ti chiama in un commento").first();
		await line.click();
		await other.page.locator(".entry--comment", { hasText: "sopralluogo" }).waitFor();
		assert.match(text, new RegExp(`@${clerk.full_name}`));
		await other.context.close();
		await context.close();
	});
	it("work is given to a colleague, who marks it done", async () => {
		const { page, context } = await open({ user: MANAGER });
		const side = new RecordSide(page);
		await side.open("/record/negotiation/NEG-000002");
		const colleagues = await ask(page, "relcrm.api.record.get_colleagues", { doctype: "Negotiation", name: "NEG-000002" });
		const clerk = colleagues.find((one) => one.name === CLERK);
		await side.assigned.getByRole("button", { name: "Assegna a un collega" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("combobox", { name: "Collega" }).fill(clerk.full_name);
		await dialog.getByRole("option", { name: clerk.full_name }).click();
		await dialog.getByLabel("Che cosa c'è da fare").fill("Rivedere lo sconto");
		await dialog.getByRole("button", { name: "Assegna", exact: true }).click();
		await side.assigned.getByText(clerk.full_name).waitFor();
		const other = await open({ user: CLERK });
		const theirs = new RecordSide(other.page);
		await theirs.open("/record/negotiation/NEG-000002");
		await theirs.assigned.getByText("Rivedere lo sconto").waitFor();
		await theirs.assigned.getByRole("button", { name: "L'ho fatto" }).click();
		await theirs.root.getByText("ha fatto quanto assegnato").waitFor();
		await theirs.assigned.getByText("Ancora nessuno.").waitFor();
		await other.context.close();
		await context.close();
	});
	it("a comment that was deleted comes back", async () => {
		const { page, context } = await open({ user: MANAGER });
		const side = new RecordSide(page);
		await side.open("/record/negotiation/NEG-000003");
		await side.root.getByText("Scrivi un commento").click();
		await side.editor.pressSequentially("Da non perdere");
		await side.editor.press("Control+Enter");
		const comment = side.comments.filter({ hasText: "Da non perdere" });
		await comment.getByRole("button", { name: "Elimina questo commento" }).click();
		await comment.waitFor({ state: "detached" });
		await page.locator(".q-notification").getByRole("button", { name: "Annulla" }).click();
		await comment.waitFor();
		await context.close();
	});
});
