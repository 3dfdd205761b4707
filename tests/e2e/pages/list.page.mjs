export class List {
	constructor(page) {
		this.page = page;
		this.rows = page.locator(".grid__body .grid__row:not(.grid__group)");
		this.groups = page.locator(".grid__body .grid__group");
		this.headings = page.locator(".grid__head [data-column]");
		this.leads = page.locator(".cell__lead");
		this.search = page.getByRole("searchbox", { name: "Cerca in questo elenco" });
		this.count = page.locator(".list-count");
		this.chips = page.locator(".filter-chips .filter");
	}
	async open(path) {
		await this.page.goto(`/relcrm${path}`);
		await this.leads.first().waitFor();
	}
	async tool(name) {
		await this.page.getByRole("button", { name: "Strumenti" }).click();
		await this.page.getByRole("menuitem", { name }).click();
	}
	/** Chooses a field by what is typed, or by its exact name among the record's own, in the panel that the button opens. */
	async pick(button, typed, name) {
		await button.click();
		const panel = this.page.getByRole("dialog").filter({ has: this.page.getByRole("searchbox", { name: "Cerca un campo" }) }).last();
		if (name) return panel.getByRole("region", { name: "Di questa scheda" }).getByRole("button", { name, exact: true }).click();
		await panel.getByRole("searchbox", { name: "Cerca un campo" }).fill(typed);
		await this.page.keyboard.press("Enter");
		await panel.waitFor({ state: "detached" });
	}
	/** The cell of a row, by the label of its column. */
	async cell(row, label) {
		const labels = await this.headings.locator(".clip").allTextContents();
		return row.locator(`[data-cell="${labels.indexOf(label) + 1}"]`);
	}
}
