// What the browser must fetch before the first screen stands, and what each further screen adds, as sent over the wire.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ADMINISTRATOR, useBrowser } from "../support/browser.mjs";
import { customising, screens } from "../support/screens.mjs";

const { open } = useBrowser();
const KB = 1000;
const FIRST = { script: 250 * KB, style: 50 * KB };
const FURTHER = 400 * KB;

/** Bytes on the wire of all scripts and styles of a page opened with an empty cache, until the network is idle. */
async function weigh(path, user) {
	const { page, context } = await open({ user });
	const session = await context.newCDPSession(page);
	await session.send("Network.enable");
	const kinds = new Map();
	const bytes = { script: 0, style: 0 };
	session.on("Network.responseReceived", ({ requestId, type, response }) => {
		if (type === "Script" || response.mimeType.includes("javascript")) kinds.set(requestId, "script");
		if (type === "Stylesheet") kinds.set(requestId, "style");
	});
	session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
		const kind = kinds.get(requestId);
		if (kind) bytes[kind] += encodedDataLength;
	});
	await page.goto(`/relcrm${path}`);
	await page.locator("main h1").first().waitFor();
	await page.waitForLoadState("networkidle");
	await context.close();
	return bytes;
}

describe("weight over the wire", () => {
	let first;
	it("of the first screen", async () => {
		first = await weigh("");
		assert.ok(first.script > 50 * KB && first.style > 5 * KB, "scripts and styles were counted");
		assert.ok(first.script <= FIRST.script, `${first.script} bytes of script`);
		assert.ok(first.style <= FIRST.style, `${first.style} bytes of style`);
	});
	for (const [name, path] of Object.entries({ ...screens, ...customising })) {
		it(`that ${name} adds`, async () => {
			const { script } = await weigh(path, name in customising ? ADMINISTRATOR : undefined);
			assert.ok(script - first.script <= FURTHER, `${script - first.script} bytes of script more than the first screen`);
		});
	}
});
