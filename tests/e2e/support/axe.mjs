// Fails on anything that axe finds wrong by WCAG 2.1 A and AA.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const source = readFileSync(new URL("../../../desk/node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
// What a control shows must be in its name (WCAG 2.5.3): axe calls this rule experimental, so it is asked for by name.
const OPTIONS = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], rules: { "label-content-name-mismatch": { enabled: true } } };

export async function assertAccessible(page, where) {
	// The page's policy lets no other script in; the check goes through the debugger, as the policy does not bind it.
	// What fades in or out has no colours of its own yet.
	await atRest(page);
	await page.evaluate(source);
	const violations = await page.evaluate(async (options) => (await window.axe.run(document, options)).violations, OPTIONS);
	const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
	assert.deepEqual(found, [], `axe on ${where}`);
}

const atRest = (page) => page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== "running" || one.effect?.getComputedTiming().iterations === Infinity));

/** The words of every notice stand out from their ground: axe passes over what lies above other texts. */
export async function assertNoticesReadable(page) {
	await page.locator(".q-notification").first().waitFor();
	await atRest(page);
	const found = await page.locator(".q-notification").evaluateAll((notices) => {
		const light = (colour) => {
			const parts = colour.match(/[\d.]+/g).slice(0, 3).map((part) => Number(part) / 255);
			const [red, green, blue] = parts.map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
			return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
		};
		return notices.flatMap((notice) =>
			[...notice.querySelectorAll(".q-notification__message, .q-btn")].map((part) => {
				const [low, high] = [light(getComputedStyle(part).color), light(getComputedStyle(notice).backgroundColor)].sort((a, b) => a - b);
				return [part.textContent, (high + 0.05) / (low + 0.05)];
			}),
		);
	});
	assert.ok(found.length);
	assert.deepEqual(found.filter(([, contrast]) => contrast < 4.5), []);
}

export async function assertNoSideScroll(page, where) {
	const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
	assert.ok(wider <= 0, `${where} is ${wider} pixels wider than the screen`);
}
