// Links that are plain <a href> for speed (marked data-route) still open inside the desk: one listener for all of them.
import type { Directive } from "vue";
import type { Router } from "vue-router";

export const followInside = (router: Router) => (event: MouseEvent) => {
	const link = (event.target as HTMLElement).closest<HTMLAnchorElement>("a[data-route]");
	if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
	event.preventDefault();
	const base = router.resolve("/").href.replace(/\/$/, "");
	void router.push(link.pathname.slice(base.length) + link.search);
};

export const routeLinks = (router: Router): Directive<HTMLElement> => ({ mounted: (element) => element.addEventListener("click", followInside(router)) });
