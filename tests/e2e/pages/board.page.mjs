export class Board {
	constructor(page) {
		this.page = page;
		this.lanes = page.locator(".board-lane");
	}
	async openDeals() {
		await this.page.goto("/relcrm/list/negotiation?view=board");
		await this.page.locator(".board-card").first().waitFor();
	}
	lane(title) {
		return this.page.getByRole("region", { name: title, exact: true });
	}
	card(name) {
		return this.page.locator(`.board-card[data-name="${name}"]`);
	}
	title(name) {
		return this.card(name).locator("a").first();
	}
	firstIn(title) {
		return this.lane(title).locator(".board-card").first().getAttribute("data-name");
	}
	async countOf(title) {
		return Number.parseInt(await this.lane(title).locator("header p").innerText(), 10);
	}
	isIn(name, title) {
		return this.lane(title).locator(`[data-name="${name}"]`).waitFor();
	}
	async drag(name, title) {
		const target = this.lane(title);
		const from = await this.card(name).boundingBox();
		const to = await target.locator("ul").boundingBox();
		await this.page.mouse.move(from.x + 20, from.y + from.height - 8);
		await this.page.mouse.down();
		await this.page.mouse.move(from.x + 40, from.y + from.height - 2, { steps: 3 });
		await this.page.mouse.move(to.x + 60, to.y + 30, { steps: 12 });
		await this.page.locator(".board-card.sortable-drag").waitFor();
		await this.page.mouse.move(to.x + 62, to.y + 32, { steps: 12 });
		await this.ghostIn(title);
		await this.page.mouse.up();
	}
	/** Waits until the dragged card shows where it would be dropped. */
	ghostIn(title) {
		return this.lane(title).locator(".board-card--ghost").waitFor();
	}
	async chooseMove(name, title) {
		await this.card(name).getByRole("button").click();
		await this.page.getByRole("menuitem", { name: title }).click();
	}
}
