// How an event looks: icon by channel, one hue per kind, and words for its state.
import type { AgendaEvent } from "@/api/agenda";
import { __ } from "@/i18n/translate";
import { fromServer } from "@/lib/dates";
import { iconAppointment, iconCall, iconMail, iconParties, iconPerson, iconPrint, iconTask } from "@/ui/icons";

const byChannel: Record<string, { icon: string; hue: number }> = {
	Call: { icon: iconCall, hue: 1 },
	Visit: { icon: iconPerson, hue: 3 },
	Meeting: { icon: iconParties, hue: 2 },
	Demo: { icon: iconAppointment, hue: 4 },
	Letter: { icon: iconPrint, hue: 5 },
	"E-mail": { icon: iconMail, hue: 6 },
	Message: { icon: iconMail, hue: 6 },
	Fax: { icon: iconPrint, hue: 5 },
	Task: { icon: iconTask, hue: 4 },
};

export const looksOf = (event: { channel?: string }) => byChannel[event.channel ?? ""] ?? { icon: iconAppointment, hue: 2 };

export const isPlanned = (event: AgendaEvent) => event.status === "Planned" || event.status === "Open";

export function isOverdue(event: AgendaEvent, now = new Date()): boolean {
	const end = fromServer(event.ends_on ?? event.starts_on);
	return isPlanned(event) && !event.busy && Boolean(end && end < now);
}

export const whoOf = (event: AgendaEvent) => [event.party_name, event.contact_name].filter(Boolean).join(", ") || event.caller_name || event.caller_number || __("Unknown caller");
export const hasWho = (event: AgendaEvent) => Boolean(event.party || event.contact_person || event.caller_name || event.caller_number);
