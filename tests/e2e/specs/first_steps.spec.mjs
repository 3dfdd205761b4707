// Somebody who sees nobody in the registry yet: Home offers the first steps that are theirs to take, and nothing else.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { send } from "../pages/form.page.mjs";
import { assertAccessible } from "../support/axe.mjs";
import { ADMINISTRATOR, useBrowser } from "../support/browser.mjs";

describe("first steps", () => {
	const { open } = useBrowser();

	it("are offered to who begins, and lead there", async () => {
		const admin = await open({ user: ADMINISTRATOR });
		await admin.page.goto("/relcrm/more");
		const email = "prima.volta@demo.example.com";
		await send(admin.page, "POST", "User", { email, first_name: "Prima", language: "it", new_password: process.env.E2E_PASSWORD, send_welcome_email: 0, roles: [{ role: "RelCRM Agent" }] });
		await admin.context.close();

		const { page, context, problems } = await open({ user: email });
		await page.goto("/relcrm");
		const steps = page.getByRole("region", { name: "Si comincia da qui" });
		await steps.waitFor();
		await assertAccessible(page, "the first steps");
		assert.equal(await steps.getByRole("link", { name: /Far entrare i colleghi/ }).count(), 0, "an agent lets nobody in");
		await steps.getByRole("link", { name: /Aggiungere la prima azienda/ }).click();
		await page.waitForURL(/\/relcrm\/new\/party/);
		assert.deepEqual(problems, []);
		await context.close();
	});

	it("are no longer there for who has companies", async () => {
		const { page, context } = await open();
		await page.goto("/relcrm");
		await page.locator(".home__grid").waitFor();
		await page.waitForLoadState("networkidle");
		assert.equal(await page.getByRole("region", { name: "Si comincia da qui" }).count(), 0);
		await context.close();
	});
});
