// From a figure to the records behind it and back; a page arranged by keyboard; sellers whose figures are those of the lists.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FiguresPage, figureOf, Report } from "../pages/analysis.page.mjs";
import { Shell } from "../pages/shell.page.mjs";
import { ask, useBrowser } from "../support/browser.mjs";

const { open } = useBrowser();
const MANAGER = "direzione@demo.example.com";

describe("events in figures", () => {
	it("are grouped, drawn, and looked behind down to the record and back with nothing lost", async () => {
		const { page, context, problems } = await open({ user: MANAGER });
		await new Shell(page).go("/reports");
		await page.getByRole("link", { name: /Eventi in cifre/ }).click();
		const report = new Report(page);
		await report.rows.first().waitFor();
		const all = await figureOf(report.total);
		await page.getByLabel("Periodo").selectOption("this-year");
		await page.waitForURL(/_period=this-year/);
		await report.groupBy("Area");
		await report.groupBy("Tipo");
		await page.getByLabel("Grafico").selectOption("pie");
		await report.chart.waitFor();
		await page.waitForURL(/_group=area,event_type.*_chart=pie|_chart=pie.*_group=area,event_type/);
		assert.ok((await figureOf(report.total)) <= all);
		const figure = report.groups.nth(1).locator(".report-pick").last();
		const behind = await figureOf(figure);
		await figure.click();
		await report.records.first().waitFor();
		assert.equal(await figureOf(report.count), behind);
		await report.records.first().getByRole("link").click();
		await page.waitForURL(/\/record\/relation-event\//);
		await page.goBack();
		await report.records.first().waitFor();
		assert.match(page.url(), /_group=area,event_type/);
		await page.keyboard.press("Escape");
		await report.side.waitFor({ state: "hidden" });
		await report.groups.first().waitFor();
		assert.deepEqual(problems, []);
		await context.close();
	});
});

describe("a page of figures", () => {
	it("is arranged by keyboard, is there again after a reload, and is given back as delivered", async () => {
		const { page, context, problems } = await open({ user: MANAGER });
		const figures = new FiguresPage(page);
		await new Shell(page).go("/page/RelCRM%20Sales");
		await figures.items.first().waitFor();
		const delivered = await figures.titles();
		await figures.arrange.click();
		await figures.items.first().focus();
		const moved = figures.kept();
		await page.keyboard.press("Alt+ArrowRight");
		await moved;
		const widened = figures.kept();
		await page.keyboard.press("Alt+Shift+ArrowRight");
		await widened;
		await page.getByRole("status").filter({ hasText: "larghezza 4 di 12" }).waitFor({ state: "attached" });
		await page.reload();
		await figures.items.first().waitFor();
		assert.deepEqual(await figures.titles(), [delivered[1], delivered[0], ...delivered.slice(2)]);
		await figures.arrange.click();
		const given = figures.kept();
		await figures.reset.click();
		await given;
		assert.deepEqual(await figures.titles(), delivered);
		await figures.done.click();
		assert.deepEqual(problems, []);
		await context.close();
	});
});

describe("a page of figures by mouse", () => {
	it("keeps the order into which its pieces are dragged", async () => {
		const { page, context, problems } = await open({ user: MANAGER });
		const figures = new FiguresPage(page);
		await new Shell(page).go("/page/RelCRM%20Sales");
		await figures.items.first().waitFor();
		const delivered = await figures.titles();
		await figures.arrange.click();
		await page.locator(".page-item[tabindex]").first().waitFor();
		const [from, to] = [await figures.items.nth(0).boundingBox(), await figures.items.nth(2).boundingBox()];
		await page.mouse.move(from.x + 30, from.y + from.height - 20);
		await page.mouse.down();
		await page.mouse.move(from.x + 60, from.y + from.height - 16, { steps: 4 });
		await page.locator(".sortable-drag").waitFor();
		await page.mouse.move(to.x + to.width - 20, to.y + to.height / 2, { steps: 12 });
		await page.locator(".page-item:nth-child(3).page-item--ghost").waitFor();
		const kept = figures.kept();
		await page.mouse.up();
		await kept;
		const wanted = [delivered[1], delivered[2], delivered[0], ...delivered.slice(3)];
		assert.deepEqual(await figures.titles(), wanted);
		await page.reload();
		await figures.items.first().waitFor();
		assert.deepEqual(await figures.titles(), wanted);
		await figures.arrange.click();
		const given = figures.kept();
		await figures.reset.click();
		await given;
		assert.deepEqual(problems, []);
		await context.close();
	});
});

describe("sellers and deals", () => {
	it("have the figures of the lists behind them, and say why nobody is named", async () => {
		const { page, context, problems } = await open({ user: MANAGER });
		const answered = page.waitForResponse((response) => response.url().includes("manager.get_page"));
		await new Shell(page).go("/manager");
		const { message } = await (await answered).json();
		const inList = await ask(page, "relcrm.api.lists.get_count", { query: JSON.stringify({ doctype: "Negotiation", conditions: [["workflow_state", "not in", ["Won", "Lost", "Reviewed"]]] }) });
		assert.equal(message.total.deals, inList.count);
		assert.equal(message.by_name, false);
		await page.getByText(/controllo a distanza/).waitFor();
		const [row] = message.rows;
		await page.getByRole("row", { name: new RegExp(row.title) }).locator("td.strong .report-pick").click();
		const report = new Report(page);
		await report.records.first().waitFor();
		assert.equal(await figureOf(report.count), row.deals);
		assert.deepEqual(problems, []);
		await context.close();
	});
});
