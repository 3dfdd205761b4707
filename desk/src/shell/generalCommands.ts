// The actions that are there on every screen, with the words people use for them in both languages.
import { Dark } from "quasar";
import { shallowRef } from "vue";
import type { RouteLocationRaw, Router } from "vue-router";
import { getDeskBoot, setLanguage, type DeskBoot } from "@/api/desk";
import { hasRole } from "@/boot";
import { __, language } from "@/i18n/translate";
import { routeToList, routeToNew } from "@/lib/routes";
import { titleOfMany } from "@/lib/titles";
import { iconAdd, iconAgenda, iconAppointment, iconBell, iconCall, iconCheck, iconDevices, iconHelp, iconHome, iconKey, iconKeyboard, iconLanguage, iconList, iconLogOut, iconMail, iconOther, iconParties, iconPerson, iconPlace, iconPrint, iconPrivate, iconReports, iconSettings, iconTask, iconTheme, iconUpload } from "@/ui/icons";
import { showProblem } from "@/ui/notice";
import { callStart, eventStart, shortcut, type Command } from "./commands";
import { helpOpen, keysOpen } from "./help";
import { leave } from "./leave";
import { openMails } from "./mailDrop";
import { setTheme } from "./theme";

const desk = shallowRef<DeskBoot>();
const mayRead = (doctype: string) => !desk.value || Boolean(desk.value.rights[doctype]?.read);
const mayMake = (doctype: string) => !desk.value || Boolean(desk.value.rights[doctype]?.create);

/** What the reader may do, asked when the palette first opens. */
export async function learnRights() {
	try {
		desk.value = await getDeskBoot();
	} catch {
		// without an answer every action is offered; the server decides in the end
	}
}

const LISTS: Record<string, string> = {
	"Contact Person": "contatti referenti persone contacts people",
	"Relation Event": "eventi attività chiamate visite events activities calls visits",
	Negotiation: "trattative offerte vendite deals negotiations opportunities pipeline",
	Segment: "segmenti gruppi target segments groups",
	"Party Relationship": "legami relazioni ties relationships",
	"Relation Event Type": "tipi evento event types",
	"Relation Area": "aree areas",
	"Relationship Type": "tipi legame tie types",
	"Profile Attribute": "caratteristiche profilo characteristics profile",
	"Party Territory": "zone territori territories",
	"Party Sector": "settori sectors",
	"Party Source": "provenienze sources",
	"RelCRM Team": "gruppi squadre teams",
	"Working Calendar": "orari lavoro festività ferie chiusure calendari working hours holidays closures",
	"Calendar Share": "condividere agenda calendari condivisi share calendars",
	"Import Run": "importazioni imports",
};

async function changeLanguage(to: "it" | "en") {
	try {
		await setLanguage(to);
		localStorage.setItem("relcrm.lang", to);
		location.reload();
	} catch (failure) {
		showProblem(failure);
	}
}

export function generalCommands(router: Router): () => Command[] {
	const go = (id: string, label: string, icon: string, to: RouteLocationRaw, words: string, visible?: () => boolean): Command => ({ id, label, icon, to, words, visible, run: () => void router.push(to) });
	const settings = (part: string) => ({ name: "settings", query: { part } });
	const making = (): Command[] => [
		{ id: "call", label: __("Note down a call"), icon: iconCall, words: "telefonata chiamata telefono call phone log", run: () => (callStart.value = {}), hint: shortcut("J"), create: true, visible: () => mayMake("Relation Event") },
		{ id: "appointment", label: __("Plan an appointment"), icon: iconAppointment, words: "appuntamento visita riunione incontro appointment meeting visit plan", run: () => (eventStart.value = { kind: "appointment" }), create: true, visible: () => mayMake("Relation Event") },
		{ id: "task", label: __("Add a task"), icon: iconTask, words: "attività compito promemoria task todo to-do reminder", run: () => (eventStart.value = { kind: "task" }), create: true, visible: () => mayMake("Relation Event") },
		{ id: "mails", label: __("File e-mails"), icon: iconMail, words: "posta mail e-mail eml msg outlook archivia trascina file drop", run: () => void openMails(), create: true, visible: () => mayMake("Relation Event") },
		{ ...go("party", __("Add a company or person"), iconParties, routeToNew("Party"), "nuova azienda cliente fornitore persona anagrafica new company customer supplier person", () => mayMake("Party")), create: true },
		{ ...go("contact", __("Add a contact"), iconPerson, routeToNew("Contact Person"), "nuovo contatto referente new contact", () => mayMake("Contact Person")), create: true },
		go("deal", __("Add a deal"), iconAdd, routeToNew("Negotiation"), "nuova trattativa offerta new deal negotiation opportunity", () => mayMake("Negotiation")),
	];
	const places = (): Command[] => [
		go("home", __("Go to Home"), iconHome, { name: "home" }, "inizio casa giornata home start today"),
		go("agenda", __("Go to the agenda"), iconAgenda, { name: "agenda" }, "calendario settimana agenda calendar week"),
		go("parties", __("Go to companies and people"), iconParties, { name: "parties" }, "clienti fornitori anagrafiche customers suppliers registry", () => mayRead("Party")),
		go("reports", __("Go to reports"), iconReports, { name: "reports" }, "statistiche rapporti statistics reports figures"),
		go("mend", __("To mend"), iconCheck, { name: "mend" }, "qualità dati sistemare rimediare quality data mend", () => mayMake("Party")),
		go("duplicates", __("Duplicates"), iconParties, { name: "duplicates" }, "doppioni duplicati unire unisci merge duplicates twice", () => Boolean(desk.value?.rights["Possible Duplicate"]?.read ?? true)),
		go("near", __("Who is near"), iconPlace, { name: "near" }, "vicino vicini clienti distanza km near nearest"),
		go("import", __("Import a file"), iconUpload, { name: "import" }, "importare caricare excel csv import upload", () => Boolean(desk.value?.rights.Party?.import ?? true)),
		go("unknown", __("Who is this? Unknown senders"), iconMail, { name: "unknown-senders" }, "mittenti sconosciuti posta e-mail senders unknown", () => mayRead("Relation Event")),
		go("notices", __("Notices"), iconBell, { name: "notices" }, "notifiche avvisi notifications bell"),
		go("more", __("All lists"), iconOther, { name: "more" }, "altro elenchi more lists"),
		...Object.entries(LISTS).map(([doctype, words]) => go(`list/${doctype}`, __("List: {0}", [titleOfMany(doctype)]), iconList, routeToList(doctype), words, () => Boolean(desk.value?.rights[doctype]?.read))),
	];
	const own = (): Command[] => [
		go("settings", __("My settings"), iconSettings, { name: "settings" }, "impostazioni preferenze profilo settings preferences profile"),
		go("settings/security", __("Change my password"), iconPrivate, settings("security"), "password sicurezza security secondo fattore codice second factor 2fa"),
		go("settings/sessions", __("Where I am logged in"), iconDevices, settings("security"), "sessioni dispositivi accessi sessions devices"),
		go("settings/keys", __("Keys for other programs"), iconKey, settings("keys"), "api chiavi token keys programs"),
		go("settings/notices", __("What I am told of"), iconBell, settings("notices"), "notifiche avvisi mail notifications mails"),
		language.value === "it"
			? { id: "language", label: "Switch to English", icon: iconLanguage, words: "lingua inglese language english", run: () => void changeLanguage("en") }
			: { id: "language", label: "Passa all'italiano", icon: iconLanguage, words: "language italian lingua italiano", run: () => void changeLanguage("it") },
		{ id: "theme", label: Dark.isActive ? __("Light colours") : __("Dark colours"), icon: iconTheme, words: "tema scuro chiaro colori notte theme dark light colours colors night", run: () => setTheme(Dark.isActive ? "light" : "dark") },
		{ id: "print", label: __("Print this page"), icon: iconPrint, words: "stampa stampare print", run: () => window.print() },
		{ id: "help", label: __("Help on this page"), icon: iconHelp, words: "aiuto guida help guide how", run: () => (helpOpen.value = true) },
		{ id: "keys", label: __("Keys of the keyboard"), icon: iconKeyboard, words: "tasti scorciatoie tastiera keyboard shortcuts", hint: shortcut("/"), run: () => (keysOpen.value = true) },
		{ id: "logout", label: __("Log out"), icon: iconLogOut, words: "esci uscire disconnetti logout log out sign out exit", run: () => void leave() },
	];
	const managing = (): Command[] =>
		hasRole("System Manager")
			? [go("customise", __("Customise"), iconSettings, { name: "customise" }, "personalizza personalizzare campi moduli processi diritti customise customize fields forms processes rights"), go("customise/people", __("People who log in"), iconParties, { name: "customise-people" }, "utenti accessi ruoli users roles"), go("list/User", __("List: {0}", [titleOfMany("User")]), iconList, routeToList("User"), "utenti users"), go("list/Custom Field", __("List: {0}", [titleOfMany("Custom Field")]), iconList, routeToList("Custom Field"), "campi propri personalizzati custom fields")]
			: [];
	const ownKinds = (): Command[] =>
		(desk.value?.own_kinds ?? []).flatMap((kind) => [
			go(`list/${kind.name}`, __("List: {0}", [kind.many]), iconList, routeToList(kind.name), kind.name),
			go(`new/${kind.name}`, __("Add: {0}", [__(kind.name)]), iconAdd, routeToNew(kind.name), kind.many, () => mayMake(kind.name)),
		]);
	return () => [...making(), ...places(), ...own(), ...ownKinds(), ...managing()];
}
