// Runs the end-to-end tests in Debian's Chromium against a standalone site made for them, on a free loopback port.
// E2E_URL=... with E2E_PASSWORD=... and E2E_ADMIN_PASSWORD=... runs them against a site that is already there;
// E2E_PATIENCE=2 waits twice as long for each screen, E2E_MIGRATE="..." is the command that migrates the site.
// Arguments choose files by a part of their name: `npm --prefix desk run e2e -- daily`.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";
import { findBrowser } from "./support/browser.mjs";
import { startSite } from "./support/site.mjs";

const folder = mkdtempSync(join(tmpdir(), "relcrm-e2e-"));
const specs = fileURLToPath(new URL("./specs/", import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(specs)
	.filter((name) => name.endsWith(".spec.mjs") && (!wanted.length || wanted.some((part) => name.includes(part))))
	.sort()
	.map((name) => join(specs, name));

if (!findBrowser()) {
	console.log("No Chromium was found: install the package chromium, or set CHROMIUM to its path.");
	console.log(`0 passed, 0 failed, ${files.length} skipped`);
	process.exit(0);
}

let site;
let [passed, failed, skipped] = [0, 0, 0];
try {
	site = await startSite(folder);
	Object.assign(process.env, site.environment, { E2E_FOLDER: folder });
	const stream = run({ files, concurrency: false, timeout: 900_000 * Number(process.env.E2E_PATIENCE || 1) });
	const isTest = (event) => event.details?.type !== "suite" && !event.file?.endsWith(event.name);
	stream.on("test:pass", (event) => isTest(event) && (event.skip ? (skipped += 1) : (passed += 1)));
	stream.on("test:fail", (event) => isTest(event) && (failed += 1));
	await new Promise((done, fail) => stream.compose(new spec()).on("error", fail).on("end", done).pipe(process.stdout, { end: false }));
} finally {
	await site?.stop();
	rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`);
process.exit(failed || !passed ? 1 : 0);
