import { get, post } from "./client";
import type { Person } from "./record";

export interface Notice {
	name: string;
	subject: string;
	type?: string;
	creation: string;
	read: 0 | 1;
	document_type?: string;
	document_name?: string;
	/** What the record is called; none when it is not the reader's to see. */
	title?: string | null;
	given?: 0 | 1;
	from_user?: string;
	link?: string;
}
export interface NoticePage {
	rows: Notice[];
	more: boolean;
	unread: number;
	people: Record<string, Person>;
}

const ME = "relcrm.api.me";

export const getNotices = (start = 0, length = 20, unread = false, signal?: AbortSignal) => get<NoticePage>(`${ME}.get_notices`, { start, length, unread: unread ? 1 : 0 }, signal);
export const countNotices = () => get<number>(`${ME}.count_notices`);
/** Marks some (all without names); answers how many are unread. */
export const setRead = (names: string[] | undefined, read: boolean) => post<number>(`${ME}.set_read`, { names, read: read ? 1 : 0 });
