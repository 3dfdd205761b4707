// Towns as one types them, and the companies nearest to a place.
import { get } from "./client";

export interface Town {
	code: string;
	town: string;
	other_name?: string;
	province: string;
	caps: string[];
}
export interface NearRow {
	name: string;
	party_name: string;
	main_town?: string;
	main_province?: string;
	main_phone?: string;
	lifecycle_stage?: string;
	km: number;
	road_km: number;
	minutes: number;
}
export interface Near {
	title: string;
	rows: NearRow[];
}
export interface NearAsked {
	town?: string;
	party?: string;
	latitude?: number;
	longitude?: number;
	lifecycle_stage?: string;
}
export const findTowns = (text: string, signal?: AbortSignal) => get<Town[]>("relcrm.api.places.find_towns", { text, limit: 50 }, signal).then((found) => found ?? []);
export const getNearest = (asked: NearAsked, signal?: AbortSignal) => get<Near>("relcrm.api.places.get_nearest", { ...asked }, signal);
