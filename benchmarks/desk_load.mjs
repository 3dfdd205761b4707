// What a screen of the desk costs: bytes and requests with an empty cache, and the time until it can be used on a slow phone
// (processor slowed four times, "fast 3G"). Medians of five openings; a Markdown table on standard output.
//
//   node benchmarks/desk_load.mjs --url http://127.0.0.1:8000 --user NAME --password WORD
//   node benchmarks/desk_load.mjs --url http://SITE:PORT --user Administrator --password WORD --classic     Frappe's own Desk
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { findBrowser } from "../tests/e2e/support/browser.mjs";

const { chromium } = createRequire(new URL("../desk/package.json", import.meta.url))("playwright-core");
const text = { type: "string" };
const { values } = parseArgs({ options: { url: text, user: text, password: text, rounds: { ...text, default: "5" }, classic: { type: "boolean" } } });
const FAST_3G = { offline: false, latency: 562.5, downloadThroughput: (1.6e6 * 0.9) / 8, uploadThroughput: (0.75e6 * 0.9) / 8 };

// A screen is usable when its own data stand in it.
const ours = [
	["home", "/relcrm", "main h1"],
	["list of companies and people", "/relcrm/people", ".list-cards a, .cell__lead"],
	["agenda", "/relcrm/agenda", ".agenda-holder"],
	["card", "/relcrm/card/PTY-0000001", "main h1"],
	["reports", "/relcrm/reports", "main h1"],
];
const classic = [["Frappe's Desk: list of parties", "/app/party", ".list-row-container a[data-name] >> visible=true"]];

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function logIn(context) {
	const answer = await context.request.post("/api/method/login", { data: { usr: values.user, pwd: values.password } });
	if (!answer.ok()) throw new Error(`The log-in was answered with ${answer.status()}.`);
}

/** Opens a path with an empty cache; answers bytes (gzip), requests, and milliseconds until `sign` is shown. */
async function openOnce(browser, path, sign, slow) {
	const context = await browser.newContext({ baseURL: values.url, viewport: { width: 390, height: 844 }, locale: "it-IT" });
	await logIn(context);
	const page = await context.newPage();
	const session = await context.newCDPSession(page);
	await session.send("Network.enable");
	if (slow) {
		await session.send("Network.emulateNetworkConditions", FAST_3G);
		await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
	}
	const bytes = { script: 0, stylesheet: 0 };
	let requests = 0;
	const bodies = [];
	page.on("response", (response) => {
		requests += 1;
		const kind = response.request().resourceType();
		if (!slow && kind in bytes) bodies.push(response.body().then((body) => (bytes[kind] += gzipSync(body).length)));
	});
	const began = performance.now();
	await page.goto(path, { waitUntil: "commit", timeout: 120_000 });
	await page.locator(sign).first().waitFor({ timeout: 120_000 });
	await page.waitForFunction(() => !document.querySelector("main [aria-busy=true]"), undefined, { timeout: 120_000 });
	const time = performance.now() - began;
	if (!slow) await page.waitForLoadState("networkidle");
	await Promise.all(bodies);
	await context.close();
	return { ...bytes, requests, time };
}

const browser = await chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox"] });
console.log("| screen | requests | script, gzip kB | style, gzip kB | usable, ms | usable at 4x slower on fast 3G, ms |");
console.log("|---|---:|---:|---:|---:|---:|");
for (const [name, path, sign] of values.classic ? classic : ours) {
	const quick = [];
	const slow = [];
	for (let round = 0; round < Number(values.rounds); round += 1) {
		quick.push(await openOnce(browser, path, sign, false));
		slow.push(await openOnce(browser, path, sign, true));
	}
	const of = (key) => median(quick.map((one) => one[key]));
	const row = [name, of("requests"), Math.round(of("script") / 1000), Math.round(of("stylesheet") / 1000), Math.round(of("time")), Math.round(median(slow.map((one) => one.time)))];
	console.log(`| ${row.map((cell) => cell.toLocaleString("en-US")).join(" | ")} |`);
}
await browser.close();
