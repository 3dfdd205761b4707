// The words on the screens: no English where Italian is read, nor the reverse; nothing of the framework, no dates or codes of machines.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Shell } from "../pages/shell.page.mjs";
import { ADMINISTRATOR, ask, setLanguage, useBrowser } from "../support/browser.mjs";
import { customising, screens } from "../support/screens.mjs";
import { readTexts } from "../support/texts.mjs";

const { open } = useBrowser();
const FRAMEWORK = /\b(part(y|ies)|doctypes?|docfield|workflows?|submit(ted|table)?|docstatus|docname|child ?table|fieldname)\b/i;
const ISO_DATE = /\b\d{4}-\d{2}-\d{2}\b/;
const RECORD_CODE = /\b(PTY|EVT|CTP|NEG|IMP)-\d{4,}\b/;
const ENGLISH = /\b(the|and|with|your|this|that|from|are|have|please|choose|no|yes)\b/i;
const MADE_FOR_MACHINES = [
	["a word of the framework", FRAMEWORK],
	["a date as machines write it", ISO_DATE],
	["the code of a record", RECORD_CODE],
];

// Answers that the demo company wrote for its profile: they stay as they are in any language.
const WRITTEN = ["Basso", "Medio", "Alto"];

async function readScreens(page, walked, visit) {
	const shell = new Shell(page);
	for (const [name, path] of Object.entries(walked)) {
		await shell.go(path);
		await page.waitForLoadState("networkidle");
		visit(name, await readTexts(page));
	}
}

function finder() {
	const found = [];
	return { found, look: (where, what, texts, wrong) => found.push(...texts.filter(wrong).map((text) => `${where}: ${what}: ${text}`)) };
}

/** English texts that have another wording in Italian, and the Italian ones. */
async function readStore(page) {
	const store = await ask(page, "relcrm.api.desk.get_translations", { lang: "it" });
	const both = new Set(Object.entries(store).flatMap(([key, text]) => (key === text ? [key] : [])));
	const english = new Set(Object.keys(store).filter((key) => key.length > 3 && !both.has(key)));
	const italian = new Set(Object.values(store).filter((text) => text.length > 3 && !(text in store) && !WRITTEN.includes(text)));
	return { english: new Set([...english].filter((key) => !italian.has(key) && !Object.values(store).includes(key))), italian };
}

describe("words on the screens", () => {
	for (const [user, walked] of [
		["direzione@demo.example.com", screens],
		[ADMINISTRATOR, { ...customising, more: screens.more, "my settings": screens["my settings"], "new company": screens["new company"] }],
	]) {
		it(`are Italian for ${user.split("@")[0]}`, async () => {
			const { page, context } = await open({ user });
			const store = await readStore(page);
			const { found, look } = finder();
			await readScreens(page, walked, (where, texts) => {
				look(where, "an English text", texts, (text) => store.english.has(text) || (text !== "No" && ENGLISH.test(text.replace(/\S+@\S+|https?:\S+/g, ""))));
				for (const [what, pattern] of MADE_FOR_MACHINES) look(where, what, texts, (text) => pattern.test(text));
			});
			assert.deepEqual(found, []);
			await context.close();
		});
	}
	it("are English for who reads English", async () => {
		const { page, context } = await open({ user: "marketing@demo.example.com" });
		await page.goto("/relcrm");
		const store = await readStore(page);
		await setLanguage(page, "en");
		const { found, look } = finder();
		await readScreens(page, screens, (where, texts) => {
			look(where, "an Italian text", texts, (text) => store.italian.has(text));
			for (const [what, pattern] of MADE_FOR_MACHINES) look(where, what, texts, (text) => pattern.test(text));
		});
		await setLanguage(page, "it");
		assert.deepEqual(found, []);
		await context.close();
	});
});
