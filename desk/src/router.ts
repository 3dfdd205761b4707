import { watch } from "vue";
import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import { pageTitle } from "./shell/title";

const routes: RouteRecordRaw[] = [
	{ path: "/", name: "home", component: () => import("./pages/HomePage.vue") },
	{ path: "/agenda", name: "agenda", component: () => import("./pages/AgendaPage.vue") },
	{ path: "/people", name: "parties", component: () => import("./pages/PartiesPage.vue") },
	{ path: "/card/:name", name: "card", component: () => import("./pages/CardPage.vue") },
	{ path: "/list/:slug", name: "list", component: () => import("./pages/ListPage.vue") },
	{ path: "/new/:slug", name: "new", component: () => import("./pages/FormPage.vue") },
	{ path: "/record/:slug/:name", name: "form", component: () => import("./pages/FormPage.vue") },
	{ path: "/reports", name: "reports", component: () => import("./pages/ReportsPage.vue") },
	{ path: "/report/:name", name: "report", component: () => import("./pages/ReportPage.vue") },
	{ path: "/import", name: "import", component: () => import("./pages/ImportPage.vue") },
	{ path: "/settings", name: "settings", component: () => import("./pages/SettingsPage.vue") },
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
	router.afterEach((to, from) => {
		if (to.path === from.path || !from.matched.length) return;
		pageTitle.value = "";
		// A reader of the screen is told of the new page by its heading.
		requestAnimationFrame(() => document.getElementById("page")?.focus({ preventScroll: true }));
	});
	watch(pageTitle, (title) => (document.title = title ? `${title} · RelCRM` : "RelCRM"));
	return router;
}
