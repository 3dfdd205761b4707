// A forest from flat rows that name what stands above them: people, parties, territories alike. A circle is cut, never followed.
export interface ChartRow {
	id: string;
	parent?: string;
	title: string;
	subtitle?: string;
	lines?: string[];
	/** A heading that groups (a department, the company itself): not a record one can move. */
	group?: boolean;
	muted?: boolean;
	/** Wants a look: said in its lines too, never by colour alone. */
	due?: boolean;
}

export interface ChartNode extends ChartRow {
	children: ChartNode[];
	depth: number;
	/** How many records stand below it. */
	below: number;
}

/** Nests the rows, in their order; a row whose parent is absent, or that stands above itself, becomes a root. */
export function makeForest(rows: ChartRow[]): ChartNode[] {
	const nodes = new Map(rows.map((row) => [row.id, { ...row, children: [] as ChartNode[], depth: 0, below: 0 }]));
	const roots: ChartNode[] = [];
	for (const node of nodes.values()) {
		const parent = node.parent ? nodes.get(node.parent) : undefined;
		if (parent && !standsAbove(node, parent, nodes)) parent.children.push(node);
		else roots.push(node);
	}
	for (const root of roots) measure(root, 0);
	return roots;
}

/** Whether `node` is somewhere above `from`, or is it. */
function standsAbove(node: ChartRow, from: ChartRow, nodes: Map<string, ChartRow>): boolean {
	const seen = new Set<string>();
	for (let at: ChartRow | undefined = from; at && !seen.has(at.id); at = at.parent ? nodes.get(at.parent) : undefined) {
		if (at.id === node.id) return true;
		seen.add(at.id);
	}
	return false;
}

function measure(node: ChartNode, depth: number): number {
	node.depth = depth;
	node.below = node.children.reduce((sum, child) => sum + measure(child, depth + 1) + (child.group ? 0 : 1), 0);
	return node.below;
}

export interface Member {
	name: string;
	full_name: string;
	reports_to?: string;
	department?: string;
}

/**
 * The company on top; below it whoever reports to nobody. Those of them who lead nobody stand under their department,
 * or under the one who leads that department, when somebody does.
 */
export function membersAsRows<T extends Member>(company: ChartRow, people: T[], describe: (person: T) => ChartRow): ChartRow[] {
	const known = new Set(people.map((person) => person.name));
	const leaders = new Set(people.map((person) => person.reports_to).filter((name): name is string => Boolean(name && known.has(name))));
	const departments = new Map<string, ChartRow>();
	const rows = people.map((person) => {
		const row = describe(person);
		if (person.reports_to && known.has(person.reports_to)) return { ...row, parent: person.reports_to };
		if (leaders.has(person.name) || !person.department) return { ...row, parent: company.id };
		const id = `department/${person.department}`;
		departments.set(id, { id, parent: company.id, title: person.department, group: true });
		return { ...row, parent: id };
	});
	return [{ ...company, group: true }, ...departments.values(), ...rows];
}

/** The nodes that show, in the order of reading, when some are folded. */
export function visibleNodes(roots: ChartNode[], folded: ReadonlySet<string>): ChartNode[] {
	const shown: ChartNode[] = [];
	const walk = (node: ChartNode) => {
		shown.push(node);
		if (!folded.has(node.id)) node.children.forEach(walk);
	};
	roots.forEach(walk);
	return shown;
}

/** The ids of a node and all below it: where it may not be put. */
export function branchOf(node: ChartNode): Set<string> {
	const ids = new Set([node.id]);
	for (const child of node.children) for (const id of branchOf(child)) ids.add(id);
	return ids;
}

export type Direction = "up" | "down" | "left" | "right";

/** Where an arrow key leads in the drawing: up to the parent, down to the first child, sideways to the neighbours. */
export function neighbour(roots: ChartNode[], folded: ReadonlySet<string>, id: string, direction: Direction): string | undefined {
	const path = findPath(roots, id);
	const node = path?.at(-1);
	if (!path || !node) return undefined;
	if (direction === "up") return path.at(-2)?.id;
	if (direction === "down") return folded.has(id) ? undefined : node.children[0]?.id;
	const row = path.at(-2)?.children ?? roots;
	return row[row.indexOf(node) + (direction === "right" ? 1 : -1)]?.id;
}

export function findPath(roots: ChartNode[], id: string): ChartNode[] | undefined {
	for (const root of roots) {
		if (root.id === id) return [root];
		const below = findPath(root.children, id);
		if (below) return [root, ...below];
	}
	return undefined;
}
