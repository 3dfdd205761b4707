// Which records are chosen: some by name, or all that the list holds except some. It outlives pages, sorting and groups.
export interface Selection {
	all: boolean;
	/** The chosen ones; when all are, those that are not. */
	names: ReadonlySet<string>;
}

export const nothing: Selection = { all: false, names: new Set() };
export const everything: Selection = { all: true, names: new Set() };

export const isChosen = (selection: Selection, name: string) => selection.names.has(name) !== selection.all;

export function withChosen(selection: Selection, names: string[], chosen: boolean): Selection {
	const next = new Set(selection.names);
	for (const name of names) {
		if (chosen !== selection.all) next.add(name);
		else next.delete(name);
	}
	return { all: selection.all, names: next };
}

/** How many are chosen of the `total` that the list holds; undefined while all are and the total is not known. */
export const countChosen = (selection: Selection, total: number | undefined): number | undefined =>
	selection.all ? (total === undefined ? undefined : Math.max(0, total - selection.names.size)) : selection.names.size;

export const isNothing = (selection: Selection, total?: number) => (selection.all ? total !== undefined && selection.names.size >= total : !selection.names.size);

/** The names to work on; `everyone` answers all names of the list when all are chosen. */
export async function chosenNames(selection: Selection, everyone: () => Promise<string[]>): Promise<string[]> {
	if (!selection.all) return [...selection.names];
	return (await everyone()).filter((name) => !selection.names.has(name));
}

/** Parts of a long list, so that progress can be shown and no request runs for minutes. */
export function parts<T>(list: T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
}
