// Files of a record with their revisions: attached whole or in parts, listed, restored, removed.
import { addressOf, get, post, upload } from "./client";

export interface Revision {
	name: string;
	file_name: string;
	file_url: string;
	revision: number;
	is_latest: 0 | 1;
	file_size: number;
	remark?: string | null;
	restored_from?: number;
	creation: string;
	by_name?: string;
}
export interface AttachTo {
	doctype: string;
	name: string;
	comment?: string;
}

const ATTACHMENTS = "relcrm.api.attachments";
const PART = 8 * 1024 * 1024;

/** Attaches a file to a record; one of the same name becomes its next revision. A large one goes in parts. */
export async function attachFile(file: File, to: AttachTo, tell: (share: number) => void = () => {}): Promise<Revision> {
	if (file.size <= PART) return upload<Revision>(formOf(file, file.name, to), `${ATTACHMENTS}.upload`);
	const key = crypto.randomUUID();
	let made: Revision | undefined;
	for (let offset = 0; offset < file.size; offset += PART) {
		const form = formOf(file.slice(offset, offset + PART), file.name, to);
		for (const [name, value] of Object.entries({ key, offset, total: file.size, file_name: file.name })) form.append(name, String(value));
		made = await upload<Revision>(form, `${ATTACHMENTS}.upload`);
		tell(Math.min(1, (offset + PART) / file.size));
	}
	return made as Revision;
}
function formOf(part: Blob, name: string, to: AttachTo): FormData {
	const form = new FormData();
	form.append("file", part, name);
	for (const [key, value] of Object.entries(to)) if (value) form.append(key, String(value));
	return form;
}

export const getRevisions = (name: string, signal?: AbortSignal) => get<Revision[]>(`${ATTACHMENTS}.get_revisions`, { name }, signal);
export const restoreRevision = (name: string) => post<Revision>(`${ATTACHMENTS}.restore`, { name });
export const removeAttachment = (name: string) => post<number>(`${ATTACHMENTS}.remove`, { name });
export const savingAddress = (name: string) => addressOf(`/api/method/${ATTACHMENTS}.download`, { name, save: 1 });
