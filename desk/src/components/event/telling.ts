// Those outside who were told of an event learn by one click that it has moved, or is off, also before it is deleted.
import { callOff, getInvited, tellAgain } from "@/api/agenda";
import { __ } from "@/i18n/translate";
import { changedEvents } from "@/lib/changes";
import { choose } from "@/ui/confirm";
import { showDone, showProblem } from "@/ui/notice";

/** Tells them and says to whom a mail is on its way. */
export async function tellChange(name: string): Promise<void> {
	try {
		const { mailed } = await tellAgain(name);
		changedEvents.value += 1;
		showDone(mailed.length ? __("Mail on its way to: {0}.", [mailed.join(", ")]) : __("They know of it already."));
	} catch (failure) {
		showProblem(failure);
	}
}

/** What the button says: one by name, of more how many. */
export const labelOfTelling = (names: string[]) => (names.length === 1 ? __("Tell {0}", names) : __("Tell {0} people", [names.length]));

const MOST_NAMED = 5;
/** Before events are deleted: asks whether those outside who expect them are told, and tells them. False: delete nothing. */
export async function mayGo(names: string[]): Promise<boolean> {
	const { events, people } = names.length ? await getInvited(names) : { events: [], people: [] };
	if (!people.length) return true;
	const named = people.slice(0, MOST_NAMED).join(", ") + (people.length > MOST_NAMED ? "…" : "");
	const text = people.length === 1 ? __("{0} was invited from here, and does not know that it is off.", [named]) : __("{0} were invited from here, and do not know that it is off.", [named]);
	const answer = await choose({ title: __("Tell those invited?"), text, yes: __("Tell and delete"), other: __("Delete only") });
	if (answer !== "yes") return answer === "other";
	const { mailed } = await callOff(events);
	showDone(__("Mail on its way to: {0}.", [mailed.join(", ")]));
	return true;
}
