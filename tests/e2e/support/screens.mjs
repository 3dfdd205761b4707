// Every screen of the desk, by what people call it: the specs on accessibility, words and weight walk them all.
export const screens = {
	home: "",
	agenda: "/agenda?view=week",
	"agenda of a day": "/agenda?view=day",
	"agenda of a month": "/agenda?view=month",
	"agenda as a list": "/agenda?view=list",
	"agenda of the team": "/agenda?view=team",
	"companies and people": "/people",
	events: "/list/relation-event",
	deals: "/list/negotiation",
	"new company": "/new/party",
	"new contact": "/new/contact-person",
	reports: "/reports",
	report: "/report/RelCRM%20Events%20by%20Area",
	"report in groups": "/report/RelCRM%20Event%20Figures?_group=month,area&_period=last-90-days",
	"sellers and deals": "/manager",
	"page of figures": "/page/RelCRM%20Sales",
	notices: "/notices",
	import: "/import",
	"my settings": "/settings",
	more: "/more",
	lost: "/nowhere",
};

/** What only an administrator opens. */
export const customising = {
	customise: "/customise",
	"a form, customised": "/customise/form/party",
	"a process, drawn": "/customise/process/negotiation",
	rights: "/customise/rights",
	"people and roles": "/customise/people",
	texts: "/customise/texts",
	"letter heads": "/customise/letter-heads",
	"what was customised": "/customise/history",
};

export const looks = [
	{ width: 1440, height: 900, theme: "light" },
	{ width: 1440, height: 900, theme: "dark" },
	{ width: 390, height: 844, theme: "light" },
	{ width: 390, height: 844, theme: "dark" },
];
