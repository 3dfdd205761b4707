// Light, dark, or as the device says; kept in this browser.
import { Dark } from "quasar";

export type Theme = "auto" | "light" | "dark";
const KEY = "relcrm.theme";

export function keptTheme(): Theme {
	const kept = localStorage.getItem(KEY);
	return kept === "light" || kept === "dark" ? kept : "auto";
}

export const chosenTheme = (theme = keptTheme()): boolean | "auto" => (theme === "auto" ? "auto" : theme === "dark");

export function setTheme(theme: Theme) {
	localStorage.setItem(KEY, theme);
	Dark.set(chosenTheme(theme));
}
