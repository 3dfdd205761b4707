// The form of any record.
export class Form {
	constructor(page) {
		this.page = page;
		this.title = page.locator(".form-head h1");
		this.save = page.locator(".form-actions").getByRole("button", { name: "Salva" });
		this.notice = page.locator(".q-notification");
		this.problems = page.locator(".form-problems");
		this.conflict = page.getByRole("alertdialog");
	}
	async open(path) {
		await this.page.goto(`/relcrm${path}`);
		await this.title.waitFor();
	}
	async change() {
		await this.page.getByRole("button", { name: "Modifica", exact: true }).click();
		await this.save.waitFor();
	}
	field(label) {
		return this.page.getByRole("textbox", { name: label });
	}
	link(label) {
		return this.page.getByRole("combobox", { name: label });
	}
	table(label) {
		return this.page.getByRole("group", { name: label }).locator("tbody tr");
	}
	/** As a spreadsheet puts cells on the clipboard. */
	paste(text) {
		return this.page.evaluate((cells) => {
			const clipboardData = new DataTransfer();
			clipboardData.setData("text/plain", cells);
			document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
		}, text);
	}
	async saved() {
		await this.notice.filter({ hasText: /^Salvato/ }).waitFor();
	}
	/** The code of a new record, once its own page is open. */
	async made() {
		await this.saved();
		await this.page.waitForURL(/\/record\/[^/]+\/[^/]+$/);
		return this.page.url().split("/").pop();
	}
}

/** Changes or makes records beside the page, as a colleague would. */
export async function send(page, method, path, data) {
	const token = await page.evaluate(() => JSON.parse(document.querySelector("#boot").textContent).csrf_token);
	const response = await page.context().request.fetch(`/api/resource/${path}`, { method, data, headers: { "X-Frappe-CSRF-Token": token } });
	if (!response.ok()) throw new Error(`${method} ${path}: ${response.status()} ${await response.text()}`);
	return (await response.json()).data;
}
