// Import: upload, preview, start or try, how far it is, what came of the rows, undo.
import { addressOf, get, post, upload } from "./client";

export interface ImportColumn {
	source_column: string;
	target?: string;
	make_missing?: 0 | 1;
	fixed?: string;
	[setting: string]: unknown;
}
export interface ImportTarget {
	target: string;
	label: string;
	fieldtype: string;
}
export interface ImportSettings {
	match_by?: string;
	on_ambiguous?: "Create" | "Hold";
	on_known?: "Update" | "Complete" | "Leave";
	on_new?: "Create" | "Leave Out";
	blank_cells?: "Keep" | "Clear";
	mark_absent?: 0 | 1;
	empty_words?: string;
	first_year?: number;
	source?: string;
}
export interface ImportPreview {
	run: string;
	doctype: string;
	file_name: string;
	kind: string;
	encoding?: string;
	delimiter?: string;
	sheet?: string;
	sheets?: string[];
	headers: string[];
	total_rows: number;
	rows: { number: number; cells: string[]; refusal?: string }[];
	remarks: { number: number; remarks: string[] }[];
	mapping?: string;
	columns: ImportColumn[];
	settings: ImportSettings;
	targets: ImportTarget[];
	/** Targets whose lists the reader may not add to; "profile:" when no characteristic may be added. */
	closed: string[];
	sources: string[];
	source_needed: boolean;
}
export interface ImportStatus {
	name: string;
	file_name: string;
	status: "Draft" | "Queued" | "Running" | "Finished" | "Stopped" | "Failed" | "Undoing" | "Undone";
	error?: string;
	dry_run: 0 | 1;
	total_rows: number;
	done_rows: number;
	created_rows: number;
	updated_rows: number;
	unchanged_rows: number;
	left_out_rows: number;
	held_rows: number;
	refused_rows: number;
	check_rows: number;
	duplicate_rows: number;
	absent_records: number;
	/** How far an undo is, in records, and how many of those it left because they were changed or used since. */
	undone_records: number;
	undo_total?: number;
	kept_records: number;
	/** The process that worked on it has been silent for minutes: it can be started again. */
	is_dead: 0 | 1;
}
export interface ImportRow {
	row_no: number;
	outcome: string;
	message?: string;
	reference_doctype?: string;
	reference_name?: string;
	/** An undo left the record as it is. */
	kept?: 0 | 1;
}

const EXCHANGE = "relcrm.api.exchange";

export function uploadImport(file: File, doctype: string): Promise<ImportPreview> {
	const form = new FormData();
	form.append("file", file, file.name);
	form.append("doctype", doctype);
	return upload<ImportPreview>(form, `${EXCHANGE}.upload`);
}
export const previewAgain = (run: string, reading: { encoding?: string; delimiter?: string; sheet?: string }) => post<ImportPreview>(`${EXCHANGE}.preview`, { run, ...reading });
export const startImport = (run: string, columns: ImportColumn[], settings: ImportSettings, dry_run: boolean) => post<ImportStatus>(`${EXCHANGE}.start`, { run, columns, ...settings, dry_run: dry_run ? 1 : 0 });
export const startForReal = (run: string) => post<ImportStatus>(`${EXCHANGE}.start_for_real`, { run });
export const getImportStatus = (run: string, signal?: AbortSignal) => get<ImportStatus>(`${EXCHANGE}.get_status`, { run }, signal);
export const actOnImport = (run: string, action: "resume" | "cancel" | "undo") => post<ImportStatus>(`${EXCHANGE}.${action}`, { run });
export const getImportRows = (run: string, chosen: { outcome?: string; only?: string }, signal?: AbortSignal) => get<ImportRow[]>(`${EXCHANGE}.get_rows`, { run, ...chosen, limit: 100 }, signal).then((rows) => rows ?? []);
export const refusedAddress = (run: string) => addressOf(`/api/method/${EXCHANGE}.download_refused`, { run });
