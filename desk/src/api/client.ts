// The only place that talks to the server. Everything else calls get, post or upload.
import { boot, readBoot, type Boot } from "@/boot";
import { __ } from "@/i18n/translate";
import { offline } from "./connection";
import { noticeMark } from "./freshness";
import { ApiError, sentenceFor, type ErrorBody } from "./errors";

export type Arguments = Record<string, unknown>;
type Answer = ErrorBody & Record<string, unknown>;

interface Request {
	method: "GET" | "POST" | "PUT" | "DELETE";
	path: string;
	body?: string | FormData;
	signal?: AbortSignal;
}

/** Asks the reader to log in again; resolves true when they did, false when they gave up. */
let askToLogIn: (() => Promise<boolean>) | undefined;
export function onSessionExpired(ask: () => Promise<boolean>) {
	askToLogIn = ask;
}

/** A dotted path to a Frappe method: `/api/method/...`; answers its return value. */
export const get = <T>(method: string, args: Arguments = {}, signal?: AbortSignal): Promise<T> =>
	send({ method: "GET", path: `/api/method/${method}${query(args)}`, signal }).then((answer) => answer.message as T);

export const post = <T>(method: string, args: Arguments = {}, signal?: AbortSignal): Promise<T> =>
	send({ method: "POST", path: `/api/method/${method}`, body: JSON.stringify(args), signal }).then(
		(answer) => answer.message as T,
	);

/** The whole answer of a method, for the few that put keys beside `message`. */
export const getWhole = <T>(method: string, args: Arguments = {}, signal?: AbortSignal): Promise<T> =>
	send({ method: "GET", path: `/api/method/${method}${query(args)}`, signal }) as Promise<T>;

export const postWhole = <T>(method: string, args: Arguments = {}): Promise<T> =>
	send({ method: "POST", path: `/api/method/${method}`, body: JSON.stringify(args) }) as Promise<T>;

/** `/api/resource/<DocType>[/<name>]`; answers its `data`. */
export function resource<T>(method: Request["method"], doctype: string, name = "", args: Arguments = {}, signal?: AbortSignal): Promise<T> {
	const path = `/api/resource/${encodeURIComponent(doctype)}${name ? `/${encodeURIComponent(name)}` : ""}`;
	const request = method === "GET" ? { method, path: path + query(args), signal } : { method, path, body: JSON.stringify(args), signal };
	return send(request).then((answer) => answer.data as T);
}

export const upload = <T>(form: FormData, method = "upload_file"): Promise<T> =>
	send({ method: "POST", path: `/api/method/${method}`, body: form }).then((answer) => answer.message as T);

/** An upload that tells its share done; fetch cannot, so the older request does it, with the same sentences and one more try. */
export async function uploadWithProgress<T>(form: FormData, tell: (share: number) => void, again = true): Promise<T> {
	const path = "/api/method/upload_file";
	const { status, body } = await new Promise<{ status: number; body: Answer }>((done, fail) => {
		const request = new XMLHttpRequest();
		request.open("POST", path);
		request.setRequestHeader("Accept", "application/json");
		if (boot.csrf_token) request.setRequestHeader("X-Frappe-CSRF-Token", boot.csrf_token);
		request.upload.onprogress = ({ loaded, total }) => tell(total ? loaded / total : 0);
		request.onerror = () => fail(noAnswer());
		request.onload = () => done({ status: request.status, body: parsed(request.responseText) });
		request.send(form);
	});
	if (status < 400) return body.message as T;
	if (again && (await mayTryAgain({ method: "POST", path }, status, body))) return uploadWithProgress(form, tell, false);
	throw failure(status, body);
}

function parsed(text: string): Answer {
	try {
		return (JSON.parse(text) ?? {}) as Answer;
	} catch {
		return {};
	}
}

/** The address of a file or page that the browser opens by itself. */
export const addressOf = (path: string, args: Arguments = {}) => path + query(args);

/** A file answered by a POST (exports), as a blob with its name. */
export async function download(method: string, args: Arguments): Promise<{ blob: Blob; name: string }> {
	const response = await answerTo({ method: "POST", path: `/api/method/${method}`, body: JSON.stringify(args) });
	if (!response.ok) throw failure(response.status, await bodyOf(response));
	const named = /filename="?([^";]+)"?/.exec(response.headers.get("content-disposition") ?? "");
	return { blob: await response.blob(), name: named ? decodeURIComponent(named[1]) : "" };
}

function query(args: Arguments): string {
	const pairs = Object.entries(args)
		.filter(([, value]) => value !== undefined && value !== null)
		.map(([key, value]) => [key, typeof value === "object" ? JSON.stringify(value) : String(value)]);
	return pairs.length ? `?${new URLSearchParams(pairs)}` : "";
}

async function send(request: Request, again = true): Promise<Answer> {
	const response = await answerTo(request);
	const body = await bodyOf(response);
	if (response.ok) return body;
	if (again && (await mayTryAgain(request, response.status, body))) return send(request, false);
	throw failure(response.status, body);
}

async function answerTo(request: Request): Promise<Response> {
	const headers: Record<string, string> = { Accept: "application/json" };
	if (typeof request.body === "string") headers["Content-Type"] = "application/json";
	if (request.method !== "GET" && boot.csrf_token) headers["X-Frappe-CSRF-Token"] = boot.csrf_token;
	try {
		const { method, body, signal } = request;
		const response = await fetch(request.path, { method, headers, body, signal, credentials: "same-origin" });
		offline.value = false;
		noticeMark(response.headers.get("x-relcrm-customised"));
		return response;
	} catch (problem) {
		if (request.signal?.aborted) throw problem;
		offline.value = true;
		throw noAnswer();
	}
}

const noAnswer = () => new ApiError(__("The server does not answer. Check the connection and try again: what you typed is kept."), 0, "Offline");

async function bodyOf(response: Response): Promise<Answer> {
	try {
		return ((await response.json()) ?? {}) as Answer;
	} catch {
		return {};
	}
}

const failure = (status: number, body: Answer) =>
	new ApiError(sentenceFor(status, body), status, String(body.exc_type ?? body.errors?.[0]?.type ?? ""));

/** After a stale token or an ended session the request is sent once more, with what was typed. */
async function mayTryAgain(request: Request, status: number, body: Answer): Promise<boolean> {
	if (boot.user === "Guest" || request.path.startsWith("/api/method/login")) return false;
	if (sessionEnded(status, body)) return askToLogIn ? askToLogIn() : false;
	if (status === 400 && body.exc_type === "CSRFTokenError") return (await refreshBoot()).user !== "Guest";
	return false;
}

function sessionEnded(status: number, body: Answer): boolean {
	if (body.session_expired) return true;
	if (status !== 401 && status !== 403) return false;
	const who = /(?:^|;\s*)user_id=([^;]*)/.exec(document.cookie)?.[1];
	return who === undefined || who === "Guest" || who === "";
}

/** Reads the page again for a new CSRF token; keeps everything on the screen. */
export async function refreshBoot(): Promise<Boot> {
	const response = await fetch("/relcrm", { credentials: "same-origin", headers: { Accept: "text/html" } });
	const fresh = readBoot(new DOMParser().parseFromString(await response.text(), "text/html"));
	if (fresh.user !== "Guest") boot.csrf_token = fresh.csrf_token;
	return fresh;
}

export interface LogIn {
	usr?: string;
	pwd?: string;
	otp?: string;
	tmp_id?: string;
}
export interface LogInAnswer {
	message?: string;
	full_name?: string;
	verification?: { method?: string; prompt?: string; setup?: boolean; qr_code?: string };
	recovery_codes?: string[];
	tmp_id?: string;
	redirect_to?: string;
}

export const logIn = (args: LogIn) => send({ method: "POST", path: "/api/method/login", body: JSON.stringify(args) }) as Promise<LogInAnswer>;
export const logOut = () => send({ method: "POST", path: "/api/method/logout", body: "{}" });
