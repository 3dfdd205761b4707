// A sheet of questions: asked from the card, kept when the talk is cut short, and asked within a call that is noted down.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CallDialog } from "../pages/call.page.mjs";
import { Card } from "../pages/card.page.mjs";
import { assertAccessible, assertNoSideScroll } from "../support/axe.mjs";
import { ask, send, useBrowser } from "../support/browser.mjs";

const { open } = useBrowser();
const OFFICE = "ufficio@demo.example.com";
const HEAVIEST = /^Qual è il carico più pesante/;
const RENTING = /^Vi interessa il noleggio/;

/** A company of this test, on its card. */
async function openNew(page, name) {
	await page.goto("/relcrm/");
	const { name: party } = await send(page, "frappe.client.insert", { doc: { doctype: "Party", party_name: name } });
	await page.goto(`/relcrm/card/${party}`);
	return party;
}
const sheetOf = (page) => page.getByRole("dialog", { name: /^Domande per/ });
const profileOf = async (page, party) => {
	const { attributes } = (await ask(page, "relcrm.api.card.get_card", { party })).profile;
	return Object.fromEntries(attributes.map((one) => [one.attribute, one.value ?? null]));
};

describe("a sheet of questions", () => {
	it("keeps what was begun, fills the profile, and leaves an event with what was said", async () => {
		const { page, context, problems } = await open({ user: OFFICE });
		const party = await openNew(page, "Sondaggio Uno");
		const profile = page.getByRole("region", { name: "Profilo" });
		await profile.getByRole("button", { name: "Chiedi" }).click();
		await sheetOf(page).getByLabel(HEAVIEST).fill("12,5");
		await assertAccessible(page, "a sheet of questions");
		await page.keyboard.press("Escape");
		await sheetOf(page).waitFor({ state: "detached" });
		assert.equal((await profileOf(page, party))["Portata massima"], null, "nothing is kept before it is saved");

		await profile.getByRole("button", { name: "Chiedi" }).click();
		await sheetOf(page).getByText("Sono le risposte che avevi iniziato.").waitFor();
		assert.equal(await sheetOf(page).getByLabel(HEAVIEST).inputValue(), "12,5");
		await sheetOf(page).getByRole("checkbox", { name: /^Non vuole dirlo: Vi interessa il noleggio/ }).check();
		await sheetOf(page).getByLabel("Che altro è stato detto").fill("Cambiano capannone a marzo");
		await sheetOf(page).getByRole("button", { name: "Salva" }).click();
		await sheetOf(page).waitFor({ state: "detached" });
		await profile.getByText("12,5 t").waitFor();
		await new Card(page).happened.getByText("Cambiano capannone a marzo").waitFor();
		const kept = await profileOf(page, party);
		assert.deepEqual([kept["Portata massima"], kept["Interesse per il noleggio"]], [12.5, null]);

		await page.reload();
		await profile.getByRole("button", { name: "Chiedi" }).click();
		await sheetOf(page).getByText(/non ha voluto dirlo\./).waitFor();
		assert.equal(await sheetOf(page).getByText("Sono le risposte che avevi iniziato.").count(), 0);
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("is asked on the phone within a call, and its answers are kept with that very call", async () => {
		const { page, context, problems } = await open({ user: OFFICE, width: 390, height: 844 });
		const party = await openNew(page, "Sondaggio Due");
		await page.getByRole("button", { name: "Telefonata" }).first().click();
		const call = new CallDialog(page);
		await call.asked.fill("Chiede un preventivo");
		await call.dialog.getByRole("button", { name: "Fai le domande" }).click();
		await sheetOf(page).getByLabel(RENTING).selectOption({ label: "Alto" });
		await assertNoSideScroll(page);
		await sheetOf(page).getByRole("button", { name: "Tieni con la telefonata" }).click();
		await call.dialog.getByRole("button", { name: "Domande con risposta" }).waitFor();
		assert.equal((await profileOf(page, party))["Interesse per il noleggio"], null, "the answers wait for the call");
		await call.save.click();
		await call.dialog.waitFor({ state: "detached" });
		assert.equal((await profileOf(page, party))["Interesse per il noleggio"], "Alto");
		const { entries } = await ask(page, "relcrm.api.card.get_timeline", { party });
		const calls = entries.filter((one) => one.kind === "event");
		assert.equal(calls.length, 1, "one event, the call itself");
		assert.deepEqual(problems, []);
		await context.close();
	});
});
