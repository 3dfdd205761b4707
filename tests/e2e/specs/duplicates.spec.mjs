// A pair that may be one and the same: compared, merged, taken back, said to be two; its old address leads on.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { useBrowser } from "../support/browser.mjs";
import { assertAccessible } from "../support/axe.mjs";

const { open } = useBrowser();
const CLERK = "ufficio@demo.example.com";
const TITLE = "Meccanica Trevigiana S.r.l.";

describe("duplicates", () => {
	it("two entries of one firm become one, and two again", async () => {
		const { page, context } = await open({ user: CLERK });
		await page.goto("/relcrm/more");
		await page.getByRole("link", { name: "Doppioni" }).click();
		const pair = page.getByRole("region", { name: "La coppia" });
		await pair.getByRole("link", { name: TITLE }).waitFor();
		await assertAccessible(page, "a pair side by side");
		const gone = await pair.getByRole("link", { name: "MECCANICA TREVIGIANA SRL" }).getAttribute("href");
		await pair.getByRole("button", { name: "Unisci in una" }).click();
		await page.getByText("è stata unita a").waitFor();
		await page.getByText("Nessuna coppia aspetta una decisione.").waitFor();
		await page.goto(gone);
		await page.getByRole("heading", { name: TITLE }).waitFor();
		assert.notEqual(new URL(page.url()).pathname, gone);
		await page.getByRole("button", { name: "Altre azioni" }).click();
		await page.getByText("Doppioni e unioni").click();
		await page.getByRole("button", { name: "Separa di nuovo" }).click();
		await page.getByText("è di nuovo al suo posto").waitFor();
		await pair.getByRole("button", { name: "Sono due diverse" }).click();
		await page.getByText("Nessun suo doppione aspetta una decisione.").waitFor();
		await page.getByRole("button", { name: "Annulla" }).click();
		await pair.getByRole("link", { name: TITLE }).waitFor();
		await context.close();
	});
});
