import { describe, expect, it } from "vitest";
import type { GroupRow } from "@/api/lists";
import { headingOf, kidsOf, layOut, lineAt, openKeys, rootNode } from "./tree";

const group = (value: unknown, count: number): GroupRow => ({ value, title: String(value), count, totals: {} });
function territories() {
	const root = rootNode(false);
	root.kids = kidsOf(root, [group("Veneto", 3), group(null, 2)], 2);
	return root;
}
const lines = (root: ReturnType<typeof territories>) => {
	const { stretches, length } = layOut(root);
	return Array.from({ length }, (_, index) => {
		const line = lineAt(stretches, index);
		return line?.kind === "row" ? `${line.node.key}:${line.at}` : `${line?.kind} ${line?.node.key}`;
	});
};

describe("groups as lines", () => {
	it("a list without groups is its rows", () => {
		const root = rootNode(true);
		root.count = 100_000;
		const { stretches, length } = layOut(root);
		expect([length, stretches.length]).toEqual([100_000, 1]);
		expect(lineAt(stretches, 99_999)).toMatchObject({ kind: "row", at: 99_999 });
		expect(lineAt(stretches, 100_000)).toBeUndefined();
	});
	it("begin closed: only headings", () => expect(lines(territories())).toEqual(['group ["Veneto"]', "group [null]"]));
	it("open level by level down to the rows", () => {
		const root = territories();
		const veneto = root.kids![0];
		veneto.open = true;
		expect(lines(root)).toEqual(['group ["Veneto"]', "group [null]"]); // asked, not there yet
		veneto.kids = kidsOf(veneto, [group("Mechanics", 2), group("Food", 1)], 2);
		veneto.kids[0].open = true;
		expect(lines(root)).toEqual(['group ["Veneto"]', 'group ["Veneto","Mechanics"]', '["Veneto","Mechanics"]:0', '["Veneto","Mechanics"]:1', 'group ["Veneto","Food"]', "group [null]"]);
		expect(headingOf(layOut(root).stretches, '["Veneto","Food"]')).toBe(4);
		veneto.open = false;
		expect(lines(root)).toHaveLength(2);
	});
	it("say when there are more than were brought", () => {
		const root = territories();
		root.more = true;
		expect(lines(root)).toEqual(['group ["Veneto"]', "group [null]", "more []"]);
	});
	it("of colleagues say no figure, and their rows are there all the same", () => {
		const root = rootNode(false);
		root.kids = kidsOf(root, [{ value: "a@example.com", title: "A", count: null, totals: {} }, group("Food", 2)], 1);
		expect(root.kids.map((kid) => kid.untold)).toEqual([true, false]);
		root.kids[0].open = true;
		expect(lines(root).filter((line) => line.startsWith("[")).length).toBeGreaterThan(0);
	});
	it("remember which were open", () => {
		const root = territories();
		root.kids![0].open = true;
		root.kids![0].kids = kidsOf(root.kids![0], [group("Food", 1)], 2);
		root.kids![0].kids[0].open = true;
		expect(openKeys(root)).toEqual(['["Veneto"]', '["Veneto","Food"]']);
	});
});
