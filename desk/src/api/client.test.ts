// The session ends while someone types a note: nothing typed may be lost, and the save goes through after a new log-in.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { boot } from "@/boot";
import { get, onSessionExpired, post, resource } from "./client";

const answers: { status: number; body: unknown; text?: string }[] = [];
const calls: { path: string; init: RequestInit }[] = [];

beforeEach(() => {
	answers.length = calls.length = 0;
	Object.assign(boot, { user: "anna@example.com", csrf_token: "token-1" });
	document.cookie = "user_id=anna%40example.com";
	vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
		calls.push({ path, init });
		const next = answers.shift();
		if (!next) throw new TypeError("Failed to fetch");
		return new Response(next.text ?? JSON.stringify(next.body), { status: next.status });
	});
});
afterEach(() => vi.unstubAllGlobals());

const headers = (index: number) => calls[index].init.headers as Record<string, string>;

describe("client", () => {
	it("sends the CSRF token with what writes, and not with what reads", async () => {
		answers.push({ status: 200, body: { message: 1 } }, { status: 200, body: { message: 2 } });
		await post("x.write", { a: 1 });
		await get("x.read");
		expect(headers(0)["X-Frappe-CSRF-Token"]).toBe("token-1");
		expect(headers(1)["X-Frappe-CSRF-Token"]).toBeUndefined();
	});
	it("writes arguments of a GET into the address, objects as JSON, nothing for undefined", async () => {
		answers.push({ status: 200, body: { data: [] } });
		await resource("GET", "Contact Person", "", { filters: [["party", "=", "P/1"]], order_by: undefined });
		const address = new URL(calls[0].path, "http://x");
		expect(address.pathname).toBe("/api/resource/Contact%20Person");
		expect(JSON.parse(address.searchParams.get("filters") ?? "")).toEqual([["party", "=", "P/1"]]);
		expect(address.searchParams.has("order_by")).toBe(false);
	});
	it("escapes names with slashes", async () => {
		answers.push({ status: 200, body: { data: {} } });
		await resource("GET", "Party", "A/B");
		expect(calls[0].path).toBe("/api/resource/Party/A%2FB");
	});
	it("throws one sentence with the status and type", async () => {
		answers.push({ status: 417, body: { exc_type: "ValidationError", _server_messages: JSON.stringify([JSON.stringify({ message: "Fill in the name." })]) } });
		await expect(post("x.y")).rejects.toMatchObject({ message: "Fill in the name.", status: 417, type: "ValidationError" });
	});
	it("says that the server does not answer when the network is gone", async () => {
		await expect(post("x.y")).rejects.toMatchObject({ status: 0, message: expect.stringContaining("does not answer") });
	});
	it("asks to log in when the session has ended, then sends the same note again", async () => {
		answers.push({ status: 403, body: { session_expired: 1, exc_type: "PermissionError" } }, { status: 200, body: { message: "saved" } });
		const ask = vi.fn(async () => true);
		onSessionExpired(ask);
		await expect(post("relcrm.api.calls.log_call", { notes: "asked for the price" })).resolves.toBe("saved");
		expect(ask).toHaveBeenCalledOnce();
		expect(calls[1].init.body).toBe(calls[0].init.body);
	});
	it("gives the failure back when the reader does not log in again", async () => {
		answers.push({ status: 403, body: { session_expired: 1, exc_type: "PermissionError" } });
		onSessionExpired(async () => false);
		await expect(post("x.y")).rejects.toMatchObject({ status: 403 });
		expect(calls).toHaveLength(1);
	});
	it("does not ask to log in when a right is missing", async () => {
		const ask = vi.fn(async () => true);
		onSessionExpired(ask);
		answers.push({ status: 403, body: { exc_type: "PermissionError" } });
		await expect(post("x.y")).rejects.toMatchObject({ status: 403 });
		expect(ask).not.toHaveBeenCalled();
	});
	it("reads a new token from the page when the old one is stale, and tries once more", async () => {
		const page = `<script type="application/json" id="boot">${JSON.stringify({ user: "anna@example.com", csrf_token: "token-2" })}</script>`;
		answers.push({ status: 400, body: { exc_type: "CSRFTokenError" } }, { status: 200, body: null, text: page }, { status: 200, body: { message: "ok" } });
		await expect(post("x.y")).resolves.toBe("ok");
		expect(headers(2)["X-Frappe-CSRF-Token"]).toBe("token-2");
	});
	it("lets go of a request that was called off, without a message", async () => {
		vi.stubGlobal("fetch", (_path: string, init: RequestInit) => new Promise((_, fail) => init.signal?.addEventListener("abort", () => fail(new DOMException("gone", "AbortError")))));
		const controller = new AbortController();
		const asked = get("x.y", {}, controller.signal);
		controller.abort();
		await expect(asked).rejects.toMatchObject({ name: "AbortError" });
	});
});
