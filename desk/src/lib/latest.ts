// A late answer never repaints a screen that has moved on: only the newest run of a task may deliver.
import { getCurrentScope, onScopeDispose } from "vue";
import { isAbort } from "@/api/errors";

export interface Latest {
	run<T>(work: (signal: AbortSignal) => Promise<T>, deliver: (value: T) => void, fail?: (problem: unknown) => void): Promise<void>;
	cancel(): void;
}

export function useLatest(): Latest {
	let turn = 0;
	let controller: AbortController | undefined;

	function cancel() {
		turn += 1;
		controller?.abort();
	}

	async function run<T>(work: (signal: AbortSignal) => Promise<T>, deliver: (value: T) => void, fail?: (problem: unknown) => void) {
		cancel();
		const mine = turn;
		controller = new AbortController();
		try {
			const value = await work(controller.signal);
			if (mine === turn) deliver(value);
		} catch (problem) {
			if (mine !== turn || isAbort(problem)) return;
			if (!fail) throw problem;
			fail(problem);
		}
	}

	if (getCurrentScope()) onScopeDispose(cancel);
	return { run, cancel };
}
