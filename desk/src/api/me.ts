// What one may see and change about oneself.
import { get, post, upload } from "./client";

export interface Account {
	name: string;
	full_name: string;
	first_name?: string | null;
	last_name?: string | null;
	email?: string | null;
	email_signature?: string | null;
	user_image?: string | null;
	api_key?: string | null;
	theme: "auto" | "light" | "dark";
	density: "comfortable" | "compact";
	/** own: it can be switched on and off here; on: a code is asked at log-in. */
	second_factor: { own: 0 | 1; on: 0 | 1 };
}
export interface SessionRow {
	key: string;
	current: 0 | 1;
	address?: string | null;
	at?: string | null;
	browser: string;
	system: string;
}
export interface NoticeChoices {
	bell: 0 | 1;
	mails: "each" | "daily" | "none";
	kinds: Record<"mention" | "assignment" | "share" | "reminder", 0 | 1>;
}
export interface Strength {
	score?: number;
	feedback?: { password_policy_validation_passed?: boolean; suggestions?: string[]; warning?: string };
}

const ME = "relcrm.api.me";
const USER = "frappe.core.doctype.user.user";
const CODES = "frappe.twofactor";

export const getAccount = () => get<Account>(`${ME}.get_account`);
export const saveProfile = (values: Partial<Account>) => post<Account>(`${ME}.save_profile`, { values });
export const setLooks = (looks: { theme?: string; density?: string }) => post(`${ME}.set_looks`, looks);

/** A picture of oneself; colleagues see it, so it is not private. */
export function uploadPicture(file: File): Promise<{ file_url: string }> {
	const form = new FormData();
	form.append("file", file, file.name);
	form.append("is_private", "0");
	return upload<{ file_url: string }>(form);
}

export const changePassword = (old_password: string, new_password: string, others: boolean) => post<string>(`${USER}.update_password`, { old_password, new_password, logout_all_sessions: others ? 1 : 0 });
export const testPassword = (new_password: string, signal?: AbortSignal) => post<Strength>(`${USER}.test_password_strength`, { new_password }, signal);

export const beginSecondFactor = (password: string) => post<{ secret: string; qr_code: string }>(`${CODES}.begin_own_second_factor`, { password });
export const confirmSecondFactor = (otp: string) => post<string[]>(`${CODES}.confirm_own_second_factor`, { otp });
export const endSecondFactor = (password: string) => post(`${CODES}.set_own_second_factor`, { on: 0, password });
export const renewCodes = (otp: string) => post<string[]>(`${CODES}.renew_recovery_codes`, { otp });

export const getSessions = () => get<SessionRow[]>(`${ME}.get_sessions`).then((rows) => rows ?? []);
export const endSession = (key: string) => post<SessionRow[]>(`${ME}.end_session`, { key });
export const endOtherSessions = () => post<SessionRow[]>(`${ME}.end_other_sessions`);

export const makeKey = (password: string) => post<{ api_key: string; api_secret: string }>(`${ME}.make_key`, { password });
export const revokeKey = (password: string) => post(`${ME}.revoke_key`, { password });

export const getNoticeChoices = () => get<NoticeChoices>(`${ME}.get_notice_choices`);
export const saveNoticeChoices = (choices: NoticeChoices) => post<NoticeChoices>(`${ME}.save_notice_choices`, { ...choices });
