// Logging in: the right password, a wrong one, either language, and a session that ends while someone types.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LogInPage } from "../pages/log_in.page.mjs";
import { CallDialog } from "../pages/call.page.mjs";
import { Shell } from "../pages/shell.page.mjs";
import { AGENT, useBrowser } from "../support/browser.mjs";

const { open } = useBrowser();

describe("log-in", () => {
	it("says in one sentence that the password is not right, and keeps the name", async () => {
		const { page, context } = await open({ guest: true });
		const logIn = new LogInPage(page);
		await logIn.open();
		await logIn.fill(AGENT, "not the password");
		await logIn.problem.waitFor();
		assert.match(await logIn.problem.textContent(), /non sono giusti/);
		assert.equal(await logIn.user.inputValue(), AGENT);
		await context.close();
	});
	it("speaks English or Italian, as chosen", async () => {
		const { page, context } = await open({ guest: true });
		const logIn = new LogInPage(page);
		await logIn.open();
		await logIn.speak("English");
		await page.getByRole("button", { name: "Log in" }).waitFor();
		await logIn.speak("Italiano");
		await page.getByRole("button", { name: "Accedi" }).waitFor();
		assert.equal(await page.locator("html").getAttribute("lang"), "it");
		await context.close();
	});
	it("goes to the page that was asked for", async () => {
		const { page, context } = await open({ guest: true });
		const logIn = new LogInPage(page);
		await page.goto("/relcrm/agenda");
		await logIn.fill(AGENT, process.env.E2E_PASSWORD);
		await page.locator(".agenda").waitFor();
		await context.close();
	});
	it("loses no note when the session ends while it is typed", async () => {
		const { page, context } = await open({ guest: true });
		await new LogInPage(page).enter(AGENT, process.env.E2E_PASSWORD);
		const call = new CallDialog(page);
		await call.openByKeys();
		await call.asked.fill("Nota scritta mentre la sessione finisce");
		await page.waitForLoadState("networkidle"); // Frappe sends the cookies again with each answer
		await context.clearCookies();
		await call.save.click();
		const again = page.getByRole("dialog", { name: "Accedi di nuovo" });
		await again.waitFor();
		await again.locator("input[name=pwd]").fill(process.env.E2E_PASSWORD);
		await again.locator("input[name=pwd]").press("Enter");
		await new Shell(page).notice.filter({ hasText: "Telefonata annotata" }).waitFor();
		await context.close();
	});
});
