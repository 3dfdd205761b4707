// Reports: which there are, what they ask for, and their answer.
import { get, resource } from "./client";

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
export interface ReportAnswer {
	result: (Record<string, unknown> | unknown[])[];
	columns: (ReportColumn | string)[];
	message?: string;
	add_total_row?: boolean;
}
export interface ReportInfo {
	name: string;
	ref_doctype: string;
	module: string;
}

export const getReports = () =>
	resource<ReportInfo[]>("GET", "Report", "", { fields: ["name", "ref_doctype", "module"], filters: [["disabled", "=", 0], ["report_type", "in", ["Query Report", "Script Report"]]], order_by: "`tabReport`.`name` asc", limit_page_length: 200 });
export const runReport = (report_name: string, filters: Record<string, unknown>, signal?: AbortSignal) => get<ReportAnswer>("frappe.desk.query_report.run", { report_name, filters }, signal);
export const getReportFilters = async (report_name: string): Promise<ReportFilter[]> => (await get<{ filters?: ReportFilter[] }>("frappe.desk.query_report.get_script", { report_name }))?.filters ?? [];
