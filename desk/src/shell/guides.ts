// Which part of which guide tells of a screen, in both languages: one table for all screens.
import type { RouteLocationNormalizedLoaded } from "vue-router";
import { boot } from "@/boot";
import { anchorOf } from "../../scripts/anchors";

export interface Guide {
	title: string;
	html: string;
}
/** A guide by its name, and the heading to begin with, in English and Italian. */
type Place = [page: string, english?: string, italian?: string];

/** The names of the guides, and of their Italian files. */
export const pages: Record<string, string> = {
	README: "README",
	consents: "consensi",
	customise: "personalizzare",
	day: "giornata",
	forms: "moduli",
	import: "importazione",
	letters: "lettere",
	lists: "elenchi",
	mail: "posta",
	negotiations: "lavagna",
	purchases: "acquisti",
	registry: "scheda",
	reports: "analisi",
	"search-and-notices": "ricerca-e-avvisi",
	"web-forms": "moduli-del-sito",
	segments: "segmenti",
};
const rights: Place = ["customise", "Rights, people, words, letter heads", "Diritti, persone, parole, carte intestate"];
export const places: Record<string, Place> = {
	home: ["day"],
	agenda: ["day", "Prepare tomorrow", "Preparare domani"],
	day: ["day", "The round of the day", "Il giro del giorno"],
	parties: ["lists"],
	card: ["registry"],
	person: ["registry"],
	list: ["lists"],
	"list/relation-event": ["day"],
	"list/negotiation": ["negotiations"],
	"list/party-order": ["purchases"],
	"list/party-contract": ["purchases", "Contracts", "I contratti"],
	"list/party-need": ["purchases", "Needs and goals", "I bisogni e gli obiettivi"],
	new: ["forms"],
	form: ["forms"],
	"form/negotiation": ["negotiations"],
	"form/contact-form": ["web-forms"],
	"new/contact-form": ["web-forms"],
	print: ["letters"],
	reports: ["reports"],
	report: ["reports", '"How many, and who is behind it?" Reports', '"Quanti, e che cosa c\'è dietro?" I report'],
	manager: ["reports", '"Who has what open?" Sellers and deals', '"Chi ha che cosa in corso?" Venditori e trattative'],
	workspace: ["reports", '"How do we stand?" Pages of figures', '"Come siamo messi?" Le pagine'],
	"unknown-senders": ["mail"],
	"list/contact-form": ["web-forms"],
	"list/contact-form-answer": ["web-forms"],
	duplicates: ["registry", "Duplicates and merging", "Doppioni e unioni"],
	mend: ["registry", "How good the data are", "Quanto sono buoni i dati"],
	near: ["registry", "Who is near", "Chi è vicino"],
	import: ["import"],
	segments: ["segments"],
	"segments-compare": ["segments", "Use one", "Usarlo"],
	segment: ["segments", "Compose one", "Comporne uno"],
	settings: ["search-and-notices"],
	notices: ["search-and-notices"],
	customise: ["customise"],
	"customise-form": ["customise", 'A field of your own: "Machines owned"', 'Un campo proprio: "Macchine possedute"'],
	"customise-process": ["customise", "A process", "Un processo"],
	"customise-rights": rights,
	"customise-people": rights,
	"customise-texts": rights,
	"customise-letter-heads": rights,
	"customise-history": ["customise", "Taking back", "Annullare"],
	privacy: ["consents"],
	protection: ["consents"],
	guide: ["README"],
	more: ["README"],
	lost: ["README"],
};

const italian = () => boot.lang === "it";

/** Where the guide of a screen is, on its own page of the desk. */
export function guideOf(route: RouteLocationNormalizedLoaded) {
	const name = String(route.name);
	const [page, english, heading] = places[`${name}/${String(route.params.slug)}`] ?? places[name] ?? places.lost;
	const to = italian() ? heading : english;
	return { name: "guide", params: { page }, hash: to ? `#${anchorOf(to)}` : "" };
}

const files = import.meta.glob<{ default: Guide }>("../../../docs/user/**/*.md");
/** The guide of a name, or by the name of its Italian file; the first page where there is none of that name. */
export async function loadGuide(page: string): Promise<Guide> {
	const known = page in pages ? page : (Object.keys(pages).find((name) => pages[name] === page) ?? "README");
	return (await files[`../../../docs/user/${italian() ? `it/${pages[known]}` : known}.md`]()).default;
}
