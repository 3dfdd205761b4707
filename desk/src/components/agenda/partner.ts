// Somebody let go on a day of the agenda, from its side, from the search box or as a link to a card: a plan begins there.
import { getValues } from "@/api/documents";
import { eventStart } from "@/shell/commands";
import { grab, type Drop } from "./drag";
import { entered } from "./dropping";

export interface Partner {
	party: string;
	contact?: string;
	title: string;
}
const MORNING = 9;

/** The hour at which a day begins, where the place that takes the drop has none. */
const dayBegins = () => Number(document.querySelector<HTMLElement>(".agenda-holder")?.dataset.begins ?? MORNING);

export const planWith = (partner: Partner, to: Drop) => (eventStart.value = { ...entered(to, to, dayBegins()), ...partner });

export const holdPartner = (pointer: PointerEvent, partner: Partner, done?: () => void) =>
	grab(pointer, "move", (_from, to) => {
		planWith(partner, to);
		done?.();
	});

/** Whom a link leads to: the card of a company or of a person; undefined when it leads elsewhere. */
export async function partnerOf(route: { name?: unknown; params: Record<string, unknown> }): Promise<Partner | undefined> {
	const name = String(route.params.name ?? "");
	if (route.name === "card") return { party: name, title: String((await getValues("Party", name, ["party_name"])).party_name ?? "") };
	if (route.name !== "person") return undefined;
	const person = await getValues("Contact Person", name, ["full_name", "party"]);
	return { party: String(person.party ?? ""), contact: name, title: String(person.full_name ?? "") };
}
