// Light, dark, or as the device says; roomy or tight lines. Kept on the server, so that both follow the person to any device.
import { Dark } from "quasar";
import { setLooks } from "@/api/me";
import { boot, isGuest } from "@/boot";
import { showProblem } from "@/ui/notice";

export type Theme = "auto" | "light" | "dark";
export type Density = "comfortable" | "compact";

export const chosenTheme = (theme: Theme = boot.theme): boolean | "auto" => (theme === "auto" ? "auto" : theme === "dark");

export function setTheme(theme: Theme) {
	boot.theme = theme;
	Dark.set(chosenTheme(theme));
	if (!isGuest()) setLooks({ theme }).catch(showProblem);
}

/** Lists and tables read it from the page: `html[data-density="compact"]`. */
export function showDensity(density: Density = boot.density) {
	document.documentElement.dataset.density = density;
}

export function setDensity(density: Density) {
	boot.density = density;
	showDensity(density);
	setLooks({ density }).catch(showProblem);
}
