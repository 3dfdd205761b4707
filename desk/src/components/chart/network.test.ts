import { describe, expect, it } from "vitest";
import type { Network } from "@/api/card";
import { BOX, lineTies, meet, placeParties } from "./network";

function makeNetwork(inner: number, outer: number): Network {
	const party = (name: string, step: number) => ({ name, title: name, step, may_open: 1 as const });
	const tie = (source: string, target: string) => ({ key: `${source}-${target}`, source, target, title: "supplier of", kind: "tie" as const, ended: 0 as const });
	const first = Array.from({ length: inner }, (_, at) => `a${at}`);
	const second = Array.from({ length: outer }, (_, at) => `b${at}`);
	return {
		parties: [party("me", 0), ...first.map((name) => party(name, 1)), ...second.map((name) => party(name, 2))],
		ties: [...first.map((name) => tie("me", name)), ...second.map((name, at) => tie(first[at % inner], name))],
		more: false,
	};
}

describe("the picture of ties", () => {
	it.each([
		[1, 0],
		[3, 8],
		[12, 30],
	])("keeps %i and %i boxes apart", (inner, outer) => {
		const placed = placeParties(makeNetwork(inner, outer));
		expect(placed).toHaveLength(1 + inner + outer);
		for (const [at, one] of placed.entries())
			for (const other of placed.slice(at + 1)) expect(Math.abs(one.x - other.x) >= BOX.width || Math.abs(one.y - other.y) >= BOX.height, `${one.party.name} and ${other.party.name}`).toBe(true);
	});
	it("writes each word where no box covers it, also between two boxes that stand close", () => {
		const network = makeNetwork(7, 5);
		network.ties.push({ ...network.ties[0], key: "close", source: "a0", target: "a1", title: "Responsabile della sicurezza" });
		const placed = placeParties(network);
		for (const line of lineTies(network, placed)) {
			const half = (line.tie.title.length * 6) / 2;
			const word = { x: line.labelX - half, y: line.labelY - 10, width: 2 * half, height: 12 };
			expect(placed.filter((one) => meet(word, { ...one, ...BOX })).map((one) => one.party.name), line.tie.key).toEqual([]);
		}
	});
	it("draws every tie, also one that closes a circle", () => {
		const network = makeNetwork(3, 3);
		network.ties.push({ ...network.ties[0], key: "across", source: "b0", target: "b1" });
		expect(lineTies(network, placeParties(network))).toHaveLength(7);
	});
	it("leaves out a party that nothing ties", () => {
		const network = makeNetwork(1, 0);
		network.parties.push({ name: "stray", title: "stray", step: 1, may_open: 1 });
		expect(placeParties(network).map((one) => one.party.name)).toEqual(["me", "a0"]);
	});
});
