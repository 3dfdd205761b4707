// The framework's words as staff should read them in English; the server prints the same. Italian has its own in the store of translations.
import words from "../../../relcrm/workplace/staff_words.json";

export const staffWords: Record<string, string> = words;
