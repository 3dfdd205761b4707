// Runs the end-to-end tests in Frappe's own Desk on a bench that is being served.
// BENCH_URL=http://site:port  BENCH_PASSWORD=<Administrator's>  BENCH_MIGRATE="<command that migrates the site>"
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";
import { findBrowser } from "../support/browser.mjs";

const folder = fileURLToPath(new URL("./", import.meta.url));
const files = readdirSync(folder)
	.filter((name) => name.endsWith(".spec.mjs"))
	.map((name) => join(folder, name));

const lacking = !process.env.BENCH_URL ? "BENCH_URL is not set" : !findBrowser() ? "no Chromium was found" : "";
if (lacking) {
	console.log(`Skipped: ${lacking}.`);
	console.log(`0 passed, 0 failed, ${files.length} skipped`);
	process.exit(0);
}

let [passed, failed, skipped] = [0, 0, 0];
const stream = run({ files, concurrency: false, timeout: 900_000 });
const isTest = (event) => event.details?.type !== "suite" && !event.file?.endsWith(event.name);
stream.on("test:pass", (event) => isTest(event) && (event.skip ? (skipped += 1) : (passed += 1)));
stream.on("test:fail", (event) => isTest(event) && (failed += 1));
await new Promise((done, fail) => stream.compose(new spec()).on("error", fail).on("end", done).pipe(process.stdout, { end: false }));
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`);
process.exit(failed || !passed ? 1 : 0);
