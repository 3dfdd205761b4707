// A board's columns and steps, and moving a card into another column as one act.
import { get, post } from "./client";

export interface BoardColumn {
	value: string;
	title: string;
}

export interface BoardMove {
	state: string;
	next_state: string;
	action: string;
	title: string;
}

export interface Board {
	/** Whether a process says which card may go where. */
	by_steps: 0 | 1;
	columns: BoardColumn[];
	moves: BoardMove[];
}

export interface Moved {
	name: string;
	modified: string;
	value?: string;
	back?: { value: string; action?: string } | null;
	/** Several steps lead there: one of them is to be chosen. */
	choose?: { action: string; title: string }[];
}

export interface CardMove {
	doctype: string;
	name: string;
	field: string;
	value: string;
	action?: string;
	values?: Record<string, unknown>;
	modified?: string;
}

export const getBoard = (doctype: string, field: string, signal?: AbortSignal) => get<Board>("relcrm.api.board.get_board", { doctype, field }, signal);
export const moveCard = (move: CardMove) => post<Moved>("relcrm.api.board.move_card", { ...move });
