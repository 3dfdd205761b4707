// A refusal in one gesture: it holds at once, and a wrong key is taken back.
import type { Owner } from "@/api/card";
import { refuse, takeBack, type Closes } from "@/api/consents";
import { __ } from "@/i18n/translate";
import { showDone, showProblem } from "@/ui/notice";

export async function refuseNow(owner: Owner, closes: Closes, changed: () => void = () => undefined) {
	try {
		const { entries } = await refuse(owner, closes);
		changed();
		const back = async () => {
			try {
				await takeBack(entries);
				showDone(__("Taken back."));
				changed();
			} catch (failure) {
				showProblem(failure);
			}
		};
		showDone(__("Noted: no more promotion in this way, from now on."), { label: __("Undo"), run: () => void back() });
	} catch (failure) {
		showProblem(failure);
	}
}
