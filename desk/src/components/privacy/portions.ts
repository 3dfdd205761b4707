// Many people, a few at a time: no request takes long, and what is done stays done when one fails.
import { ref } from "vue";

export function usePortions() {
	const done = ref(0);
	const total = ref(0);
	async function run<T>(rows: T[], size: number, act: (some: T[]) => Promise<unknown>) {
		done.value = 0;
		total.value = rows.length;
		try {
			for (let at = 0; at < rows.length; at += size) {
				await act(rows.slice(at, at + size));
				done.value = Math.min(at + size, rows.length);
			}
		} finally {
			total.value = 0;
		}
	}
	return { done, total, run };
}
