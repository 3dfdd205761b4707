// Brings the texts of a language; the choice of a guest is kept in this browser, and so are the texts until they change.
import { get } from "@/api/client";
import { boot, isGuest } from "@/boot";
import { setTexts, type Texts } from "./translate";

const KEY = "relcrm.lang";
const TEXTS = "relcrm.texts";

export function chosenLanguage(): "it" | "en" {
	const kept = localStorage.getItem(KEY);
	return isGuest() && (kept === "it" || kept === "en") ? kept : boot.lang;
}

export async function loadLanguage(lang: "it" | "en") {
	localStorage.setItem(KEY, lang);
	try {
		setTexts(lang, keptTexts(lang) ?? (await fetchTexts(lang)));
	} catch {
		setTexts("en", {}); // without its texts the desk still works, in English
	}
}

/** Asks the server again, after somebody changed a text. */
export const reloadLanguage = async (lang: "it" | "en") => setTexts(lang, await fetchTexts(lang));

const versionOf = (lang: string) => `${lang} ${boot.texts_version}`;

function keptTexts(lang: string): Texts | undefined {
	try {
		const kept = JSON.parse(localStorage.getItem(TEXTS) ?? "{}") as { version?: string; texts?: Texts };
		return boot.texts_version && kept.version === versionOf(lang) ? kept.texts : undefined;
	} catch {
		return undefined;
	}
}

async function fetchTexts(lang: string): Promise<Texts> {
	const texts = await get<Texts>("relcrm.api.desk.get_translations", { lang });
	try {
		localStorage.setItem(TEXTS, JSON.stringify({ version: versionOf(lang), texts }));
	} catch {
		// no room in this browser: they are fetched again next time
	}
	return texts;
}
