// Where the parties of a network stand: the one it is about in the middle, those it is tied to on a ring, theirs outside.
import { hierarchy, tree } from "d3-hierarchy";
import type { Network, NetworkParty, NetworkTie } from "@/api/card";

export const BOX = { width: 176, height: 52 };
const RING = 170;
const LARGEST = 4000;
const WIDE = 1.8;
const GAP = 24;

export interface PlacedParty {
	party: NetworkParty;
	x: number;
	y: number;
}

interface Branch {
	name: string;
	children: Branch[];
}

/** Each party hangs on the first tie that reaches it from nearer the middle. */
export function branchesOf(network: Network): Branch {
	const steps = new Map(network.parties.map((party) => [party.name, party.step]));
	const middle = network.parties.find((party) => party.step === 0)?.name ?? "";
	const branches = new Map(network.parties.map((party) => [party.name, { name: party.name, children: [] as Branch[] }]));
	const hung = new Set([middle]);
	for (const step of [1, 2])
		for (const party of network.parties.filter((one) => one.step === step)) {
			const tie = network.ties.find((one) => otherSide(one, party.name) !== undefined && steps.get(otherSide(one, party.name)!) === step - 1);
			const above = tie && branches.get(otherSide(tie, party.name)!);
			const own = branches.get(party.name);
			if (above && own && !hung.has(party.name)) above.children.push(own);
			hung.add(party.name);
		}
	return branches.get(middle) ?? { name: middle, children: [] };
}

export const otherSide = (tie: NetworkTie, name: string): string | undefined => (tie.source === name ? tie.target : tie.target === name ? tie.source : undefined);

/** Left and top of each party's box; the rings grow until no box covers another. */
export function placeParties(network: Network): PlacedParty[] {
	const parties = new Map(network.parties.map((party) => [party.name, party]));
	const layout = tree<Branch>()
		.size([2 * Math.PI, 2])
		.separation((a, b) => (a.parent === b.parent ? 1 : 1.6) / Math.max(a.depth, 1));
	const nodes = layout(hierarchy(branchesOf(network), (branch) => branch.children)).descendants();
	const onRing = (ring: number) =>
		nodes.flatMap((node) => {
			const party = parties.get(node.data.name);
			const angle = node.x - Math.PI / 2;
			return party ? [{ party, x: Math.cos(angle) * ring * node.depth * WIDE - BOX.width / 2, y: Math.sin(angle) * ring * node.depth - BOX.height / 2 }] : [];
		});
	let ring = RING;
	let placed = onRing(ring);
	while (overlap(placed) && ring < LARGEST) placed = onRing((ring *= 1.15));
	return placed;
}

const overlap = (placed: PlacedParty[]) => placed.some((one, at) => placed.slice(at + 1).some((other) => Math.abs(one.x - other.x) < BOX.width + GAP && Math.abs(one.y - other.y) < BOX.height + GAP));

export interface TieLine {
	tie: NetworkTie;
	path: string;
	labelX: number;
	labelY: number;
}

/** The lines between the boxes; each word stands on its line, or beside it, where no box and no other word covers it. */
export function lineTies(network: Network, placed: PlacedParty[]): TieLine[] {
	const at = new Map(placed.map((one) => [one.party.name, { x: one.x + BOX.width / 2, y: one.y + BOX.height / 2 }]));
	const taken: Area[] = placed.map(({ x, y }) => ({ x, y, ...BOX }));
	return network.ties.flatMap((tie) => {
		const [from, to] = [at.get(tie.source), at.get(tie.target)];
		if (!from || !to) return [];
		const [begin, end] = [borderOf(from, to), borderOf(to, from)];
		const word = placeWord(tie.title, begin, end, taken);
		taken.push(areaOf(tie.title, word));
		return [{ tie, path: `M ${begin.x} ${begin.y} L ${end.x} ${end.y}`, labelX: word.x, labelY: word.y }];
	});
}

const LETTER = 6.4;
const LINE = 16;
const ALONG = [0.5, 0.4, 0.6, 0.28, 0.72];
const ASIDE = [0, -14, 14, -36, 36];

interface Area extends Point {
	width: number;
	height: number;
}

/** What a word covers whose line of writing has its middle there. */
const areaOf = (word: string, { x, y }: Point): Area => ({ x: x - (word.length * LETTER) / 2, y: y - LINE * 0.75, width: word.length * LETTER, height: LINE });
export const meet = (one: Area, other: Area) => one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;

function placeWord(word: string, begin: Point, end: Point, taken: Area[]): Point {
	const places = ASIDE.flatMap((aside) => ALONG.map((part) => ({ x: begin.x + (end.x - begin.x) * part, y: begin.y + (end.y - begin.y) * part + aside })));
	return places.find((place) => !taken.some((area) => meet(areaOf(word, place), area))) ?? places[0];
}

interface Point {
	x: number;
	y: number;
}

/** Where the line from the middle of a box to another point leaves the box. */
function borderOf(middle: Point, other: Point): Point {
	const [dx, dy] = [other.x - middle.x, other.y - middle.y];
	const part = Math.min(dx ? BOX.width / 2 / Math.abs(dx) : Infinity, dy ? BOX.height / 2 / Math.abs(dy) : Infinity, 1);
	return { x: middle.x + dx * part, y: middle.y + dy * part };
}
