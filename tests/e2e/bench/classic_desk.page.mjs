// Frappe's own Desk as a person uses it: forms by their fields, buttons by their words.
export class ClassicDesk {
	constructor(page) {
		this.page = page;
	}
	/**
	 * Logs in as Administrator before any page is open: a browser asks for the icon of its first page, and the answer, when it came after
	 * the log-in, brought the session of a guest back. A site whose set-up wizard was never run is told that it is done.
	 */
	async logIn(pwd) {
		const { request } = this.page.context();
		const answer = await request.post("/api/method/login", { data: { usr: "Administrator", pwd } });
		if (!answer.ok()) throw new Error(`The Administrator's log-in was answered with ${answer.status()}.`);
		await request.put("/api/resource/System Settings/System Settings", { data: { setup_complete: 1 } });
		await this.page.goto("/api/method/ping");
	}
	async open(path) {
		await this.page.goto(`/app/${path}`);
		await this.page.waitForFunction(() => window.frappe?.boot);
		await this.quiet();
	}
	/** The Desk says on its body whether a request is under way. */
	quiet() {
		return this.page.waitForFunction(() => document.body.dataset.ajaxState === "complete");
	}
	async openForm(path) {
		await this.open(path);
		await this.formIsThere();
		await this.quiet();
	}
	formIsThere() {
		return this.page.waitForFunction(() => window.cur_frm?.doc && window.cur_frm.fields_dict && document.querySelector(".form-page"));
	}
	input(fieldname) {
		return this.page.locator(`.frappe-control[data-fieldname="${fieldname}"]:visible input`).first();
	}
	async fill(fieldname, value) {
		await this.input(fieldname).fill(value);
		await this.input(fieldname).press("Tab");
	}
	async choose(fieldname, value) {
		const control = this.page.locator(`.frappe-control[data-fieldname="${fieldname}"]:visible`).first();
		await control.locator("input").click();
		await control.locator("input").fill(value);
		await control.locator(".awesomplete [role=option]").filter({ hasText: value }).first().click();
	}
	async save() {
		await this.quiet();
		// Not waited for: where the Desk shows what is missing instead of saving, its promise never ends.
		await this.page.evaluate(() => void window.cur_frm.save());
		await this.page.waitForFunction(() => window.cur_frm && !window.cur_frm.is_new() && !window.cur_frm.is_dirty());
		return this.page.evaluate(() => window.cur_frm.doc.name);
	}
	/** A REST question with the session and token of the page. */
	rest(method, path, body) {
		return this.page.evaluate(
			async ([verb, address, data]) => {
				const headers = { "Content-Type": "application/json", Accept: "application/json", "X-Frappe-CSRF-Token": window.frappe?.csrf_token ?? "" };
				const answer = await fetch(address, { method: verb, headers, body: data ? JSON.stringify(data) : undefined });
				const json = await answer.json();
				if (!answer.ok) throw new Error(`${answer.status} ${JSON.stringify(json)}`);
				return json.data ?? json.message;
			},
			[method, path, body],
		);
	}
}
