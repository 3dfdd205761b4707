// One hue for each kind, area or person; the icon and the word beside it say the same.
import type { AgendaEvent, AgendaSetup } from "@/api/agenda";
import { looksOf } from "@/components/event/looks";
import { __ } from "@/i18n/translate";

export type ColourBy = "type" | "area" | "person";
export interface Key {
	value: string;
	title: string;
	hue: number;
	icon?: string;
}
const HUES = 6;

const valueOf: Record<ColourBy, (event: AgendaEvent) => string> = {
	type: (event) => event.event_type,
	area: (event) => event.area ?? "",
	person: (event) => event.assigned_to ?? "",
};
export const keyOf = (event: AgendaEvent, by: ColourBy) => valueOf[by](event);

/** The legend: every kind, area or person that the agenda knows or shows. */
export function keysOf(by: ColourBy, setup: AgendaSetup | undefined, events: AgendaEvent[]): Key[] {
	if (!setup) return [];
	const known: Key[] =
		by === "type"
			? setup.types.map((type) => ({ value: type.name, title: type.title, ...looksOf(type) }))
			: by === "area"
				? setup.areas.map((area, index) => ({ value: area.name, title: area.title, hue: (index % HUES) + 1 }))
				: setup.calendars.map((user, index) => ({ value: user.name, title: user.full_name || user.name, hue: (index % HUES) + 1 }));
	const others = new Map(events.map((event) => [valueOf[by](event), event] as const));
	for (const one of known) others.delete(one.value);
	const extra = [...others].map(([value, event], index) => ({ value, title: titleOf(by, event), hue: by === "type" ? looksOf(event).hue : ((known.length + index) % HUES) + 1 }));
	return [...known, ...extra];
}
function titleOf(by: ColourBy, event: AgendaEvent): string {
	if (by === "type") return event.type_title || __(event.event_type);
	if (by === "area") return event.area ? __(event.area) : __("No area");
	return event.assigned_name || event.assigned_to || __("Nobody");
}
