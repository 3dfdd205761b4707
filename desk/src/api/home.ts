// The first screen in one request.
import type { AgendaEvent } from "./agenda";
import { get } from "./client";
import type { Transition } from "./workflow";

export interface Waiting {
	doctype: string;
	kind: string;
	name: string;
	title: string;
	party?: string;
	party_name?: string;
	state: string;
	days: number;
	actions: Transition[];
}
export interface News {
	what: "new" | "changed" | "comment" | "given" | "mention";
	doctype: string;
	kind: string;
	name: string;
	title: string;
	by_name: string;
	when: string;
	text: string;
}
/** What waits for whoever keeps the data in order, with the screen where it is done. */
export interface Keeping {
	what: string;
	screen: "duplicates" | "mend";
}
export interface Home {
	overdue: AgendaEvent[];
	today: AgendaEvent[];
	coming: AgendaEvent[];
	waiting: Waiting[];
	keeping: Keeping[];
	news: News[];
}

export const getHome = (since: string | undefined, signal?: AbortSignal) => get<Home>("relcrm.api.home.get_home", { since }, signal);
