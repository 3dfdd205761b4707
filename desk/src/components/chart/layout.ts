// Where each card of a chart stands. Leaves of one leader stand in a column, so that sixty people stay readable.
import { hierarchy, tree } from "d3-hierarchy";
import type { ChartNode } from "./tree";

export const CARD = { width: 208, height: 96, gapX: 40, gapY: 36, indent: 24 };
const COLUMN_FROM = 2;

export interface Placed {
	node: ChartNode;
	x: number;
	y: number;
	/** Stands in a column under its leader: the line comes in from the side. */
	inColumn: boolean;
}

export interface Drawing {
	placed: Placed[];
	width: number;
	height: number;
}

interface Cell {
	node?: ChartNode;
	children: Cell[];
	column: boolean;
}

/** Places the nodes of a forest that show; x and y are the left and top of each card. */
export function placeNodes(roots: ChartNode[], folded: ReadonlySet<string>): Drawing {
	const top: Cell = { children: roots.map((root) => cellOf(root, folded, false)), column: false };
	const layout = tree<Cell>()
		.nodeSize([CARD.width + CARD.gapX, CARD.height + CARD.gapY])
		.separation(() => 1);
	const placed: Placed[] = [];
	layout(hierarchy(top, (cell) => cell.children)).each((point) => {
		const { node, column } = point.data;
		if (node) placed.push({ node, x: point.x + (column ? CARD.indent : 0), y: point.y - CARD.height - CARD.gapY, inColumn: column });
	});
	return moveToOrigin(placed);
}

/** A column is a chain for the layout: each card below the one before, so nothing else can come to stand there. */
function cellOf(node: ChartNode, folded: ReadonlySet<string>, column: boolean): Cell {
	const children = folded.has(node.id) ? [] : node.children;
	const leaves = children.filter((child) => !child.children.length || folded.has(child.id));
	if (leaves.length < COLUMN_FROM) return { node, column, children: children.map((child) => cellOf(child, folded, false)) };
	const chain = leaves.reduceRight<Cell[]>((below, child) => [{ node: child, column: true, children: below }], []);
	const branches = children.filter((child) => !leaves.includes(child)).map((child) => cellOf(child, folded, false));
	return { node, column, children: [...chain, ...branches] };
}

function moveToOrigin(placed: Placed[]): Drawing {
	if (!placed.length) return { placed, width: 0, height: 0 };
	const left = Math.min(...placed.map((one) => one.x));
	const top = Math.min(...placed.map((one) => one.y));
	for (const one of placed) {
		one.x -= left;
		one.y -= top;
	}
	return {
		placed,
		width: Math.max(...placed.map((one) => one.x)) + CARD.width,
		height: Math.max(...placed.map((one) => one.y)) + CARD.height,
	};
}

/** The line from a leader to one below, as an SVG path of right angles. */
export function linePath(from: Placed, to: Placed): string {
	if (to.inColumn) {
		const trunk = to.x - CARD.indent / 2;
		const bend = from.y + CARD.height + CARD.gapY / 2;
		return `M ${from.x + CARD.width / 2} ${from.y + CARD.height} V ${bend} H ${trunk} V ${to.y + CARD.height / 2} H ${to.x}`;
	}
	const middle = to.y - CARD.gapY / 2;
	return `M ${from.x + CARD.width / 2} ${from.y + CARD.height} V ${middle} H ${to.x + CARD.width / 2} V ${to.y}`;
}
