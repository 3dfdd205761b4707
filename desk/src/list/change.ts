// Changing records from the list: one cell or many records at once, always with a way back.
import { bulkDelete, bulkUpdate, cancelBulk, getBulk, getNames, undoBulk, type Bulk, type ListField, type Row, type Which } from "@/api/lists";
import { ApiError } from "@/api/errors";
import { __ } from "@/i18n/translate";
import { showInt } from "@/lib/numbers";
import { showDone, showProblem } from "@/ui/notice";
import type { List } from "./screen";
import { chosenNames } from "./selection";

const OFTEN = 500; // milliseconds between two questions how far it is

export async function changeCell(list: List, row: Row, field: ListField, value: unknown) {
	const answer = await bulkUpdate(list.doctype, { names: [row.name] }, { [field.path]: value });
	if (answer.failed.length) throw new ApiError(answer.failed[0].reason, 417, "ValidationError");
	await list.data.reread([row.name]);
	const back = async () => {
		try {
			told(await undoBulk(answer.undo));
			await list.data.reread([row.name]);
		} catch (failure) {
			showProblem(failure);
		}
	};
	showDone(__("Saved: {0}.", [__(field.label)]), { label: __("Undo"), run: () => void back() });
}

/** All chosen records of the list, also those that were never on the screen. */
export async function whichChosen(list: List): Promise<Which> {
	if (list.selection.value.all && !list.selection.value.names.size) return { query: list.query.value };
	return { names: await namesChosen(list) };
}
const MOST_NAMES = 10_000; // more are never sent by name
export const namesChosen = (list: List) =>
	chosenNames(list.selection.value, async () => {
		const names = await getNames(list.query.value);
		const total = list.data.total.value ?? names.length;
		if (names.length >= MOST_NAMES && total > names.length) throw new Error(__("At most {0} records can be taken one by one, and the list has {1}. Narrow it with a filter.", [showInt(MOST_NAMES), showInt(total)]));
		return names;
	});

const goesOn = (bulk: Bulk) => ["Queued", "Running", "Undoing"].includes(bulk.status);

/** Follows a job to its end; when the reader stops it, what is done stays and can be taken back. */
export async function follow(first: Bulk, tell: (now: Bulk) => void, stopped: () => boolean, calls = { getBulk, cancelBulk }, wait = OFTEN): Promise<Bulk> {
	let now = first;
	let halted = false;
	tell(now);
	while (goesOn(now)) {
		await new Promise((done) => setTimeout(done, wait));
		if (stopped() && !halted) {
			halted = true;
			await calls.cancelBulk(now.undo);
		}
		now = await calls.getBulk(now.undo);
		tell(now);
	}
	return now;
}

const counted = (bulk: Bulk) => bulk.updated + bulk.deleted;
function words(bulk: Bulk): string {
	const count = counted(bulk);
	if (bulk.deleted) return count === 1 ? __("1 record deleted.") : __("{0} records deleted.", [showInt(count)]);
	return count === 1 ? __("1 record changed.") : __("{0} records changed.", [showInt(count)]);
}
function told(undone: Bulk) {
	if (undone.failed.length) showProblem(`${__("Not all was taken back.")} ${undone.failed[0].title}: ${undone.failed[0].reason}`);
	else showDone(__("Taken back."));
}

async function toTheEnd(list: List, first: Bulk, tell: (now: Bulk) => void, stopped: () => boolean): Promise<Bulk> {
	const end = await follow(first, tell, stopped);
	await list.data.again();
	const back = async () => {
		try {
			told(await follow(await undoBulk(end.undo), () => undefined, () => false));
			await list.data.again();
		} catch (failure) {
			showProblem(failure);
		}
	};
	if (counted(end)) showDone(words(end), { label: __("Undo"), run: () => void back() });
	return end;
}

export type Work = (tell: (now: Bulk) => void, stopped: () => boolean) => Promise<Bulk>;

export const changeMany = (list: List, values: Record<string, unknown>): Work => async (tell, stopped) => toTheEnd(list, await bulkUpdate(list.doctype, await whichChosen(list), values), tell, stopped);

export const deleteMany = (list: List): Work => async (tell, stopped) => {
	const end = await toTheEnd(list, await bulkDelete(list.doctype, await whichChosen(list)), tell, stopped);
	list.chooseNone();
	return end;
};
