// The main screens, each with who looks at it and the way there; and which of them the README and the guides show.
import { ADMINISTRATOR } from "../../tests/e2e/support/browser.mjs";

const CLERK = "ufficio@demo.example.com";
const MANAGER = "direzione@demo.example.com";

const to = (path, ready = "main h1") => async ({ page }) => {
	await page.goto(`/relcrm${path}`);
	await page.locator(ready).first().waitFor();
};
const by = (user) => (show) => ({ user, show });
const [clerk, manager, admin] = [by(CLERK), by(MANAGER), by(ADMINISTRATOR)];
const card = (rest, ready) => async (desk) => to(`/card/${desk.party}${rest}`, ready)(desk);
const filters = (...conditions) => encodeURIComponent(JSON.stringify(conditions));

export const pictures = {
	"log-in": { user: undefined, show: to("", "input[name=usr]") },
	home: clerk(to("")),
	card: clerk(card("", ".timeline article")),
	"org-chart": clerk(card("?show=chart", ".chart-card, [role=treeitem]")),
	ties: clerk(card("?show=ties")),
	person: {
		user: CLERK,
		async show(desk) {
			const response = await desk.page.context().request.get("/api/method/relcrm.api.card.get_card", { params: { party: desk.party } });
			const { people } = (await response.json()).message;
			await to(`/person/${people.find((one) => one.last_contact).name}`, ".timeline article")(desk);
		},
	},
	list: clerk(to("/people", ".cell__lead")),
	"list-groups": clerk(to(`/people?group=territory&group=lifecycle_stage&total=sum:turnover&f=${filters(["lifecycle_stage", "in", ["Customer", "Prospect"]])}`, ".grid__group, .list-cards__group")),
	filters: {
		user: CLERK,
		async show(desk) {
			await to(`/people?f=${filters(["lifecycle_stage", "in", ["Customer"]], ["turnover", ">", 100000])}`, ".cell__lead")(desk);
			await desk.page.getByRole("button", { name: /^(Altri filtri|More filters|Filtri|Filters)/ }).click();
			await desk.page.getByRole("dialog").waitFor();
		},
	},
	events: clerk(to("/list/relation-event", ".cell__lead")),
	board: clerk(to("/list/negotiation?view=board", ".board-card")),
	calendar: clerk(to("/list/negotiation?view=calendar", "[data-event], .calendar-days__one")),
	map: clerk(to("/people?view=map", ".map-point")),
	tree: clerk(to("/list/party-territory?view=tree", "[role=treeitem]")),
	"agenda-day": clerk(to("/agenda?view=day", ".agenda-holder[aria-busy=false]")),
	"agenda-week": clerk(to("/agenda?view=week", ".agenda-holder[aria-busy=false]")),
	"agenda-month": clerk(to("/agenda?view=month", ".agenda-holder[aria-busy=false]")),
	"agenda-list": clerk(to("/agenda?view=list", ".agenda-holder[aria-busy=false]")),
	"agenda-team": manager(to("/agenda?view=team", ".agenda-holder[aria-busy=false]")),
	call: {
		user: CLERK,
		async show(desk) {
			await to("")(desk);
			await desk.page.keyboard.press("Control+j");
			const dialog = desk.page.getByRole("dialog");
			await dialog.getByRole("combobox").first().fill("casa");
			await dialog.getByRole("option").first().waitFor();
		},
	},
	"call-filled": {
		user: CLERK,
		async show(desk) {
			await to("")(desk);
			await desk.page.keyboard.press("Control+j");
			const dialog = desk.page.getByRole("dialog");
			await dialog.getByRole("combobox").first().fill("casale");
			await dialog.getByRole("option").first().waitFor();
			await desk.page.keyboard.press("Enter");
			await desk.page.waitForLoadState("networkidle");
			await dialog.locator("textarea").fill(desk.lang === "it" ? "Chiede un'offerta per due carrelli elevatori, consegna a gennaio." : "Asks for an offer for two forklifts, to be delivered in January.");
			await dialog.locator(".ui-choice__one").filter({ hasText: /^\s*(Da richiamare|Call back)\s*$/ }).click();
		},
	},
	letter: {
		user: CLERK,
		async show(desk) {
			await card("", ".timeline article")(desk);
			await desk.page.getByRole("button", { name: /^(Lettera|Letter)$/ }).click();
			await desk.page.locator(".letter-to").waitFor();
		},
	},
	"event-new": {
		user: CLERK,
		async show(desk) {
			await card("", ".timeline article")(desk);
			await desk.page.getByRole("button", { name: /^(Appuntamento|Appointment)$/ }).click();
			await desk.page.getByRole("dialog").waitFor();
		},
	},
	"event-done": {
		user: CLERK,
		async show(desk) {
			await to("")(desk);
			await desk.page.getByRole("button", { name: /^(Fatto|Done): / }).first().click();
			await desk.page.getByRole("dialog").waitFor();
		},
	},
	help: {
		user: CLERK,
		async show(desk) {
			await card("", ".timeline article")(desk);
			await desk.page.keyboard.press("Control+/");
			await desk.page.getByRole("dialog").waitFor();
		},
	},
	palette: {
		user: CLERK,
		async show(desk) {
			await to("")(desk);
			const search = desk.page.locator(".shell-search input");
			if (!(await search.isVisible())) await desk.page.locator(".shell-bar").getByRole("button", { name: /^(Cerca|Search)/ }).click();
			await search.fill("casale");
			await desk.page.locator(".shell-search [role=option]:visible").first().waitFor();
		},
	},
	"form-read": {
		user: CLERK,
		async show(desk) {
			await to("/list/negotiation?view=list", ".cell__lead a, a.cell__lead")(desk);
			await desk.page.locator(".cell__lead").first().click();
			await desk.page.locator(".form-head h1").waitFor();
		},
	},
	"form-change": {
		user: CLERK,
		async show(desk) {
			await to("/list/relation-event", ".cell__lead")(desk);
			await desk.page.locator(".cell__lead").first().click();
			await desk.page.locator(".form-head h1").waitFor();
			await desk.page.getByRole("button", { name: /^(Modifica|Change)$/ }).click();
			await desk.page.locator(".form-actions").waitFor();
		},
	},
	"form-new": clerk(to("/new/party", ".form-actions")),
	print: {
		user: CLERK,
		show: async (desk) => to(`/print/party/${desk.party}`)(desk),
	},
	reports: manager(to("/reports")),
	report: manager(to("/report/RelCRM%20Event%20Figures?_group=month,area&_period=last-90-days&_chart=bar,month,total", ".report tbody tr")),
	"report-behind": {
		user: MANAGER,
		async show(desk) {
			await to("/report/RelCRM%20Event%20Figures?_group=area,event_type&_period=last-90-days&_chart=pie,area,total", ".report tbody tr")(desk);
			await desk.page.locator(".report-group .report-pick").last().click();
			await desk.page.locator(".records__one").first().waitFor();
		},
	},
	figures: manager(to("/page/RelCRM%20Sales", ".page-item")),
	manager: manager(to("/manager", "tbody tr")),
	notices: manager(to("/notices")),
	settings: clerk(to("/settings")),
	import: manager(to("/import")),
	more: manager(to("/more")),
	"customise-home": admin(to("/customise")),
	"customise-fields": admin(to("/customise/form/party")),
	"customise-process": admin(to("/customise/process/negotiation")),
	"customise-rights": admin(to("/customise/rights")),
	"customise-people": admin(to("/customise/people")),
	"customise-history": admin(to("/customise/history")),
};

/** Files below docs/images: what the README and the guides show, in the language of the page. */
const shown = { home: "home", card: "card", agenda: "agenda-week", call: "call-filled", list: "list-groups", board: "board", figures: "figures" };
export const guide = Object.fromEntries(
	["en", "it"].flatMap((lang) => Object.entries(shown).map(([file, picture]) => [lang === "en" ? file : `${lang}/${file}`, { picture, lang }])),
);
