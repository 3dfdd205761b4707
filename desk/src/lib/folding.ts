// Text as it is compared: without accents, apostrophes and case.
const MARKS = /\p{M}/gu;
const QUOTES = /['’`´]/g;

export const foldText = (text: string): string => text.normalize("NFKD").replace(MARKS, "").replace(QUOTES, "").toLowerCase().trim();

/** Whether every word of the query begins a word of the text, in any order. */
export function hasWords(text: string, query: string): boolean {
	const words = foldText(text).split(/[^\p{L}\p{N}]+/u);
	return foldText(query)
		.split(/[^\p{L}\p{N}]+/u)
		.filter(Boolean)
		.every((asked) => words.some((word) => word.startsWith(asked)));
}
