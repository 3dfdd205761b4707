// Those outside who were told of an event learn by one click that it has moved, or is off.
import { tellAgain } from "@/api/agenda";
import { __ } from "@/i18n/translate";
import { changedEvents } from "@/lib/changes";
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
