// Fails on anything that axe finds wrong by WCAG 2.1 A and AA.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const source = readFileSync(new URL("../../../desk/node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

export async function assertAccessible(page, where) {
	// The page's policy lets no other script in; the check goes through the debugger, as the policy does not bind it.
	// What fades in or out has no colours of its own yet.
	await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== "running" || one.effect?.getComputedTiming().iterations === Infinity));
	await page.evaluate(source);
	const violations = await page.evaluate(async (tags) => (await window.axe.run(document, { runOnly: tags })).violations, TAGS);
	const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
	assert.deepEqual(found, [], `axe on ${where}`);
}

export async function assertNoSideScroll(page, where) {
	const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
	assert.ok(wider <= 0, `${where} is ${wider} pixels wider than the screen`);
}
