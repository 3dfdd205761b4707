import { describe, expect, it } from "vitest";
import { CARD, linePath, placeNodes } from "./layout";
import { branchOf, makeForest, membersAsRows, neighbour, visibleNodes, type ChartRow } from "./tree";

const row = (id: string, parent?: string): ChartRow => ({ id, parent, title: id });
const people = (count: number, wide: number): ChartRow[] => Array.from({ length: count }, (_, at) => row(`p${at}`, at ? `p${Math.floor((at - 1) / wide)}` : undefined));

describe("a forest from rows", () => {
	it("counts who stands below, at any depth", () => {
		const [boss] = makeForest(people(40, 3));
		expect(boss.below).toBe(39);
		expect(boss.children).toHaveLength(3);
		expect(Math.max(...visibleNodes([boss], new Set()).map((node) => node.depth))).toBe(3);
	});
	it("cuts a circle and shows everybody in it once", () => {
		const shown = visibleNodes(makeForest([row("a", "b"), row("b", "a"), row("c", "b"), row("self", "self")]), new Set());
		expect(shown.map((node) => node.id).sort()).toEqual(["a", "b", "c", "self"]);
	});
	it("makes a root of one whose leader is not shown", () => {
		expect(makeForest([row("a", "gone")]).map((node) => node.id)).toEqual(["a"]);
	});
	it("names a branch, where its head may not be put", () => {
		const [boss] = makeForest(people(7, 2));
		expect([...branchOf(boss.children[0])].sort()).toEqual(["p1", "p3", "p4"]);
	});
});

describe("people of a company", () => {
	it("stand under whom they report to, under their department, or under the company", () => {
		const members = [
			{ name: "head", full_name: "Head" },
			{ name: "one", full_name: "One", reports_to: "head", department: "Sales" },
			{ name: "alone", full_name: "Alone", department: "Sales" },
			{ name: "stray", full_name: "Stray", reports_to: "elsewhere" },
		];
		const rows = membersAsRows({ id: "firm", title: "Firm" }, members, (person) => ({ id: person.name, title: person.full_name }));
		const parents = Object.fromEntries(rows.map((one) => [one.id, one.parent]));
		expect(parents).toEqual({ firm: undefined, "department/Sales": "firm", head: "firm", one: "head", alone: "department/Sales", stray: "firm" });
	});
});

describe("the drawing", () => {
	it.each([1, 5, 60])("keeps %i cards apart from each other", (count) => {
		const { placed } = placeNodes(makeForest(people(count, 4)), new Set());
		expect(placed).toHaveLength(count);
		for (const [at, one] of placed.entries())
			for (const other of placed.slice(at + 1)) {
				const apart = Math.abs(one.x - other.x) >= CARD.width || Math.abs(one.y - other.y) >= CARD.height;
				expect(apart, `${one.node.id} and ${other.node.id}`).toBe(true);
			}
	});
	it("puts three leaves or more in one column, and is not wider for it", () => {
		const { placed, width } = placeNodes(makeForest(people(9, 8)), new Set());
		expect(new Set(placed.filter((one) => one.inColumn).map((one) => one.x)).size).toBe(1);
		expect(width).toBeLessThan(2 * CARD.width);
		expect(linePath(placed[0], placed[8])).toMatch(/^M .* H \d+$/);
	});
	it("leaves out what is folded", () => {
		const roots = makeForest(people(13, 3));
		expect(placeNodes(roots, new Set(["p0"])).placed).toHaveLength(1);
	});
});

describe("arrow keys", () => {
	const roots = makeForest(people(7, 2));
	it("go up, down and sideways", () => {
		const none = new Set<string>();
		expect(neighbour(roots, none, "p0", "down")).toBe("p1");
		expect(neighbour(roots, none, "p1", "right")).toBe("p2");
		expect(neighbour(roots, none, "p2", "right")).toBeUndefined();
		expect(neighbour(roots, none, "p3", "up")).toBe("p1");
		expect(neighbour(roots, new Set(["p1"]), "p1", "down")).toBeUndefined();
	});
});
