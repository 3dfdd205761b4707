// Scrolls a list of the desk in Chromium and counts frames, long tasks and rows that exist.
//
//     node benchmarks/desk_list.mjs --url http://127.0.0.1:8000 --user Administrator --password ... [--path /relcrm/people]
//
// The site should be large (benchmarks/lists.py fills one). Prints a table for benchmarks/results/desk.md.
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { findBrowser } from "../tests/e2e/support/browser.mjs";

const { chromium } = createRequire(new URL("../desk/package.json", import.meta.url))("playwright-core");
const { values } = parseArgs({ options: { url: { type: "string" }, user: { type: "string" }, password: { type: "string" }, path: { type: "string", default: "/relcrm/people" }, throttle: { type: "string", default: "1" } } });

const browser = await chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox"] });
const page = await browser.newPage({ baseURL: values.url, viewport: { width: 1440, height: 900 }, locale: "it-IT" });
await page.request.post("/api/method/login", { data: { usr: values.user, pwd: values.password } });
await page.goto("/relcrm");
await page.waitForLoadState("networkidle");
const session = await page.context().newCDPSession(page);
if (values.throttle !== "1") await session.send("Emulation.setCPUThrottlingRate", { rate: Number(values.throttle) });

const started = Date.now();
await page.goto(values.path);
await page.locator(".cell__lead").first().waitFor();
const first = Date.now() - started;
await page.waitForLoadState("networkidle");
const total = await page.locator(".list-count").textContent();

await page.evaluate(() => {
	const seen = { frames: [], long: [], rows: 0 };
	new PerformanceObserver((list) => seen.long.push(...list.getEntries().map((one) => Math.round(one.duration)))).observe({ type: "longtask" });
	let before = performance.now();
	const frame = (now) => {
		seen.frames.push(now - before);
		before = now;
		seen.rows = Math.max(seen.rows, document.querySelectorAll(".grid__body .grid__row").length);
		requestAnimationFrame(frame);
	};
	requestAnimationFrame(frame);
	window.measured = seen;
	window.beginMeasure = () => Object.assign(seen, { frames: [], long: [], rows: 0 });
});
const box = await page.locator(".grid").boundingBox();
await page.mouse.move(box.x + 400, box.y + 300);
/** No row in sight waits any more; the row with the focus may be far away and wait. */
const filled = () =>
	page.waitForFunction(
		() => {
			const sight = document.querySelector(".grid").getBoundingClientRect();
			return [...document.querySelectorAll(".grid__body .grid__wait")].every((one) => one.getBoundingClientRect().top > sight.bottom || one.getBoundingClientRect().bottom < sight.top);
		},
		undefined,
		{ polling: 20, timeout: 120_000 },
	);
const jump = (part) => page.evaluate((at) => { const grid = document.querySelector(".grid"); grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * at; }, part);

const walks = {
	"wheel, 60 turns of 300 px": async () => {
		for (let turn = 0; turn < 60; turn += 1) await page.mouse.wheel(0, 300);
	},
	"wheel, fast: 40 turns of 3,000 px": async () => {
		for (let turn = 0; turn < 40; turn += 1) await page.mouse.wheel(0, 3000);
	},
	"scroll bar dragged from end to end in 120 steps": async () => {
		for (let step = 0; step <= 120; step += 1) {
			await jump(step / 120);
			await page.evaluate(() => new Promise(requestAnimationFrame));
		}
	},
	"Page Down, 40 times": async () => {
		await jump(0);
		await filled();
		await page.locator('[data-row="0"] [data-cell="1"]').focus();
		for (let turn = 0; turn < 40; turn += 1) await page.keyboard.press("PageDown");
	},
};
const machine = await browser.newBrowserCDPSession();
/** Processor time of the page's process: what a step costs, whatever else the machine is doing. */
const spent = async () => (await machine.send("SystemInfo.getProcessInfo")).processInfo.filter((one) => one.type === "renderer").reduce((sum, one) => sum + one.cpuTime * 1000, 0);
const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
console.log(`${total} rows, first row after ${first} ms, processor slowed ${values.throttle} times\n`);
console.log("| walk | frames | median ms | 95 % ms | longest ms | tasks > 50 ms | longest task | processor ms per frame | rows that exist | rows there after ms |");
console.log("|---|---|---|---|---|---|---|---|---|---|");
for (const [name, walk] of Object.entries(walks)) {
	await page.evaluate(() => window.beginMeasure());
	const before = await spent();
	await walk();
	const cost = (await spent()) - before;
	const walked = await page.evaluate(() => window.measured.frames.length);
	const ended = Date.now();
	await filled();
	const waited = Date.now() - ended;
	const { frames, long, rows } = await page.evaluate(() => window.measured);
	const sorted = frames.slice(1).sort((a, b) => a - b);
	console.log(`| ${name} | ${sorted.length} | ${at(sorted, 0.5).toFixed(0)} | ${at(sorted, 0.95).toFixed(0)} | ${(sorted.at(-1) ?? 0).toFixed(0)} | ${long.length} | ${Math.max(0, ...long)} | ${(cost / Math.max(1, walked)).toFixed(1)} | ${rows} | ${waited} |`);
}
await browser.close();
