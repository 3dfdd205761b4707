// One Chromium per test file; a log-in is done once and its cookies are used again by all files.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, afterEach, before } from "node:test";
import { LogInPage } from "../pages/log_in.page.mjs";

const require = createRequire(new URL("../../../desk/package.json", import.meta.url));
const { chromium } = require("playwright-core");

export const AGENT = "agente@demo.example.com";
export const ADMINISTRATOR = "Administrator";
export const url = () => process.env.E2E_URL;
// A Frappe bench needs longer for a field or a page than standalone does.
const patience = Number(process.env.E2E_PATIENCE || 1);

export function findBrowser() {
	const names = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
	return [process.env.CHROMIUM, ...names].find((path) => path && existsSync(path));
}

const statePath = (user) => join(process.env.E2E_FOLDER, `${user}.json`);

/** Gives each test file a browser; `open` makes a page whose errors fail the test that made them. */
export function useBrowser() {
	const held = { browser: undefined };
	before(async () => {
		held.browser = await chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox"] });
	});
	afterEach(async (test) => {
		if (!test.passed) await tellPages(held.browser);
	});
	after(() => held.browser?.close());

	async function open({ user = AGENT, width = 1440, height = 900, theme = "light", lang = "it", guest = false, touch = false } = {}) {
		const state = guest ? undefined : await logInOnce(held.browser, user);
		const context = await held.browser.newContext({
			baseURL: url(),
			viewport: { width, height },
			colorScheme: theme,
			locale: lang === "it" ? "it-IT" : "en-GB",
			timezoneId: "Europe/Rome",
			storageState: state,
			hasTouch: touch,
		});
		context.setDefaultTimeout(30_000 * patience);
		const page = await context.newPage();
		const problems = [];
		page.on("pageerror", (problem) => problems.push(problem.message));
		page.on("console", (message) => message.type() === "error" && !/status of 40\d/.test(message.text()) && problems.push(message.text()));
		return { page, context, problems };
	}
	return { open };
}

/** What stands on the pages that a failed test left open; they are closed then. */
async function tellPages(browser) {
	for (const context of browser?.contexts() ?? []) {
		for (const page of context.pages()) {
			const shown = await page.evaluate(() => document.body.innerText).catch((problem) => problem.message);
			console.log(`open at the failure: ${page.url()}\n${shown.replace(/\s*\n\s*/g, " | ").slice(0, 3000)}`);
		}
		await context.close();
	}
}

async function logInOnce(browser, user) {
	const path = statePath(user);
	if (existsSync(path) && (await isLoggedIn(browser, path))) return path;
	const context = await browser.newContext({ baseURL: url(), locale: "it-IT" });
	const page = await context.newPage();
	const password = user === ADMINISTRATOR ? process.env.E2E_ADMIN_PASSWORD : process.env.E2E_PASSWORD;
	await new LogInPage(page).enter(user, password);
	await setLanguage(page, "it");
	await context.storageState({ path });
	await context.close();
	return path;
}

/** Whether kept cookies still stand: a test may have ended all of a user's sessions. */
async function isLoggedIn(browser, path) {
	const context = await browser.newContext({ baseURL: url(), storageState: path });
	const response = await context.request.get("/api/method/relcrm.api.me.get_account");
	await context.close();
	return response.ok();
}

/** A whitelisted function asked as the user of the page, for what a test must know of the server. */
export async function ask(page, method, args = {}) {
	const response = await page.context().request.get(`/api/method/${method}`, { params: args });
	if (!response.ok()) throw new Error(`${method}: ${response.status()} ${await response.text()}`);
	return (await response.json()).message;
}

/** A whitelisted function that changes something, asked by POST as the user of the page. */
export async function send(page, method, data = {}) {
	const token = await page.evaluate(() => JSON.parse(document.querySelector("#boot").textContent).csrf_token);
	const response = await page.context().request.post(`/api/method/${method}`, { data, headers: { "X-Frappe-CSRF-Token": token } });
	if (!response.ok()) throw new Error(`${method}: ${response.status()} ${await response.text()}`);
	return (await response.json()).message;
}

export async function setLanguage(page, language) {
	const token = await page.evaluate(() => JSON.parse(document.querySelector("#boot").textContent).csrf_token);
	const response = await page.context().request.post("/api/method/relcrm.api.desk.set_language", { data: { language }, headers: { "X-Frappe-CSRF-Token": token } });
	if (!response.ok()) throw new Error(await response.text());
}
