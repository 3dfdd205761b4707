export class Agenda {
	constructor(page) {
		this.page = page;
		this.title = page.locator(".agenda-title");
		this.grid = page.locator(".agenda");
		this.boxes = page.locator(".agenda-box");
	}
	async open(day, view = "week") {
		await this.page.goto(`/relcrm/agenda?day=${day}&view=${view}`);
		await this.grid.waitFor();
	}
	box(text) {
		return this.boxes.filter({ hasText: text });
	}
	day(name) {
		return this.page.getByRole("region", { name });
	}
}
