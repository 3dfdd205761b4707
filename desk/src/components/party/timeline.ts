// The filters of a time line as the reader chooses them, and its entries by month.
import type { Entry, TimelineFilters } from "@/api/card";
import { fromServer, showMonth } from "@/lib/dates";

export interface TimelineChoice {
	/** "", "event", "event:<type>", "step", "order", "contract", "need", "comment", "file" or "change". */
	type: string;
	area: string;
	state: string;
	person: string;
	colleague: string;
	text: string;
}

export const noChoice = (): TimelineChoice => ({ type: "", area: "", state: "", person: "", colleague: "", text: "" });
export const isChosen = (choice: TimelineChoice) => Object.values(choice).some((value) => value.trim());

/** What the server is asked for; nothing that is not chosen. */
export function filtersOf(choice: TimelineChoice): TimelineFilters {
	const [kind, type] = choice.type.split(/:(.*)/s);
	const asked = { kind, event_type: type, area: choice.area, state: choice.state, contact_person: choice.person, colleague: choice.colleague, text: choice.text.trim() };
	return Object.fromEntries(Object.entries(asked).filter(([, value]) => value));
}

export interface Month {
	title: string;
	entries: Entry[];
}

/** Entries as they come, under the month they lie in. */
export function byMonth(entries: Entry[]): Month[] {
	const months: Month[] = [];
	for (const entry of entries) {
		const date = fromServer(entry.on);
		const title = date ? showMonth(date) : "";
		if (months.at(-1)?.title !== title) months.push({ title, entries: [] });
		months.at(-1)?.entries.push(entry);
	}
	return months;
}
