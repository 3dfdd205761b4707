// What a person set for a kind of record (columns, widths, view), kept on the server: it follows them to any device.
import { get, post } from "./client";

export type Preferences = Record<string, unknown>;

/** Settings of ours stand under keys of their own, beside those of Frappe's Desk for the same kind of record. */
export async function getPreferences(doctype: string): Promise<Preferences> {
	const kept = await get<string | Preferences>("frappe.model.utils.user_settings.get", { doctype });
	try {
		return (typeof kept === "string" ? (JSON.parse(kept || "{}") as Preferences) : kept) ?? {};
	} catch {
		return {};
	}
}

export const savePreference = (doctype: string, key: string, value: unknown) =>
	post<unknown>("frappe.model.utils.user_settings.save", { doctype, user_settings: JSON.stringify({ [key]: value }) });
