// The ways to look at a list. A new one adds a line here; its component gets { doctype, meta, query } and may emit
// `change` with the parts of the query that it changes. The address keeps `?view=<id>`.
import type { Component } from "vue";
import type { Meta } from "@/api/meta";
import { __ } from "@/i18n/translate";
import { iconAgenda, iconList } from "@/ui/icons";
import { iconBoard, iconChart, iconMap } from "@/ui/icons_views";
import { columnFields } from "./board/fields";
import { dateFields } from "./calendar/fields";
import { placeFields } from "./map/places";
import { parentField } from "./tree/nested";

export interface ListView {
	id: string;
	label: () => string;
	icon: string;
	fits: (meta: Meta) => boolean;
	component?: () => Promise<{ default: Component }>;
}

export const views: ListView[] = [
	{ id: "list", label: () => __("List", [], "View"), icon: iconList, fits: () => true },
	{ id: "board", label: () => __("Board"), icon: iconBoard, fits: (meta) => columnFields(meta).length > 0, component: () => import("./board/BoardView.vue") },
	{ id: "calendar", label: () => __("Calendar"), icon: iconAgenda, fits: (meta) => dateFields(meta).length > 0, component: () => import("./calendar/CalendarView.vue") },
	{ id: "tree", label: () => __("Tree"), icon: iconChart, fits: (meta) => Boolean(parentField(meta)), component: () => import("./tree/TreeView.vue") },
	{ id: "map", label: () => __("Map"), icon: iconMap, fits: (meta) => Boolean(placeFields(meta.fields)), component: () => import("./map/MapView.vue") },
];

export const viewsFor = (meta: Meta) => views.filter((view) => view.fits(meta));
