// Every text a reader sees goes through __(): English in the source, other languages from the server.
import { ref } from "vue";
import { staffWords } from "./words";

export type Texts = Record<string, string>;

export const language = ref<"it" | "en">("en");
let texts: Texts = {};

export function setTexts(lang: "it" | "en", translated: Texts) {
	texts = lang === "en" ? { ...staffWords, ...translated } : translated;
	language.value = lang;
	if (typeof document !== "undefined") document.documentElement.lang = lang;
}

/** What an administrator calls something in a context of its own; undefined where nobody did. */
export const ownText = (text: string, context: string): string | undefined => (language.value ? texts[`${text}:${context}`] : undefined);

/** The text in the reader's language; {0}, {1} are filled from `values`. */
export function __(text: string | null | undefined, values: readonly unknown[] = [], context = ""): string {
	const lang = language.value; // read first, so that what is shown follows a change of language
	if (!text) return "";
	const found = (context && texts[`${text}:${context}`]) || texts[text] || (lang === "en" && staffWords[text]) || text;
	return values.length ? found.replace(/\{(\d)\}/g, (mark, index) => String(values[Number(index)] ?? mark)) : found;
}
