// Where the states of a drawn process stand and which way its arrows go; what somebody has placed stays there.
import { Graph, layout as layOut } from "@dagrejs/dagre";
import type { Drawing, DrawnState } from "./process";

export interface Point {
	x: number;
	y: number;
}
export interface Box extends Point {
	width: number;
	height: number;
}
export interface Way {
	points: Point[];
	label: Point;
}
export interface Placing {
	boxes: Record<string, Box>;
	ways: Record<string, Way>;
}

export const HEIGHT = 60;
const GAP = 24;
const LABEL_HEIGHT = 24;
const ROUND = 28;
export const widthOf = (state: DrawnState) => Math.min(260, Math.max(200, state.title.length * 9 + 56));
const labelWidth = (text: string) => Math.max(24, text.length * 7 + 16);

/** Top to bottom; each label gets room of its own. An arrow of a state that was moved by hand has no way: it goes straight. */
export function place({ states, actions, layout }: Drawing): Placing {
	const graph = new Graph({ multigraph: true });
	graph.setGraph({ rankdir: "TB", nodesep: 40, edgesep: 16, ranksep: 36, marginx: 0, marginy: 0 });
	for (const state of states) graph.setNode(state.key, { width: widthOf(state), height: HEIGHT });
	for (const action of actions) if (graph.hasNode(action.state) && graph.hasNode(action.next_state)) graph.setEdge(action.state, action.next_state, { width: labelWidth(action.title), height: LABEL_HEIGHT, labelpos: "c" }, action.key);
	layOut(graph);
	const boxes: Record<string, Box> = {};
	for (const state of states) if (layout[state.key]) boxes[state.key] = { ...layout[state.key], width: widthOf(state), height: HEIGHT };
	for (const state of states) boxes[state.key] ??= free(cornered(graph.node(state.key) as Box), Object.values(boxes));
	const ways: Record<string, Way> = {};
	for (const action of actions) {
		if (layout[action.state] || layout[action.next_state]) continue;
		const edge = graph.edge(action.state, action.next_state, action.key) as (Point & { points: Point[] }) | undefined;
		if (edge) ways[action.key] = { points: action.state === action.next_state ? loop(boxes[action.state], edge.x) : edge.points, label: { x: edge.x, y: edge.y } };
	}
	return { boxes, ways };
}

/** Out of a box on the right, and back into it. */
function loop({ x, y, width, height }: Box, far: number): Point[] {
	const [right, top, bottom] = [x + width, y + height / 4, y + (height * 3) / 4];
	return [{ x: right, y: top }, { x: far, y: top }, { x: far, y: bottom }, { x: right, y: bottom }];
}
const cornered = ({ x, y, width, height }: Box): Box => ({ x: Math.round(x - width / 2), y: Math.round(y - height / 2), width, height });
const meet = (one: Box, other: Box) => one.x < other.x + other.width + GAP && other.x < one.x + one.width + GAP && one.y < other.y + other.height + GAP && other.y < one.y + one.height + GAP;

/** The nearest place to the right where a box covers no other. */
function free(box: Box, others: Box[]): Box {
	const hit = others.find((other) => meet(box, other));
	return hit ? free({ ...box, x: hit.x + hit.width + GAP }, others) : box;
}

/** All that the boxes and the arrows cover. */
export function boundsOf({ boxes, ways }: Placing): Box {
	const corners = Object.values(boxes).flatMap((box) => [box, { x: box.x + box.width, y: box.y + box.height }]);
	const all: Point[] = [...corners, ...Object.values(ways).flatMap((way) => [...way.points, way.label])];
	if (!all.length) return { x: 0, y: 0, width: 0, height: 0 };
	const [xs, ys] = [all.map((at) => at.x), all.map((at) => at.y)];
	const [x, y] = [Math.min(...xs), Math.min(...ys)];
	return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** A line through the points, its corners rounded. */
export function pathOf(points: Point[]): string {
	const parts = points.slice(1, -1).map((at, index) => {
		const [from, to] = [towards(at, points[index]), towards(at, points[index + 2])];
		return `L ${from.x} ${from.y} Q ${at.x} ${at.y} ${to.x} ${to.y}`;
	});
	const [first, last] = [points[0], points[points.length - 1]];
	return [`M ${first.x} ${first.y}`, ...parts, `L ${last.x} ${last.y}`].join(" ");
}
function towards(from: Point, to: Point): Point {
	const far = Math.hypot(to.x - from.x, to.y - from.y) || 1;
	const part = Math.min(ROUND / far, 0.5);
	return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
