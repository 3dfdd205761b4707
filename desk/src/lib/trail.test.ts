import { expect, it, vi } from "vitest";
import type { ListQuery } from "@/api/lists";
import { findNeighbours, keepTrail } from "./trail";

const query = (more: Partial<ListQuery> = {}) => ({ doctype: "Party", columns: ["a"], conditions: { op: "all", of: [] }, text: "", sort: [["modified", "desc"]], group_by: [], totals: [], ...more }) as ListQuery;

it("knows the records before and after one in the list it was opened from, asking once", async () => {
	keepTrail(query());
	const ask = vi.fn(async () => ["a", "b", "c"]);
	expect(await findNeighbours("Party", "b", ask)).toEqual({ previous: "a", next: "c", place: 2, count: 3 });
	expect(await findNeighbours("Party", "a", ask)).toMatchObject({ previous: undefined, next: "b" });
	expect(await findNeighbours("Party", "z", ask)).toBeUndefined();
	expect(await findNeighbours("User", "b", ask)).toBeUndefined();
	expect(ask).toHaveBeenCalledTimes(1);
});
it("follows the groups of the list before its order", async () => {
	keepTrail(query({ group_by: ["kind"] }));
	const ask = vi.fn(async (asked: ListQuery) => asked.sort.map(([path]) => path));
	await findNeighbours("Party", "x", ask);
	expect(ask.mock.calls[0][0]).toMatchObject({ sort: [["kind", "asc"], ["modified", "desc"]], group_by: [] });
});
it("does without when the list cannot be asked", async () => {
	keepTrail(query({ text: "x" }));
	expect(await findNeighbours("Party", "b", () => Promise.reject(new Error("gone")))).toBeUndefined();
});
