// What one may change about oneself.
import { get, post } from "./client";
import { boot } from "@/boot";

export const changePassword = (old_password: string, new_password: string) => post<string>("frappe.core.doctype.user.user.update_password", { old_password, new_password, logout_all_sessions: 0 });

/** Whether the reader asked for a second factor; undefined where the site decides it by role alone. */
export async function getSecondFactor(): Promise<boolean | undefined> {
	try {
		const found = await get<{ two_factor_auth?: number }>("frappe.client.get_value", { doctype: "User", fieldname: "two_factor_auth", filters: boot.user });
		return found && "two_factor_auth" in found ? Boolean(found.two_factor_auth) : undefined;
	} catch {
		return undefined;
	}
}
export const setSecondFactor = (on: boolean, password: string) => post("frappe.twofactor.set_own_second_factor", { on, password });
export const renewCodes = (otp: string) => post<string[]>("frappe.twofactor.renew_recovery_codes", { otp });
