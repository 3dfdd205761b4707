export class OrgChart {
	constructor(page) {
		this.page = page;
		this.cards = page.locator(".chart-card");
		this.titles = page.locator(".chart-card__title");
		this.items = page.getByRole("treeitem");
	}
	async asList() {
		await this.page.locator(".ui-choice__one", { hasText: "Elenco" }).click();
		await this.items.first().waitFor();
	}
	item(name) {
		return this.items.filter({ hasText: name }).first();
	}
	depth() {
		return this.items.evaluateAll((items) => Math.max(...items.map((one) => Number(one.getAttribute("aria-level")))));
	}
	/** Two people who lead nobody and stand under different leaders. */
	twoLeaves() {
		return this.items.evaluateAll((items) => {
			const leaves = items.filter((one) => !one.hasAttribute("aria-expanded")).map((one) => one.querySelector(".strong").textContent);
			return [leaves[0], leaves.at(-1)];
		});
	}
	async move(name, under) {
		await this.item(name).focus();
		await this.page.keyboard.press("Tab");
		await this.page.keyboard.press("Enter");
		const dialog = this.page.getByRole("dialog");
		await dialog.getByRole("searchbox").fill(under);
		await dialog.getByRole("radio", { name: under }).check();
		await dialog.getByRole("button", { name: "Sposta" }).click();
	}
	/** Waits until one stands right under another, or no longer does. */
	isUnder(name, leader, wanted) {
		const look = ([label, above, truth]) => {
			const items = [...document.querySelectorAll("[role=treeitem]")];
			const at = items.findIndex((one) => one.querySelector(".strong").textContent === label);
			const level = Number(items[at]?.getAttribute("aria-level"));
			const parent = items.slice(0, at).findLast((one) => Number(one.getAttribute("aria-level")) === level - 1);
			return (parent?.querySelector(".strong").textContent === above) === truth;
		};
		return this.page.waitForFunction(look, [name, leader, wanted]);
	}
}
