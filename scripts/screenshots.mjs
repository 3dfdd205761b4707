// Takes pictures of the desk: a demo site of its own, Debian's Chromium.
//   node scripts/screenshots.mjs                      the pictures of the README and the guides, into docs/images
//   node scripts/screenshots.mjs --all FOLDER         every main screen, in both languages and themes, for desktop and phone
//   ... --all FOLDER --lang it --theme dark --width 390 --only card,agenda
// E2E_URL with E2E_PASSWORD and E2E_ADMIN_PASSWORD takes them from a site that is already there.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { LogInPage } from "../tests/e2e/pages/log_in.page.mjs";
import { ADMINISTRATOR, ask, findBrowser, setLanguage } from "../tests/e2e/support/browser.mjs";
import { startSite } from "../tests/e2e/support/site.mjs";
import { guide, pictures } from "./screenshots/pictures.mjs";

const { chromium } = createRequire(new URL("../desk/package.json", import.meta.url))("playwright-core");
const HEIGHTS = { 1440: 900, 390: 844 };
const { values: asked } = parseArgs({
	options: {
		all: { type: "string" },
		lang: { type: "string", default: "it,en" },
		theme: { type: "string", default: "light,dark" },
		width: { type: "string", default: "1440,390" },
		only: { type: "string", default: "" },
	},
});
const several = (text) => text.split(",").filter(Boolean);
const only = several(asked.only);
const unknown = only.filter((name) => !pictures[name]);
if (unknown.length) throw new Error(`No picture is called ${unknown.join(", ")}. There are: ${Object.keys(pictures).join(", ")}`);

const folder = mkdtempSync(join(tmpdir(), "relcrm-pictures-"));
const site = await startSite(folder);
Object.assign(process.env, site.environment);
const browser = await chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox", "--font-render-hinting=none"] });
const states = new Map();

try {
	if (asked.all) for (const lang of several(asked.lang)) await takeAll(lang);
	else await takeGuides();
} finally {
	await browser.close();
	await site.stop();
	rmSync(folder, { recursive: true, force: true });
}

/** A session of a user, opened once. */
async function stateOf(user) {
	if (!states.has(user)) {
		const context = await browser.newContext({ baseURL: process.env.E2E_URL });
		const page = await context.newPage();
		await new LogInPage(page).enter(user, user === ADMINISTRATOR ? process.env.E2E_ADMIN_PASSWORD : process.env.E2E_PASSWORD);
		states.set(user, await context.storageState());
		await context.close();
	}
	return states.get(user);
}

/** The desk as a user (or, with none, a guest) sees it, and the company that the pictures are of. */
async function open(user, { lang, theme, width }) {
	const context = await browser.newContext({
		baseURL: process.env.E2E_URL,
		viewport: { width, height: HEIGHTS[width] ?? 900 },
		colorScheme: theme,
		reducedMotion: "reduce",
		locale: lang === "it" ? "it-IT" : "en-GB",
		timezoneId: "Europe/Rome",
		storageState: user && (await stateOf(user)),
		hasTouch: width < 600,
	});
	context.setDefaultTimeout(15_000);
	const page = await context.newPage();
	if (!user) return { page, context, lang };
	await page.goto("/relcrm");
	await page.locator("main h1").first().waitFor();
	await setLanguage(page, lang);
	const [party] = await ask(page, "relcrm.api.search.search", { text: "casale treviso", kind: "Party" });
	return { page, context, party: party.name, lang };
}

async function show(name, desk) {
	await pictures[name].show(desk);
	await desk.page.waitForLoadState("networkidle");
	await desk.page.evaluate(() => document.fonts.ready);
}

async function takeAll(lang) {
	const names = only.length ? only : Object.keys(pictures);
	for (const theme of several(asked.theme)) {
		for (const width of several(asked.width).map(Number)) {
			const into = join(asked.all, `${lang}-${theme}-${width}`);
			mkdirSync(into, { recursive: true });
			for (const user of new Set(names.map((name) => pictures[name].user))) {
				const desk = await open(user, { lang, theme, width });
				for (const name of names.filter((one) => pictures[one].user === user)) {
					try {
						await show(name, desk);
						await desk.page.screenshot({ path: join(into, `${name}.png`) });
						console.log(`${into}/${name}.png`);
					} catch (problem) {
						process.exitCode = 1;
						console.error(`${into}: ${name} could not be taken: ${problem.message.split("\n")[0]}`);
					}
				}
				await desk.context.close();
			}
		}
	}
}

async function takeGuides() {
	const into = fileURLToPath(new URL("../docs/images/", import.meta.url));
	mkdirSync(join(into, "it"), { recursive: true });
	for (const [file, { picture, lang, theme = "light", width = 1440 }] of Object.entries(guide)) {
		if (only.length && !only.includes(picture)) continue;
		const desk = await open(pictures[picture].user, { lang, theme, width });
		await show(picture, desk);
		const session = await desk.context.newCDPSession(desk.page);
		const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 82 });
		writeFileSync(join(into, `${file}.webp`), Buffer.from(data, "base64"));
		console.log(`docs/images/${file}.webp`);
		await desk.context.close();
	}
}
