// The keys of a grid, as in a spreadsheet: arrows and Enter go from cell to cell, Alt+Shift works on the whole row.
export interface GridActions {
	rows(): number;
	columns(): number;
	/** Whether the last row holds anything: only then does leaving it make another. */
	isLastFilled(): boolean;
	go(row: number, column: number): void;
	add(): void;
	copy(row: number): void;
	move(row: number, step: number): void;
	remove(row: number): void;
	open(row: number): void;
}

export function cellOf(target: EventTarget | null): { row: number; column: number } | undefined {
	const cell = (target as HTMLElement | null)?.closest?.<HTMLElement>("[data-row][data-column]");
	return cell ? { row: Number(cell.dataset.row), column: Number(cell.dataset.column) } : undefined;
}

/** Where the caret stands: arrows only leave a text at its ends. */
function mayLeave(target: HTMLElement, key: string): boolean {
	if (target instanceof HTMLSelectElement) return key === "ArrowLeft" || key === "ArrowRight";
	if (target.isContentEditable) return false;
	if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return true;
	if (target instanceof HTMLInputElement && !["text", "password"].includes(target.type)) return target.type === "checkbox";
	const [from, to, length] = [target.selectionStart ?? 0, target.selectionEnd ?? 0, target.value.length];
	const whole = from === 0 && to === length;
	if (key === "ArrowLeft") return whole || (from === 0 && to === 0);
	if (key === "ArrowRight") return whole || (from === length && to === length);
	return target instanceof HTMLInputElement || (key === "ArrowUp" ? !target.value.slice(0, from).includes("\n") : !target.value.slice(to).includes("\n"));
}

const STEPS: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Answers true when the key was one of the grid's. */
export function onGridKey(event: KeyboardEvent, grid: GridActions): boolean {
	const at = cellOf(event.target);
	if (!at || event.defaultPrevented) return false;
	const done = event.altKey || event.ctrlKey || event.metaKey ? onRowKey(event, at.row, grid) : onCellKey(event, at, grid);
	if (done) {
		event.preventDefault();
		event.stopPropagation();
	}
	return done;
}

function onRowKey(event: KeyboardEvent, row: number, grid: GridActions): boolean {
	if (!event.altKey || event.ctrlKey || event.metaKey) return false;
	if (event.key === "Enter") grid.open(row);
	else if (!event.shiftKey) return false;
	else if (event.key === "ArrowUp") grid.move(row, -1);
	else if (event.key === "ArrowDown") grid.move(row, 1);
	else if (event.code === "KeyD") grid.copy(row);
	else if (event.key === "Delete" || event.key === "Backspace") grid.remove(row);
	else return false;
	return true;
}

function onCellKey(event: KeyboardEvent, { row, column }: { row: number; column: number }, grid: GridActions): boolean {
	const target = event.target as HTMLElement;
	const last = row === grid.rows() - 1;
	if (event.key === "Enter" && !event.shiftKey && !(target instanceof HTMLTextAreaElement)) {
		if (!last) grid.go(row + 1, column);
		else if (grid.isLastFilled()) grid.add();
		return true;
	}
	if (event.key === "Tab" && !event.shiftKey && last && column === grid.columns() - 1 && grid.isLastFilled()) {
		grid.add();
		return true;
	}
	const step = STEPS[event.key];
	if (!step || event.shiftKey || !mayLeave(target, event.key)) return false;
	const [nextRow, nextColumn] = [row + step[0], column + step[1]];
	if (nextRow < 0 || nextColumn < 0 || nextRow >= grid.rows() || nextColumn >= grid.columns()) return false;
	grid.go(nextRow, nextColumn);
	return true;
}
