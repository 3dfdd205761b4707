// The columns of a board while it is looked at: what is in each, where a card may go, what a move makes of them.
import type { Board, BoardColumn, BoardMove } from "@/api/board";
import type { GroupRow, Row } from "@/api/lists";

export interface Lane extends BoardColumn {
	/** Not told where the column is a colleague. */
	count?: number;
	sum?: number;
	rows: Row[];
	more: boolean;
	state: "idle" | "loading" | "done" | "error";
	problem: string;
}

const textOf = (value: unknown) => (value === null || value === undefined ? "" : String(value));

/** Known columns in their order with what the groups say of them, then values that no column was known for. */
export function makeLanes(board: Board, groups: GroupRow[], sumKey: string | undefined, emptyTitle: string, before: Lane[] = []): Lane[] {
	const found = new Map(groups.map((group) => [textOf(group.value), group]));
	const known = board.columns.filter((column) => column.value || found.has(""));
	const extra = groups.filter((group) => !known.some((column) => column.value === textOf(group.value))).map((group) => ({ value: textOf(group.value), title: group.title }));
	return [...known, ...extra].map((column) => {
		const group = found.get(column.value);
		const old = before.find((lane) => lane.value === column.value);
		return {
			rows: old?.rows ?? [],
			more: old?.more ?? false,
			state: "idle",
			problem: "",
			...column,
			title: column.title || emptyTitle,
			count: group ? (group.count ?? undefined) : 0,
			sum: sumKey && group?.count !== null ? Number(group?.totals?.[sumKey] ?? 0) : undefined,
		};
	});
}

/** Whether a card may go from one column to another, as far as can be known beforehand. */
export const mayMove = (board: Board, from: string, to: string) => from !== to && (!board.by_steps || board.moves.some((move) => move.state === from && move.next_state === to));

export const stepsBetween = (board: Board, from: string, to: string): BoardMove[] => board.moves.filter((move) => move.state === from && move.next_state === to);

/** The next column to a side that takes the card, for the arrow keys. */
export function nextLane(board: Board, lanes: Lane[], from: string, step: 1 | -1): Lane | undefined {
	const at = lanes.findIndex((lane) => lane.value === from);
	for (let place = at + step; place >= 0 && place < lanes.length; place += step) if (mayMove(board, from, lanes[place].value)) return lanes[place];
	return undefined;
}

/** Takes a card out of its column and puts it on top of another; counts and sums follow. */
export function shift(lanes: Lane[], name: string, to: string, amount: string | undefined): Lane[] {
	const row = lanes.flatMap((lane) => lane.rows).find((one) => one.name === name);
	const from = lanes.find((lane) => lane.rows.some((one) => one.name === name));
	if (!row || !from || from.value === to) return lanes;
	const worth = amount ? Number(row[amount] ?? 0) : 0;
	const changed = (lane: Lane, rows: Row[], sign: 1 | -1): Lane => ({ ...lane, rows, count: lane.count === undefined ? undefined : lane.count + sign, sum: lane.sum === undefined ? undefined : lane.sum + sign * worth });
	return lanes.map((lane) => {
		if (lane.value === from.value) return changed(lane, lane.rows.filter((one) => one.name !== name), -1);
		return lane.value === to ? changed(lane, [row, ...lane.rows], 1) : lane;
	});
}
