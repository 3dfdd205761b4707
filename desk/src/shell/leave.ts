import { logOut } from "@/api/client";
import { showProblem } from "@/ui/notice";

/** Ends the session and shows the log-in screen. */
export async function leave() {
	try {
		await logOut();
		location.assign("/relcrm");
	} catch (problem) {
		showProblem(problem);
	}
}
