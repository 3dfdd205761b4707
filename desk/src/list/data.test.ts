// Typing quickly in a list's search box: the slow answer to the first letters came last and repainted the list.
import { describe, expect, it, vi } from "vitest";
import type { ListQuery, Row } from "@/api/lists";
import { insideOf, PAGE, useListData, type listCalls } from "./data";

const query = (text = "", more: Partial<ListQuery> = {}): ListQuery => ({ doctype: "Party", columns: [], conditions: { op: "all", of: [] }, text, sort: [], group_by: [], totals: [], ...more });
const tick = () => new Promise((done) => setTimeout(done));

/** A server of numbered rows that answers when the test lets it. */
function server(total: number) {
	const held: { query: ListQuery; signal?: AbortSignal; let: () => void }[] = [];
	const hold = <T>(asked: ListQuery, signal: AbortSignal | undefined, answer: () => T) => new Promise<T>((give) => held.push({ query: asked, signal, let: () => give(answer()) }));
	const rows = ({ text, start = 0, length = PAGE }: ListQuery): Row[] => Array.from({ length: Math.max(0, Math.min(length, total - start)) }, (_, at) => ({ name: `${text}${start + at}` }));
	const calls = {
		getRows: (asked, signal) => hold(asked, signal, () => ({ rows: rows(asked), titles: {}, more: (asked.start ?? 0) + PAGE < total })),
		getCount: async () => ({ count: total, capped: false }),
		getTotals: async () => ({ count: total, totals: { "sum:turnover": 7 } }),
		getGroups: async (_: ListQuery, within: unknown[] = []) => ({ groups: within.length ? [{ value: "Food", title: "Food", count: 2, totals: {} }] : [{ value: "Veneto", title: "Veneto", count: 2, totals: {} }], more: false }),
	} satisfies typeof listCalls;
	return { held, calls };
}

describe("the rows of a list", () => {
	it("have their full length from the first answers on", async () => {
		const { held, calls } = server(100_000);
		const data = useListData(calls);
		const loaded = data.load(query());
		expect(data.state.value).toBe("loading");
		await tick();
		held[0].let();
		await loaded;
		expect([data.state.value, data.length.value, data.total.value]).toEqual(["done", 100_000, 100_000]);
		expect([data.rowAt(0)?.name, data.rowAt(5000)]).toEqual(["0", undefined]);
	});
	it("come by pages where one looks, and are not asked twice", async () => {
		const { held, calls } = server(100_000);
		const data = useListData(calls);
		const loaded = data.load(query());
		held[0].let();
		await loaded;
		data.need(50_000, 50_030);
		data.need(50_000, 50_030);
		expect(held).toHaveLength(2);
		held[1].let();
		await tick();
		expect(data.rowAt(50_010)?.name).toBe("50010");
		data.need(50_000, 50_030);
		expect(held).toHaveLength(2);
	});
	it("of places passed quickly are never asked for: at last those of the place where one rests are", async () => {
		const { held, calls } = server(100_000);
		const data = useListData(calls);
		const loaded = data.load(query());
		held[0].let();
		await loaded;
		for (let row = 1000; row <= 90_000; row += 1000) data.need(row, row + 10);
		expect(held.slice(1).map((one) => one.query.start)).toEqual([1000, 2000, 3000]);
		held[1].let();
		await tick();
		expect(held.slice(4).map((one) => one.query.start)).toEqual([90_000]);
		held[4].let();
		await tick();
		expect(data.rowAt(90_005)?.name).toBe("90005");
	});
	it("are asked for again by the next look when they failed, not over and over", async () => {
		const { held, calls } = server(1000);
		const getRows = vi.fn(calls.getRows);
		const data = useListData({ ...calls, getRows });
		const loaded = data.load(query());
		held[0].let();
		await loaded;
		getRows.mockRejectedValueOnce(new Error("The server does not answer."));
		data.need(500, 510);
		await tick();
		expect([data.problem.value, getRows.mock.calls.length]).toEqual(["The server does not answer.", 2]);
		data.need(500, 510);
		expect(getRows.mock.calls.length).toBe(3);
	});
	it("drop the late answer to an earlier question", async () => {
		const { held, calls } = server(3);
		const data = useListData(calls);
		const first = data.load(query("ca"));
		const second = data.load(query("casale"));
		held[1].let();
		await second;
		held[0].let();
		await first;
		expect(data.rowAt(0)?.name).toBe("casale0");
		expect(held[0].signal?.aborted).toBe(true);
	});
	it("keep the sentence of a failure, but not of an earlier question", async () => {
		const { held, calls } = server(3);
		const getRows = vi.fn().mockRejectedValueOnce(new Error("too late")).mockImplementation(calls.getRows);
		const data = useListData({ ...calls, getRows });
		const first = data.load(query("a"));
		const second = data.load(query("b"));
		held[0].let();
		await Promise.all([first, second]);
		expect([data.state.value, data.problem.value]).toEqual(["done", ""]);
		getRows.mockRejectedValueOnce(new Error("The server does not answer."));
		await data.load(query("c"));
		expect([data.state.value, data.problem.value]).toEqual(["error", "The server does not answer."]);
	});
	it("are still a list when only the count fails", async () => {
		const { held, calls } = server(3);
		const data = useListData({ ...calls, getCount: () => Promise.reject(new Error("no count")) });
		const loaded = data.load(query());
		held[0].let();
		await loaded;
		expect([data.state.value, data.length.value, data.total.value]).toEqual(["done", 3, undefined]);
	});
	it("in groups come when the group is opened, and stay open when asked again", async () => {
		const { held, calls } = server(2);
		const data = useListData(calls);
		const grouped = query("", { group_by: ["territory", "sector"], totals: [["sum", "turnover"]] });
		await data.load(grouped);
		expect([data.length.value, data.totals.value]).toEqual([1, { "sum:turnover": 7 }]);
		await data.toggle(data.line(0)!.node);
		expect(data.length.value).toBe(2);
		await data.toggle(data.line(1)!.node);
		expect(data.length.value).toBe(4);
		data.need(0, 3);
		expect(held[0].query.conditions.of).toEqual([["territory", "=", "Veneto"], ["sector", "=", "Food"]]);
		await data.again();
		expect(data.length.value).toBe(4);
	});
	it("of a group without a value are those where it is empty", () =>
		expect(insideOf(query("", { group_by: ["territory"] }), [null]).conditions.of).toEqual([["territory", "is", "not set"]]));
});
