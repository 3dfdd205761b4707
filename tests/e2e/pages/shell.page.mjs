export class Shell {
	constructor(page) {
		this.page = page;
		this.search = page.locator(".shell-search input");
		this.hits = page.locator(".shell-search [role=option]:visible");
		this.notice = page.locator(".q-notification");
	}
	async go(path) {
		await this.page.goto(`/relcrm${path}`);
		await this.page.locator("main h1").first().waitFor();
	}
	async find(text) {
		await this.search.fill(text);
		await this.hits.first().waitFor();
	}
	async openFirst(text) {
		await this.find(text);
		await this.hits.filter({ hasText: new RegExp(text, "i") }).first().click();
	}
}
