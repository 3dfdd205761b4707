// Deals as a board: moved by mouse and by keyboard, a step that is not there refused, what a step asks for is asked.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Board } from "../pages/board.page.mjs";
import { assertAccessible, assertNoSideScroll } from "../support/axe.mjs";
import { ask, useBrowser } from "../support/browser.mjs";

const CLERK = "ufficio@demo.example.com";
const stateOf = async (page, name) => (await ask(page, "frappe.client.get_value", { doctype: "Negotiation", filters: name, fieldname: "workflow_state" })).workflow_state;
const moved = (page) => page.waitForResponse((response) => response.url().includes("board.move_card") && response.ok());

describe("the board of deals", () => {
	const { open } = useBrowser();

	it("moves a deal by mouse to where a step leads, and nowhere else", async () => {
		const { page, problems } = await open({ user: CLERK });
		const board = new Board(page);
		await board.openDeals();
		const name = await board.firstIn("Primo contatto");
		await board.drag(name, "Offerta rivista");
		await page.getByText(/non può passare da Primo contatto a Offerta rivista/).waitFor();
		assert.equal(await stateOf(page, name), "First Contact");
		const before = await board.countOf("Visita");
		await Promise.all([moved(page), board.drag(name, "Visita")]);
		await board.isIn(name, "Visita");
		assert.equal(await board.countOf("Visita"), before + 1);
		assert.equal(await stateOf(page, name), "Visit");
		assert.deepEqual(problems, []);
	});

	it("moves a deal by keys, and by the menu asks why it was lost", async () => {
		const { page } = await open({ user: CLERK });
		const board = new Board(page);
		await board.openDeals();
		await assertAccessible(page, "the board");
		const name = await board.firstIn("Visita");
		await board.title(name).focus();
		await Promise.all([moved(page), page.keyboard.press("Alt+ArrowRight")]);
		await board.isIn(name, "Dimostrazione");
		assert.equal(await stateOf(page, name), "Demo");
		await board.chooseMove(name, "Persa");
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("button", { name: "Sposta" }).click();
		await dialog.getByRole("alert").waitFor();
		await dialog.getByRole("textbox").fill("Prezzo");
		await Promise.all([moved(page), dialog.getByRole("button", { name: "Sposta" }).click()]);
		await board.isIn(name, "Persa");
		assert.equal(await stateOf(page, name), "Lost");
	});

	it("says on a card what comes next and since when it is silent, and is put in order by it", async () => {
		const { page, problems } = await open({ user: CLERK });
		const board = new Board(page);
		await board.openDeals();
		await page.getByRole("combobox", { name: "In ordine di" }).selectOption({ label: "Silenzio, dal più lungo" });
		await page.waitForURL(/sort=/);
		const days = async () => (await board.lane("Offerta").locator(".board-card").getByText(/in silenzio da \d+ giorn/).allInnerTexts()).map((text) => Number.parseInt(text.replace(/\D+/, ""), 10));
		await page.waitForFunction(() => document.querySelector(".board-card__next"));
		const query = { doctype: "Negotiation", columns: ["agenda:last", "agenda:next_event"], conditions: [["workflow_state", "=", "Offer"]], sort: [["agenda:last", "asc"]] };
		const answer = await ask(page, "relcrm.api.lists.get_rows", { query: JSON.stringify(query) });
		const wanted = answer.rows.map((row) => row.name);
		await page.waitForFunction((names) => JSON.stringify([...document.querySelectorAll('[data-lane="Offer"] .board-card')].map((card) => card.dataset.name)) === JSON.stringify(names), wanted);
		const shown = await days();
		assert.deepEqual(shown, [...shown].sort((a, b) => b - a), "the longest silent stands first");
		const planned = answer.rows.find((row) => row["agenda:next_event"]);
		assert.match(await board.card(planned.name).innerText(), new RegExp(answer.titles["agenda:next_event"][planned["agenda:next_event"]].slice(0, 12)));
		assert.deepEqual(problems, []);
	});

	it("on a phone shows one column at a time", async () => {
		const { page } = await open({ user: CLERK, width: 390, height: 844, theme: "dark" });
		const board = new Board(page);
		await board.openDeals();
		assert.equal(await board.lanes.count(), 1);
		await page.getByRole("combobox", { name: /^Colonna/ }).selectOption("Offer");
		await board.lane("Offerta").waitFor();
		await assertNoSideScroll(page, "the board");
		await assertAccessible(page, "the board on a phone");
	});
});
