// A long work on many records: how far it is, what failed, and a way to stop it.
import { ref } from "vue";
import type { Bulk } from "@/api/lists";
import type { Work as Job } from "@/list/change";
import { showProblem } from "@/ui/notice";

export function useWork() {
	const running = ref(false);
	const title = ref("");
	const progress = ref<Bulk>();
	const over = ref(false);
	let halted = false;

	async function run(name: string, job: Job) {
		title.value = name;
		halted = over.value = false;
		progress.value = undefined;
		running.value = true;
		try {
			progress.value = await job(
				(now) => (progress.value = now),
				() => halted,
			);
		} catch (problem) {
			showProblem(problem);
		}
		over.value = true;
		running.value = Boolean(progress.value?.failed.length); // what failed stays to be read
	}
	return { running, title, progress, over, run, stop: () => (halted = true), close: () => (running.value = false) };
}
export type Work = ReturnType<typeof useWork>;
