import { watch } from "vue";
import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import { refreshIfStale } from "./lib/fresh";
import { pageTitle } from "./shell/title";

const routes: RouteRecordRaw[] = [
	{ path: "/", name: "home", component: () => import("./pages/HomePage.vue") },
	{ path: "/agenda", name: "agenda", component: () => import("./pages/AgendaPage.vue") },
	{ path: "/day", name: "day", component: () => import("./pages/DayPage.vue") },
	{ path: "/people", name: "parties", component: () => import("./pages/PartiesPage.vue") },
	{ path: "/card/:name", name: "card", component: () => import("./pages/CardPage.vue") },
	{ path: "/person/:name", name: "person", component: () => import("./pages/PersonPage.vue") },
	{ path: "/list/:slug", name: "list", component: () => import("./pages/ListPage.vue") },
	{ path: "/new/:slug", name: "new", component: () => import("./pages/FormPage.vue") },
	{ path: "/record/:slug/:name", name: "form", component: () => import("./pages/FormPage.vue") },
	{ path: "/print/:slug/:name", name: "print", component: () => import("./pages/PrintPage.vue") },
	{ path: "/reports", name: "reports", component: () => import("./pages/ReportsPage.vue") },
	{ path: "/report/:name", name: "report", component: () => import("./pages/ReportPage.vue") },
	{ path: "/manager", name: "manager", component: () => import("./pages/ManagerPage.vue") },
	{ path: "/page/:name", name: "workspace", component: () => import("./pages/WorkspacePage.vue") },
	{ path: "/unknown-senders", name: "unknown-senders", component: () => import("./pages/UnknownSendersPage.vue") },
	{ path: "/duplicates", name: "duplicates", component: () => import("./pages/DuplicatesPage.vue") },
	{ path: "/mend", name: "mend", component: () => import("./pages/MendPage.vue") },
	{ path: "/near", name: "near", component: () => import("./pages/NearPage.vue") },
	{ path: "/import", name: "import", component: () => import("./pages/ImportPage.vue") },
	{ path: "/segments", name: "segments", component: () => import("./pages/SegmentsPage.vue") },
	{ path: "/segments/compare", name: "segments-compare", component: () => import("./pages/SegmentsComparePage.vue") },
	{ path: "/segments/:name", name: "segment", component: () => import("./pages/SegmentPage.vue") },
	{ path: "/settings", name: "settings", component: () => import("./pages/SettingsPage.vue") },
	{ path: "/notices", name: "notices", component: () => import("./pages/NoticesPage.vue") },
	{ path: "/customise", name: "customise", component: () => import("./pages/customise/CustomisePage.vue") },
	{ path: "/customise/form/:slug", name: "customise-form", component: () => import("./pages/customise/FormEditorPage.vue") },
	{ path: "/customise/process/:slug", name: "customise-process", component: () => import("./pages/customise/ProcessPage.vue") },
	{ path: "/customise/rights", name: "customise-rights", component: () => import("./pages/customise/RightsPage.vue") },
	{ path: "/customise/people", name: "customise-people", component: () => import("./pages/customise/PeoplePage.vue") },
	{ path: "/customise/texts", name: "customise-texts", component: () => import("./pages/customise/TextsPage.vue") },
	{ path: "/customise/letter-heads", name: "customise-letter-heads", component: () => import("./pages/customise/LetterHeadsPage.vue") },
	{ path: "/customise/history", name: "customise-history", component: () => import("./pages/customise/HistoryPage.vue") },
	{ path: "/protection", name: "protection", component: () => import("./pages/ProtectionPage.vue") },
	{ path: "/privacy/:slug/:name", name: "privacy", component: () => import("./pages/PrivacyPage.vue") },
	{ path: "/guide/:page", name: "guide", component: () => import("./pages/GuidePage.vue") },
	{ path: "/more", name: "more", component: () => import("./pages/MorePage.vue") },
	{ path: "/login", redirect: "/" },
	{ path: "/:rest(.*)*", name: "lost", component: () => import("./pages/LostPage.vue") },
];

export function makeRouter() {
	const router = createRouter({
		history: createWebHistory("/relcrm"),
		routes,
		scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
	});
	router.beforeEach(async (_to, from) => {
		if (from.matched.length) await refreshIfStale();
	});
	router.afterEach((to, from) => {
		if (to.path === from.path || !from.matched.length) return;
		pageTitle.value = "";
		// A reader of the screen is told of the new page by its heading.
		requestAnimationFrame(() => document.getElementById("page")?.focus({ preventScroll: true }));
	});
	watch(pageTitle, (title) => (document.title = title ? `${title} · RelCRM` : "RelCRM"));
	return router;
}
