// Brings the texts of a language; the choice of a guest is kept in this browser.
import { get } from "@/api/client";
import { boot, isGuest } from "@/boot";
import { setTexts, type Texts } from "./translate";

const KEY = "relcrm.lang";

export function chosenLanguage(): "it" | "en" {
	const kept = localStorage.getItem(KEY);
	return isGuest() && (kept === "it" || kept === "en") ? kept : boot.lang;
}

export async function loadLanguage(lang: "it" | "en") {
	localStorage.setItem(KEY, lang);
	try {
		setTexts(lang, lang === "en" ? {} : await get<Texts>("relcrm.api.desk.get_translations", { lang }));
	} catch {
		setTexts("en", {}); // without its texts the desk still works, in English
	}
}
