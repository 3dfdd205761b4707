import { get, post } from "./client";

export interface Notice {
	name: string;
	subject: string;
	creation: string;
	read: 0 | 1;
	document_type?: string;
	document_name?: string;
}

const METHOD = "frappe.desk.doctype.notification_log.notification_log";

export const getNotices = async (): Promise<Notice[]> => (await get<{ notification_logs?: Notice[] }>(`${METHOD}.get_notification_logs`, { limit: 20 }))?.notification_logs ?? [];
export const markAllRead = () => post(`${METHOD}.mark_all_as_read`);
