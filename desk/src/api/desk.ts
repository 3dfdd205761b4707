import { get, post } from "./client";

export interface DeskBoot {
	version: string;
	rights: Record<string, Record<string, 0 | 1>>;
	company?: string;
}

let asked: Promise<DeskBoot> | undefined;

/** What the reader may do, asked once per page. */
export function getDeskBoot(): Promise<DeskBoot> {
	asked ??= get<DeskBoot>("relcrm.api.desk.get_boot");
	asked.catch(() => (asked = undefined));
	return asked;
}

export const setLanguage = (language: string) => post<string>("relcrm.api.desk.set_language", { language });
