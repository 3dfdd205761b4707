// What the page says about the reader, read once from <script id="boot">.
export interface Boot {
	user: string;
	full_name: string;
	user_image: string;
	roles: string[];
	/** Which of the kinds behind the main places the reader may see. */
	reads: string[];
	lang: "it" | "en";
	/** Changes whenever a text of any language does; empty where the texts must not be kept. */
	texts_version: string;
	time_zone: string;
	currency: string;
	theme: "auto" | "light" | "dark";
	density: "comfortable" | "compact";
	csrf_token: string;
}

export const GUEST: Boot = {
	user: "Guest",
	full_name: "",
	user_image: "",
	roles: [],
	reads: [],
	lang: "en",
	texts_version: "",
	time_zone: "",
	currency: "EUR",
	theme: "auto",
	density: "comfortable",
	csrf_token: "",
};

/** Reads the boot out of a page: this one, or a fresh copy of it after a new log-in. */
export function readBoot(page: ParentNode): Boot {
	const text = page.querySelector("#boot")?.textContent?.trim();
	if (!text) return { ...GUEST };
	const boot = { ...GUEST, ...(JSON.parse(text) as Partial<Boot>) };
	return boot.lang === "it" ? boot : { ...boot, lang: "en" };
}

export const boot: Boot = readBoot(document);

export const isGuest = () => boot.user === "Guest";
export const hasRole = (...roles: string[]) => boot.user === "Administrator" || roles.some((role) => boot.roles.includes(role));
