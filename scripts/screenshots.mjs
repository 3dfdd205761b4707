// Takes the pictures of the README and the guides again: a demo site of its own, Debian's Chromium, English.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LogInPage } from "../tests/e2e/pages/log_in.page.mjs";
import { ask, findBrowser, setLanguage } from "../tests/e2e/support/browser.mjs";
import { startSite } from "../tests/e2e/support/site.mjs";

const { chromium } = createRequire(new URL("../desk/package.json", import.meta.url))("playwright-core");
const images = fileURLToPath(new URL("../docs/images/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "relcrm-pictures-"));
const site = await startSite(folder);
Object.assign(process.env, site.environment);
const browser = await chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox"] });

try {
	mkdirSync(images, { recursive: true });
	const size = { width: 1440, height: 900 };
	const context = await browser.newContext({ baseURL: process.env.E2E_URL, viewport: size, locale: "en-GB", timezoneId: "Europe/Rome" });
	const page = await context.newPage();
	await new LogInPage(page).enter("direzione@demo.example.com", process.env.E2E_PASSWORD);
	await setLanguage(page, "en");
	const hits = await ask(page, "relcrm.api.search.search", { text: "casale" });
	for (const [name, path] of [["card", `/relcrm/card/${hits.find((hit) => hit.doctype === "Party").name}`], ["agenda", "/relcrm/agenda"]]) {
		await page.goto(path);
		await page.waitForLoadState("networkidle");
		await page.screenshot({ path: join(images, `${name}.png`) });
		console.log(`docs/images/${name}.png`);
	}
} finally {
	await browser.close();
	await site.stop();
	rmSync(folder, { recursive: true, force: true });
}
