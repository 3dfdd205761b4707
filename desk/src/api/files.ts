import { upload, uploadWithProgress } from "./client";

export interface StoredFile {
	name: string;
	file_name: string;
	file_url: string;
	is_private: 0 | 1;
}
export interface FileOwner {
	doctype?: string;
	docname?: string;
	fieldname?: string;
}

function asForm(file: File, owner: FileOwner): FormData {
	const form = new FormData();
	form.append("file", file, file.name);
	form.append("is_private", "1");
	for (const [key, value] of Object.entries(owner)) if (value) form.append(key, value);
	return form;
}

/** Stores a file, private unless told otherwise, and ties it to a record when one is given. */
export const uploadFile = (file: File, owner: FileOwner = {}): Promise<StoredFile> => upload<StoredFile>(asForm(file, owner));

/** The same, telling how far it is (0 to 1) while a large file goes. */
export const sendFile = (file: File, owner: FileOwner, tell: (share: number) => void): Promise<StoredFile> => uploadWithProgress<StoredFile>(asForm(file, owner), tell);
