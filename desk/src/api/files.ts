import { upload } from "./client";

export interface StoredFile {
	name: string;
	file_name: string;
	file_url: string;
	is_private: 0 | 1;
}

/** Stores a file, private unless told otherwise, and ties it to a record when one is given. */
export function uploadFile(file: File, owner: { doctype?: string; docname?: string; fieldname?: string } = {}): Promise<StoredFile> {
	const form = new FormData();
	form.append("file", file, file.name);
	form.append("is_private", "1");
	for (const [key, value] of Object.entries(owner)) if (value) form.append(key, value);
	return upload<StoredFile>(form);
}
