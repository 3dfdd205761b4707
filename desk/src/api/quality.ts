// The quality of data: what is worth mending today, and mending it in place.
import { get, post } from "./client";

export interface LackField {
	fieldname: string;
	label: string;
	options: string | null;
}
export interface Lack {
	check: string;
	label: string;
	points: number;
	fields: LackField[];
}
export interface ToMend {
	name: string;
	party_name: string;
	main_town?: string;
	lifecycle_stage?: string;
	quality: number;
	lacks: Lack[];
}
export const getToMend = (signal?: AbortSignal) => get<{ rows: ToMend[] }>("relcrm.api.quality.get_to_mend", {}, signal);
export const getLacks = (party: string, signal?: AbortSignal) => get<{ quality: number; lacks: Lack[] }>("relcrm.api.quality.get_lacks", { party }, signal);
export const mend = (party: string, values: Record<string, string>) => post<{ before: number; quality: number; lacks: Lack[]; to_check: string | null }>("relcrm.api.quality.mend", { party, values });
