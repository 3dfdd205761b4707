// Companies on the map, with nothing asked of anybody outside; and territories as a tree.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertAccessible, assertNoSideScroll } from "../support/axe.mjs";
import { url, useBrowser } from "../support/browser.mjs";

describe("places", () => {
	const { open } = useBrowser();

	it("show on a map that this site draws alone, with a list beside it", async () => {
		const { page, problems } = await open({ user: "ufficio@demo.example.com" });
		const outside = [];
		page.on("request", (request) => !request.url().startsWith(url()) && !/^(data|blob):/.test(request.url()) && outside.push(request.url()));
		await page.goto("/relcrm/people?view=map");
		await page.locator(".map-point").first().waitFor();
		await page.locator(".map-country").first().waitFor({ state: "attached" });
		assert.ok((await page.locator(".map__one").count()) > 10);
		await page.getByRole("button", { name: /^Mostra .* sulla mappa$/ }).first().click();
		await page.locator(".leaflet-popup .map-popup__open").waitFor();
		await assertAccessible(page, "the map");
		assert.deepEqual(outside, []);
		assert.deepEqual(problems, []);
	});

	it("fit on a phone, and territories are a tree that keys walk", async () => {
		const { page } = await open({ user: "ufficio@demo.example.com", width: 390, height: 844, theme: "dark" });
		await page.goto("/relcrm/people?view=map");
		await page.locator(".map-point").first().waitFor();
		await assertNoSideScroll(page, "the map");
		await assertAccessible(page, "the map on a phone");
		await page.goto("/relcrm/list/party-territory?view=tree");
		const items = page.getByRole("treeitem");
		await items.first().waitFor();
		const all = await items.count();
		await items.first().focus();
		await page.keyboard.press("ArrowLeft");
		await page.waitForFunction((many) => document.querySelectorAll("[role=treeitem]").length < many, all);
		await assertAccessible(page, "the tree on a phone");
	});
});
