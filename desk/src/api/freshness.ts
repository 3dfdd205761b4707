// Whether what this page knows of the metadata has grown old: every answer carries the server's mark.
let first: string | null = null;
let stale = false;

export function noticeMark(mark: string | null) {
	if (!mark) return;
	if (first !== null && mark !== first) stale = true;
	first = mark;
}

/** Whether something was changed since it was last asked; asking takes note of it. */
export function takeStale(): boolean {
	const was = stale;
	stale = false;
	return was;
}
