// After a change: everything is seen at the next click, and one button takes it back.
import { takeBack } from "@/api/customise";
import { __ } from "@/i18n/translate";
import { refreshMetadata } from "@/lib/fresh";
import { showDone, showProblem } from "@/ui/notice";

export async function showChanged(message: string, change: string | null, again: () => unknown) {
	await refreshMetadata();
	await again();
	if (!change) return;
	const run = async () => {
		try {
			await takeBack(change);
			await refreshMetadata();
			await again();
			showDone(__("Taken back."));
		} catch (failure) {
			showProblem(failure);
		}
	};
	showDone(message, { label: __("Take back"), run: () => void run() });
}
