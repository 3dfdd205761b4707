// The texts travel once: until one of them changes, a page opened again takes them from this browser.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { boot } from "@/boot";
import { loadLanguage } from "./load";
import { __, setTexts } from "./translate";

const answer = (message: Record<string, string>) => Promise.resolve(new Response(JSON.stringify({ message })));

beforeEach(() => {
	localStorage.clear();
	boot.texts_version = "1";
});
afterEach(() => {
	vi.restoreAllMocks();
	boot.texts_version = "";
	setTexts("en", {});
});

describe("texts of a language", () => {
	it("are fetched once and kept", async () => {
		const asked = vi.spyOn(globalThis, "fetch").mockImplementation(() => answer({ Save: "Salva" }));
		await loadLanguage("it");
		await loadLanguage("it");
		expect(asked).toHaveBeenCalledTimes(1);
		expect(__("Save")).toBe("Salva");
	});
	it("are fetched again when one has changed", async () => {
		const asked = vi.spyOn(globalThis, "fetch").mockImplementation(() => answer({ Save: "Salva" }));
		await loadLanguage("it");
		asked.mockImplementation(() => answer({ Save: "Registra" }));
		boot.texts_version = "2";
		await loadLanguage("it");
		expect(__("Save")).toBe("Registra");
	});
	it("are not kept for a guest, who has no version of them", async () => {
		boot.texts_version = "";
		const asked = vi.spyOn(globalThis, "fetch").mockImplementation(() => answer({}));
		await loadLanguage("it");
		await loadLanguage("it");
		expect(asked).toHaveBeenCalledTimes(2);
	});
	it("leave the desk in English when they do not come", async () => {
		vi.spyOn(globalThis, "fetch").mockImplementation(() => Promise.reject(new TypeError("no network")));
		await loadLanguage("it");
		expect(__("Save")).toBe("Save");
	});
});
