// Groups within groups as one long list of lines: which line is what, without holding the rows themselves.
import type { GroupRow, Totals } from "@/api/lists";

export interface Node {
	/** The values from the outermost group to this one; the root has none. */
	within: unknown[];
	key: string;
	title: string;
	count: number;
	/** The count is no figure that was told, only as many rows as are known of. */
	untold?: boolean;
	totals: Totals;
	open: boolean;
	/** Groups inside; undefined = not asked yet, or rows are inside. */
	kids?: Node[];
	more: boolean;
	/** Rows of the records are directly inside. */
	leaf: boolean;
	waiting?: boolean;
}

export type Line = { kind: "group"; node: Node } | { kind: "row"; node: Node; at: number } | { kind: "more"; node: Node };
export interface Stretch {
	start: number;
	length: number;
	kind: Line["kind"];
	node: Node;
}

/** How many rows an opened group shows until its first page says how many there are. */
const FIRST_ROWS = 5;

export const keyOf = (within: unknown[]) => JSON.stringify(within);

export const rootNode = (leaf: boolean): Node => ({ within: [], key: keyOf([]), title: "", count: 0, totals: {}, open: true, more: false, leaf });

export function kidsOf(parent: Node, groups: GroupRow[], levels: number): Node[] {
	return groups.map(({ value, title, count, totals }) => {
		const within = [...parent.within, value];
		return { within, key: keyOf(within), title, count: count ?? FIRST_ROWS, untold: count === null, totals: totals ?? {}, open: false, more: false, leaf: within.length === levels };
	});
}

/** The open part of the tree as stretches of lines, in order. */
export function layOut(root: Node): { stretches: Stretch[]; length: number } {
	const stretches: Stretch[] = [];
	let start = 0;
	const add = (kind: Line["kind"], node: Node, length: number) => {
		if (length) stretches.push({ start, length, kind, node });
		start += length;
	};
	const walk = (node: Node) => {
		if (node !== root) add("group", node, 1);
		if (!node.open) return;
		if (node.leaf) return add("row", node, node.count);
		for (const kid of node.kids ?? []) walk(kid);
		if (node.more) add("more", node, 1);
	};
	walk(root);
	return { stretches, length: start };
}

export function lineAt(stretches: Stretch[], index: number): Line | undefined {
	let [low, high] = [0, stretches.length - 1];
	while (low <= high) {
		const middle = (low + high) >> 1;
		const one = stretches[middle];
		if (index < one.start) high = middle - 1;
		else if (index >= one.start + one.length) low = middle + 1;
		else return one.kind === "row" ? { kind: "row", node: one.node, at: index - one.start } : { kind: one.kind, node: one.node };
	}
	return undefined;
}

/** The line on which a group's heading stands. */
export const headingOf = (stretches: Stretch[], key: string): number => stretches.find((one) => one.kind === "group" && one.node.key === key)?.start ?? -1;

/** The keys of the open groups, so that a list asked anew opens them again. */
export function openKeys(node: Node): string[] {
	return (node.kids ?? []).flatMap((kid) => (kid.open ? [kid.key, ...openKeys(kid)] : []));
}
