// Typing quickly in a list's search box: the slow answer to the first letters came last and repainted the list.
import { describe, expect, it } from "vitest";
import type { Doc } from "@/api/documents";
import { useListEngine, type ListAsked } from "./engine";

const asked = (text: string): ListAsked => ({ text, filters: [], sort: "modified", descending: true, page: 1 });

/** A source whose answers come when the test says so. */
function slowSource() {
	const waiting = new Map<string, { give: (rows: Doc[]) => void; fail: (problem: Error) => void; signal: AbortSignal }>();
	const rows = (question: ListAsked, signal: AbortSignal) => new Promise<Doc[]>((give, fail) => waiting.set(question.text, { give, fail, signal }));
	return { waiting, source: { rows, count: async () => 7 } };
}

describe("useListEngine", () => {
	it("goes from loading to done", async () => {
		const { waiting, source } = slowSource();
		const engine = useListEngine(source);
		expect(engine.state.value).toBe("idle");
		const loaded = engine.load(asked("casale"));
		expect(engine.state.value).toBe("loading");
		waiting.get("casale")?.give([{ name: "1" }]);
		await loaded;
		expect(engine.state.value).toBe("done");
		expect(engine.total.value).toBe(7);
	});
	it("drops the late answer to an earlier question", async () => {
		const { waiting, source } = slowSource();
		const engine = useListEngine(source);
		const first = engine.load(asked("ca"));
		const second = engine.load(asked("casale"));
		waiting.get("casale")?.give([{ name: "new" }]);
		await second;
		waiting.get("ca")?.give([{ name: "old" }]);
		await first;
		expect(engine.rows.value).toEqual([{ name: "new" }]);
	});
	it("does not show the failure of an earlier question either", async () => {
		const { waiting, source } = slowSource();
		const engine = useListEngine(source);
		const first = engine.load(asked("ca"));
		const second = engine.load(asked("casale"));
		waiting.get("casale")?.give([]);
		await second;
		waiting.get("ca")?.fail(new Error("too late"));
		await first;
		expect(engine.state.value).toBe("done");
		expect(engine.problem.value).toBe("");
	});
	it("calls the earlier request off", () => {
		const { waiting, source } = slowSource();
		const engine = useListEngine(source);
		void engine.load(asked("ca"));
		void engine.load(asked("casale"));
		expect(waiting.get("ca")?.signal.aborted).toBe(true);
		expect(waiting.get("casale")?.signal.aborted).toBe(false);
	});
	it("keeps the sentence of a failure", async () => {
		const { waiting, source } = slowSource();
		const engine = useListEngine(source);
		const loaded = engine.load(asked("x"));
		waiting.get("x")?.fail(new Error("The server does not answer."));
		await loaded;
		expect(engine.state.value).toBe("error");
		expect(engine.problem.value).toBe("The server does not answer.");
	});
	it("is still a list when only the count fails", async () => {
		const { waiting, source } = slowSource();
		const engine = useListEngine({ ...source, count: () => Promise.reject(new Error("no count")) });
		const loaded = engine.load(asked("x"));
		waiting.get("x")?.give([{ name: "1" }]);
		await loaded;
		expect(engine.state.value).toBe("done");
		expect(engine.total.value).toBeUndefined();
	});
});
