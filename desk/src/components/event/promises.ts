// What is promised while a call is noted or an event closed, as it is typed and as it is sent.
import type { NewPromise } from "@/api/memory";
import { toServer } from "@/lib/dates";
import { readNumber } from "@/lib/numbers";

export interface PromiseDraft {
	promise: string;
	side: "Ours" | "Theirs";
	due?: string;
	kind: "" | "Offer" | "Discount";
	value: string;
}

export const emptyPromise = (): PromiseDraft => ({ promise: "", side: "Ours", kind: "", value: "" });

/** Rows without a text are left out: somebody opened one and thought better of it. */
export function promisesOf(drafts: PromiseDraft[] | undefined): NewPromise[] | undefined {
	const rows = (drafts ?? [])
		.filter((draft) => draft.promise.trim())
		.map((draft) => ({ promise: draft.promise.trim(), side: draft.side, due_on: draft.due || undefined, kind: draft.kind || undefined, value: draft.kind ? readNumber(draft.value) : undefined }));
	return rows.length ? rows : undefined;
}

export const dayOf = (date: Date | undefined) => (date ? toServer(date).slice(0, 10) : undefined);
