export class Agenda {
	constructor(page) {
		this.page = page;
		this.title = page.locator(".agenda-title");
		this.holder = page.locator(".agenda-holder[aria-busy=false]");
		this.boxes = page.locator(".agenda-box");
		this.columns = page.locator(".agenda__column");
		this.panel = page.locator(".ui-beside");
	}
	async open(day, view = "week", who = "me") {
		await this.page.goto(`/relcrm/agenda?day=${day}&view=${view}&who=${who}`);
		await this.holder.waitFor();
	}
	box(text) {
		return this.boxes.filter({ hasText: text });
	}
	day(name) {
		return this.page.getByRole("region", { name });
	}
	/** The middle of an hour's place in a column: scrolled into sight, as a point of the screen. */
	async point(column, hour) {
		const found = this.columns.nth(column);
		await found.evaluate((element, at) => (element.closest(".agenda-scroll").scrollTop = (at - 2) * 52), hour);
		const place = await found.boundingBox();
		return { x: place.x + place.width / 2, y: place.y + hour * 52 + 4 };
	}
	/** Drags from a point to another and answers what the server said of the move. */
	async drag(from, to) {
		const moved = this.page.waitForResponse((response) => response.url().includes("move_event"));
		await this.page.mouse.move(from.x, from.y);
		await this.page.mouse.down();
		await this.page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 });
		await this.page.mouse.move(to.x, to.y, { steps: 3 });
		await this.page.mouse.up();
		return (await (await moved).json()).message;
	}
	async press(keys) {
		const moved = this.page.waitForResponse((response) => response.url().includes("move_event"));
		await this.page.keyboard.press(keys);
		return (await (await moved).json()).message;
	}
}
