// Two colleagues had the same record open: the second to save must lose nothing and overwrite nothing.
import { describe, expect, it } from "vitest";
import type { Field, Meta } from "@/api/meta";
import { mergeDocs, same, settled } from "./merge";

const field = (fieldname: string, fieldtype = "Data"): Field => ({ fieldname, label: fieldname, fieldtype });
const meta: Meta = { name: "X", permissions: [], fields: [field("a"), field("b"), field("c"), field("rows", "Table")] };
const row = (name: string, x: unknown, y: unknown = "") => ({ name, x, y });

describe("what says the same", () => {
	it.each([
		["", null, true],
		[0, undefined, true],
		["1.50", 1.5, true],
		[true, 1, true],
		["2026-11-22 10:00:00.123456", "2026-11-22 10:00:00", true],
		["a", "b", false],
		[[row("r", 1)], [{ ...row("r", "1"), idx: 3, modified: "x" }], true],
		[[row("r", 1)], [row("s", 1)], false],
	])("%j and %j: %s", (a, b, expected) => expect(same(a, b)).toBe(expected));
});

describe("fields", () => {
	it("changed by one only are joined", () => {
		const merged = mergeDocs(meta, { a: 1, b: 2 }, { a: 9 }, { a: 1, b: 3 });
		expect(merged).toMatchObject({ values: { a: 9 }, conflicts: [], joined: ["b"] });
	});
	it("changed to the same by both are settled", () => expect(mergeDocs(meta, { a: 1 }, { a: 9 }, { a: 9 })).toMatchObject({ values: {}, conflicts: [] }));
	it("changed by both are asked, and the answer stands", () => {
		const merged = mergeDocs(meta, { a: 1 }, { a: 2 }, { a: 3 });
		expect(merged.conflicts).toMatchObject([{ field: { fieldname: "a" }, mine: 2, theirs: 3, take: "mine" }]);
		expect(settled(merged)).toEqual({ a: 2 });
		merged.conflicts[0].take = "theirs";
		expect(settled(merged)).toEqual({ a: 3 });
	});
});

describe("rows", () => {
	const base = { rows: [row("1", "a", "p"), row("2", "b", "q")] };
	const names = (rows: unknown) => (rows as { name?: string; x: unknown; y: unknown }[]).map((one) => [one.name ?? "new", one.x, one.y]);

	it("of both sides are kept, cell by cell", () => {
		const mine = { rows: [row("1", "A", "p"), row("2", "b", "q"), { x: "mine", y: "" }] };
		const theirs = { rows: [row("1", "a", "P"), row("2", "b", "q"), row("3", "theirs")] };
		const merged = mergeDocs(meta, base, mine, theirs);
		expect(merged.conflicts).toEqual([]);
		expect(names(merged.values.rows)).toEqual([["1", "A", "P"], ["2", "b", "q"], ["new", "mine", ""], ["3", "theirs", ""]]);
	});
	it("taken out by one and left alone by the other are gone", () => {
		expect(names(mergeDocs(meta, base, { rows: [row("1", "A", "p")] }, { rows: [row("1", "a", "p"), row("2", "b", "q"), row("3", "n")] }).values.rows)).toEqual([["1", "A", "p"], ["3", "n", ""]]);
		expect(names(mergeDocs(meta, base, { rows: [row("1", "A", "p"), row("2", "b", "q")] }, { rows: [row("1", "a", "p")] }).values.rows)).toEqual([["1", "A", "p"]]);
	});
	it("with one cell changed by both are asked for that cell", () => {
		const merged = mergeDocs(meta, base, { rows: [row("1", "M", "p"), row("2", "b", "q")] }, { rows: [row("1", "T", "p"), row("2", "b", "q")] });
		expect(merged.conflicts).toMatchObject([{ row: "1", column: "x", mine: "M", theirs: "T" }]);
		merged.conflicts[0].take = "theirs";
		expect(names(settled(merged).rows)[0]).toEqual(["1", "T", "p"]);
	});
	it("taken out by one and changed by the other are asked whole", () => {
		const iRemoved = mergeDocs(meta, base, { rows: [row("1", "a", "p")] }, { rows: [row("1", "a", "p"), row("2", "T", "q")] });
		expect(iRemoved.conflicts).toMatchObject([{ row: "2", mine: undefined, take: "theirs" }]);
		expect(names(settled(iRemoved).rows)).toEqual([["1", "a", "p"], ["2", "T", "q"]]);
		iRemoved.conflicts[0].take = "mine";
		expect(names(settled(iRemoved).rows)).toEqual([["1", "a", "p"]]);
		const theyRemoved = mergeDocs(meta, base, { rows: [row("1", "a", "p"), row("2", "M", "q")] }, { rows: [row("1", "a", "p")] });
		expect(names(settled(theyRemoved).rows)).toEqual([["1", "a", "p"], ["new", "M", "q"]]);
		theyRemoved.conflicts[0].take = "theirs";
		expect(names(settled(theyRemoved).rows)).toEqual([["1", "a", "p"]]);
	});
});

// A small generator with a seed: what fails, fails again.
function chance(seed: number) {
	let now = seed;
	return (below: number) => ((now = (now * 1103515245 + 12345) & 0x7fffffff) >> 8) % below;
}

describe("whatever two people do", () => {
	it("no change of either is lost unless both changed the same", () => {
		for (let seed = 1; seed <= 400; seed += 1) {
			const pick = chance(seed);
			const base: Record<string, number> = { a: pick(3), b: pick(3), c: pick(3) };
			const mine: Record<string, number> = {};
			const theirs = { ...base };
			for (const key of ["a", "b", "c"]) {
				if (pick(2)) mine[key] = pick(3);
				if (pick(2)) theirs[key] = pick(3);
			}
			const merged = mergeDocs(meta, base, mine, theirs);
			const result: Record<string, unknown> = { ...theirs, ...settled(merged) };
			const asked = new Set(merged.conflicts.map((one) => one.field.fieldname));
			for (const key of ["a", "b", "c"]) {
				const [iDid, theyDid] = [key in mine && !same(mine[key], base[key]), !same(theirs[key], base[key])];
				if (iDid && !asked.has(key)) expect(same(result[key], mine[key]), `seed ${seed} ${key}`).toBe(true);
				if (theyDid && !iDid) expect(same(result[key], theirs[key]), `seed ${seed} ${key}`).toBe(true);
				expect(asked.has(key), `seed ${seed} ${key}`).toBe(iDid && theyDid && !same(mine[key], theirs[key]));
			}
		}
	});
});
