// One failed request = one sentence for the reader. Nothing here shows a trace or a status number.
import { __ } from "@/i18n/translate";

export interface ErrorBody {
	exc_type?: string;
	message?: unknown;
	_server_messages?: string;
	_error_message?: string;
	session_expired?: number;
	errors?: { type?: string; message?: string }[];
}

export class ApiError extends Error {
	constructor(
		message: string,
		readonly status: number,
		readonly type: string,
	) {
		super(message);
		this.name = "ApiError";
	}
}

/** Turns server text into plain text: tags out, entities read, spaces joined. */
export function plainText(html: string): string {
	const spaced = html.replace(/<(br|\/p|\/li|\/div)[^>]*>/gi, " ");
	const page = new DOMParser().parseFromString(spaced, "text/html");
	return (page.body.textContent ?? "").replace(/\s+/g, " ").trim();
}

/** The messages of an answer, also of a good one (the server may warn and still save). */
export function serverMessages(body: ErrorBody): string[] {
	if (body.errors) return body.errors.map((error) => plainText(error.message ?? "")).filter(Boolean);
	try {
		const list = JSON.parse(body._server_messages ?? "[]") as string[];
		return list.map((one) => plainText(String((JSON.parse(one) as { message?: string }).message ?? ""))).filter(Boolean);
	} catch {
		return [];
	}
}

const byType = (): Record<string, string> => ({
	CSRFTokenError: __("This page was open for too long. Reload it and try again: what you typed is kept."),
	DoesNotExistError: __("This record is no longer there. Go back and search for it."),
	PermissionError: __("You may not do this. Ask the administrator for the right."),
	TimestampMismatchError: __("Someone else changed this record in the meantime. Reload it, then enter your change again."),
	TooManyRequestsError: __("Too many tries. Wait a few minutes, then try again."),
	RateLimitExceededError: __("Too many tries. Wait a few minutes, then try again."),
	SessionStopped: __("The site is being serviced. Try again in a few minutes."),
});

const ownSentence = new Set(["CSRFTokenError", "TimestampMismatchError"]);

/** The one sentence that tells what went wrong and the way out. */
export function sentenceFor(status: number, body: ErrorBody): string {
	const type = body.exc_type ?? body.errors?.[0]?.type ?? "";
	const known = byType()[type];
	if (known && ownSentence.has(type)) return known;
	const said = serverMessages(body).join(" ") || plainText(body._error_message ?? "");
	if (said) return said;
	if (known) return known;
	if (status === 401 && typeof body.message === "string") return plainText(body.message);
	if (status === 403) return byType().PermissionError;
	if (status === 404) return byType().DoesNotExistError;
	if (status === 413) return __("The file is too large. Choose a smaller one.");
	return __("The server could not do this. Try again; if it happens again, tell the administrator.");
}

/** The sentence for anything that was thrown, for the place beside the control. */
export const sentenceOf = (problem: unknown): string =>
	problem instanceof Error && problem.message ? problem.message : String(problem);

export const isAbort = (problem: unknown) => problem instanceof DOMException && problem.name === "AbortError";
