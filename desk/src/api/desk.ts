import { get, post } from "./client";

/** Where pictures of maps come from; no address: outlines of this site alone. */
export interface MapTiles {
	address: string;
	attribution: string;
}

export interface DeskBoot {
	version: string;
	rights: Record<string, Record<string, 0 | 1>>;
	company?: string;
	map?: MapTiles;
	own_kinds?: { name: string; many: string }[];
}

let asked: Promise<DeskBoot> | undefined;

/** What the reader may do, asked once per page. */
export function getDeskBoot(): Promise<DeskBoot> {
	asked ??= get<DeskBoot>("relcrm.api.desk.get_boot");
	asked.catch(() => (asked = undefined));
	return asked;
}

/** Ask anew the next time, after a change of kinds of record or rights. */
export const forgetDeskBoot = () => (asked = undefined);

export const setLanguage = (language: string) => post<string>("relcrm.api.desk.set_language", { language });
