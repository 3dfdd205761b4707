// Reports, pages of figures and the manager's page, as a reader uses them.
export const figureOf = async (locator) => Number((await locator.first().textContent()).replace(/[^\d]/g, ""));

export class Report {
	constructor(page) {
		this.page = page;
		this.rows = page.locator(".report tbody tr");
		this.groups = page.locator(".report-group");
		this.chart = page.locator(".ui-chart__place svg");
		this.total = page.locator(".report tfoot td").last();
		this.side = page.getByRole("dialog");
		this.records = this.side.locator(".records__one");
		this.count = this.side.locator(".records__count");
	}
	async groupBy(name) {
		await this.page.getByRole("button", { name: /^(Aggiungi un gruppo|Poi per)$/ }).click();
		await this.page.getByRole("menuitem", { name, exact: true }).click();
		await this.groups.first().waitFor();
	}
}

export class FiguresPage {
	constructor(page) {
		this.page = page;
		this.items = page.locator(".page-item");
		this.arrange = page.getByRole("button", { name: "Disponi", exact: true });
		this.done = page.getByRole("button", { name: "Fatto", exact: true });
		this.reset = page.getByRole("button", { name: /^Come (fornita|consegnato)$/ });
	}
	titles() {
		return this.items.evaluateAll((items) => items.map((item) => item.querySelector(".page-card__label, h2, .strong")?.textContent));
	}
	/** Waits for the answer that keeps the order. */
	kept() {
		return this.page.waitForResponse((response) => /save_arrangement|reset_arrangement/.test(response.url()) && response.ok());
	}
}
