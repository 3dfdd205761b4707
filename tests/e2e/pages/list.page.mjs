export class List {
	constructor(page) {
		this.page = page;
		this.rows = page.locator(".list-table tbody tr");
		this.headings = page.locator(".list-table thead th");
		this.search = page.getByRole("searchbox", { name: "Cerca in questo elenco" });
		this.count = page.locator(".list-count");
	}
	async open(path) {
		await this.page.goto(`/relcrm${path}`);
		await this.rows.first().waitFor();
	}
	async tool(name) {
		await this.page.getByRole("button", { name: "Strumenti" }).click();
		await this.page.getByRole("menuitem", { name }).click();
	}
}
