// Pages of figures, charts and links; each person arranges their own.
import type { ChartFormat, ChartKind } from "@/ui/chart/options";
import { get, post } from "./client";
import type { Condition } from "./lists";

export interface GoesTo {
	doctype?: string;
	conditions?: Condition[];
	view?: string;
	report?: string;
	filters?: Record<string, unknown>;
	url?: string;
}
/** What is kept of an item: which one, how wide (of 12), how high, and from which figure on it hurts. */
export interface Item {
	kind: "number_card" | "chart" | "shortcut";
	name: string;
	width: number;
	height: number;
	warn_from?: number;
	alarm_from?: number;
}
export interface ShownItem extends Item {
	label: string;
	goes_to: GoesTo | null;
	value?: number;
	format?: ChartFormat;
	chart?: ChartKind;
	path?: string;
	parts?: { values: unknown[]; label: string; value: number }[];
}
export interface Offered {
	kind: Item["kind"];
	name: string;
	label: string;
}
export interface Workspace {
	name: string;
	title: string;
	arranged: boolean;
	items: ShownItem[];
	offered: Offered[];
}

const PAGES = "relcrm.api.workspaces";

export const getWorkspaces = () => get<{ name: string; title: string }[]>(`${PAGES}.get_workspaces`);
export const getWorkspace = (name: string, signal?: AbortSignal) => get<Workspace>(`${PAGES}.get_page`, { name }, signal);
export const saveArrangement = (name: string, items: Item[], signal?: AbortSignal) => post<Workspace>(`${PAGES}.save_arrangement`, { name, items }, signal);
export const resetArrangement = (name: string) => post<Workspace>(`${PAGES}.reset_arrangement`, { name });
