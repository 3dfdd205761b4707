// One's own settings: looks that stay, sessions that end, a key that works until it is revoked, a second factor.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, it } from "node:test";
import { LogInPage } from "../pages/log_in.page.mjs";
import { Shell } from "../pages/shell.page.mjs";
import { ask, setLanguage, url, useBrowser } from "../support/browser.mjs";
import { assertAccessible } from "../support/axe.mjs";

const { open } = useBrowser();
const MARKETING = "marketing@demo.example.com";

/** The code that an authenticator app shows now for a secret. */
function codeOf(secret) {
	const bits = [...secret].map((sign) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0")).join("");
	const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
	const hash = createHmac("sha1", key).update(counter).digest();
	const at = hash[19] & 15;
	return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

describe("my settings", () => {
	it("language, colours and density stay after a reload", async () => {
		const { page, context } = await open({ user: MARKETING });
		const shell = new Shell(page);
		await shell.go("/settings");
		const kept = () => page.waitForResponse((response) => response.url().includes("set_looks"));
		await Promise.all([kept(), page.getByText("Scuro", { exact: true }).click()]);
		await Promise.all([kept(), page.getByText("Fitti: più righe per schermo").click()]);
		await Promise.all([page.waitForEvent("load"), page.getByText("English", { exact: true }).click()]);
		await page.getByRole("heading", { name: "My settings" }).waitFor();
		assert.equal(await page.locator("body.body--dark").count(), 1);
		assert.equal(await page.getAttribute("html", "data-density"), "compact");
		await setLanguage(page, "it");
		await context.close();
	});
	it("a key works until it is revoked, and another session ends from here", async () => {
		const { page, context } = await open({ user: MARKETING, guest: true });
		await new LogInPage(page).enter(MARKETING, process.env.E2E_PASSWORD);
		const shell = new Shell(page);
		await shell.go("/settings?part=keys");
		await page.getByRole("button", { name: "Crea una chiave" }).click();
		await page.getByLabel("Password attuale").fill(process.env.E2E_PASSWORD);
		await page.getByRole("button", { name: "Crea una chiave" }).click();
		const key = (await page.locator(".kept-codes__list li").textContent()).trim();
		const whoIs = () => fetch(`${url()}/api/method/frappe.auth.get_logged_user`, { headers: { Authorization: `token ${key}` } });
		assert.equal((await (await whoIs()).json()).message, MARKETING);
		await page.getByRole("button", { name: "Li ho conservati" }).click();
		await page.getByRole("button", { name: "Revoca la chiave" }).click();
		await page.getByLabel("Password attuale").fill(process.env.E2E_PASSWORD);
		await page.getByRole("button", { name: "Revoca la chiave" }).click();
		await page.getByText("Non c'è nessuna chiave.").waitFor();
		assert.equal((await whoIs()).status, 401);
		const other = await open({ guest: true });
		await new LogInPage(other.page).enter(MARKETING, process.env.E2E_PASSWORD);
		await shell.go("/settings?part=security");
		await page.getByRole("button", { name: "Esci da tutti gli altri" }).click();
		await page.locator(".sessions__row").nth(1).waitFor({ state: "detached" });
		const status = (await other.context.request.get("/api/method/relcrm.api.me.get_account")).status();
		assert.equal(status, 403);
		await other.context.close();
		await context.close();
	});
	it("a second factor is set up, asked, and switched off", async () => {
		const { page, context } = await open({ guest: true });
		await new LogInPage(page).enter(MARKETING, process.env.E2E_PASSWORD);
		await new Shell(page).go("/settings?part=security");
		const part = page.getByRole("region", { name: "Secondo fattore" });
		const { second_factor } = await ask(page, "relcrm.api.me.get_account");
		if (!second_factor.own) {
			// On a Frappe bench it is a matter of roles, and the page says so.
			await part.getByText("lo decide l'amministratore").waitFor();
			return context.close();
		}
		await part.getByRole("button", { name: "Attiva" }).click();
		await part.getByLabel("Password attuale").fill(process.env.E2E_PASSWORD);
		await part.getByRole("button", { name: "Continua" }).click();
		const secret = (await part.locator(".second__secret").textContent()).trim();
		await assertAccessible(page, "the second factor being set up");
		await part.getByLabel("Codice").fill(codeOf(secret));
		await part.getByRole("button", { name: "Conferma" }).click();
		await part.locator(".kept-codes__list li").nth(7).waitFor();
		await part.getByRole("button", { name: "Li ho conservati" }).click();
		await part.getByText("Acceso").waitFor();
		const answer = await (await fetch(`${url()}/api/method/login`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ usr: MARKETING, pwd: process.env.E2E_PASSWORD }) })).json();
		assert.ok(answer.tmp_id, "a code is asked at log-in");
		await part.getByRole("button", { name: "Spegni" }).click();
		await part.getByLabel("Password attuale").fill(process.env.E2E_PASSWORD);
		await part.getByRole("button", { name: "Spegni" }).click();
		await part.getByText("Spento").waitFor();
		await context.close();
	});
});
