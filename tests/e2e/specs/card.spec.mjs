// The card of a company: one request for its first screen, one line of everything, the chart of its people.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Card } from "../pages/card.page.mjs";
import { OrgChart } from "../pages/org_chart.page.mjs";
import { assertAccessible, assertNoSideScroll } from "../support/axe.mjs";
import { ask, useBrowser } from "../support/browser.mjs";

const CLERK = "ufficio@demo.example.com";

describe("the card", () => {
	const { open } = useBrowser();
	const casale = async (page) => (await ask(page, "relcrm.api.search.search", { text: "casale treviso" }))[0].name;

	it("opens with one request, and shows what is planned, open and past", async () => {
		const { page, problems } = await open({ user: CLERK });
		await page.goto("/relcrm");
		await page.locator("main h1").first().waitFor();
		const name = await casale(page);
		await page.waitForLoadState("networkidle");
		const asked = [];
		page.on("request", (request) => request.url().includes("/api/") && asked.push(new URL(request.url()).pathname));
		await page.evaluate((to) => window.history.pushState({}, "", to), `/relcrm/card/${name}`);
		await page.evaluate(() => window.dispatchEvent(new PopStateEvent("popstate", { state: {} })));
		const card = new Card(page);
		await card.title.getByText("Casale").waitFor();
		await card.happened.locator("article").first().waitFor();
		await page.waitForLoadState("networkidle");
		assert.deepEqual(asked, ["/api/method/relcrm.api.card.get_card"]);
		assert.deepEqual(problems, []);
	});

	it("narrows its line by kind and by words, and goes back to everything", async () => {
		const { page } = await open({ user: CLERK });
		await page.goto(`/relcrm/card/${await casale(page)}`);
		const card = new Card(page);
		const items = card.happened.locator("article");
		await items.first().waitFor();
		const all = await items.count();
		await card.happened.getByRole("combobox", { name: "Tipo" }).selectOption({ label: "Trattative" });
		await page.waitForFunction((many) => document.querySelectorAll(".timeline article").length < many, all);
		assert.match(await items.first().innerText(), /Trattativa/);
		await card.happened.getByRole("searchbox").fill("nessuna parola così");
		await card.happened.getByText("Niente corrisponde a questi filtri.").waitFor();
		await card.happened.getByRole("button", { name: "Mostra tutto" }).click();
		await page.waitForFunction((many) => document.querySelectorAll(".timeline article").length === many, all);
	});

	it("draws the people four deep; keys walk the chart, the list moves one of them and back", async () => {
		const { page, problems } = await open({ user: CLERK });
		await page.goto(`/relcrm/card/${await casale(page)}?show=chart`);
		const chart = new OrgChart(page);
		await chart.cards.first().waitFor();
		assert.ok((await chart.cards.count()) >= 13, "twelve people and their company");
		await chart.titles.first().focus();
		for (const key of ["ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp"]) await page.keyboard.press(key);
		const owner = await page.evaluate(() => document.activeElement.textContent);
		await assertAccessible(page, "the org chart");
		await chart.asList();
		assert.equal(await chart.item(owner).getAttribute("aria-level"), "2");
		assert.equal(await chart.depth(), 5);
		await assertAccessible(page, "the people as a list");
		const [mover, under] = await chart.twoLeaves();
		await chart.move(mover, under);
		await page.getByText(`${mover} ora sta sotto ${under}.`).waitFor();
		await chart.isUnder(mover, under, true);
		await page.locator(".q-notification").getByRole("button", { name: "Annulla" }).click();
		await chart.isUnder(mover, under, false);
		assert.deepEqual(problems, []);
	});

	it("on a phone shows one part at a time, within reach of the thumb, and its ties in words", async () => {
		const { page } = await open({ user: CLERK, width: 390, height: 844, theme: "dark" });
		const name = await casale(page);
		await page.goto(`/relcrm/card/${name}`);
		const card = new Card(page);
		await card.happened.waitFor();
		await page.getByRole("button", { name: /^Persone/ }).click();
		await page.getByRole("region", { name: "Persone" }).waitFor();
		assert.equal(await card.happened.isVisible(), false);
		await assertNoSideScroll(page, "the card");
		await assertAccessible(page, "the card on a phone");
		await page.goto(`/relcrm/card/${name}?show=ties`);
		await page.getByRole("region", { name: "Lo stesso a parole" }).waitFor();
		await assertNoSideScroll(page, "the ties");
		await assertAccessible(page, "the ties on a phone");
	});

	it("of a person shows what passed with them and where they belong", async () => {
		const { page } = await open({ user: CLERK });
		const { people } = await ask(page, "relcrm.api.card.get_card", { party: await casale(page) });
		const met = people.find((person) => person.last_contact);
		await page.goto(`/relcrm/person/${met.name}`);
		await page.getByRole("heading", { level: 1, name: met.full_name }).waitFor();
		await page.getByRole("region", { name: "Che cosa è successo" }).locator("article").first().waitFor();
		await assertAccessible(page, "the card of a person");
	});
});
