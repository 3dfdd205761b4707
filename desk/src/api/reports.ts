// Reports: which there are, what they ask for, their answer, the records behind a figure, and a file of what is seen.
import { download, get, post } from "./client";
import type { Group, Titles } from "./lists";

export interface ReportColumn {
	label: string;
	fieldname: string;
	fieldtype: string;
	options?: string;
}
export interface ReportFilter {
	fieldname: string;
	label: string;
	fieldtype: string;
	options?: string;
	default?: unknown;
	mandatory?: 0 | 1;
}
export interface ReportInfo {
	name: string;
	ref_doctype: string;
	module: string;
	group: string;
	about: string;
}
export interface ReportDescription {
	name: string;
	group: string;
	about: string;
	ref_doctype: string;
	filters: ReportFilter[];
	has_records: boolean;
	may_export: boolean;
}
export interface ReportAnswer {
	columns: ReportColumn[];
	rows: Record<string, unknown>[];
	cut: number;
	message?: string | null;
	summary: { label: string; value: number | string; datatype?: string }[];
	chart?: { type?: string; fieldtype?: string; data?: { labels: unknown[]; datasets: { name?: string; values: number[] }[] } } | null;
	totals: 0 | 1;
	titles: Titles;
}
export interface RecordsBehind {
	doctype: string;
	conditions: Group;
}

const REPORTS = "relcrm.api.reports";

export const getReports = () => get<ReportInfo[]>(`${REPORTS}.get_reports`);
export const describeReport = (report_name: string) => get<ReportDescription>(`${REPORTS}.describe`, { report_name });
export const runReport = (report_name: string, filters: Record<string, unknown>, signal?: AbortSignal) => post<ReportAnswer>(`${REPORTS}.run`, { report_name, filters }, signal);
export const getRecordsBehind = (report_name: string, filters: Record<string, unknown>, rows: Record<string, unknown>[], fieldname?: string) => post<RecordsBehind>(`${REPORTS}.get_records`, { report_name, filters, rows, fieldname });
export const makeReportFile = (report_name: string, title: string, columns: { label: string; fieldtype: string }[], rows: unknown[][]) => download(`${REPORTS}.make_file`, { report_name, title, columns, rows });
