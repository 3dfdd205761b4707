export class LogInPage {
	constructor(page) {
		this.page = page;
		this.user = page.locator("input[name=usr]");
		this.password = page.locator("input[name=pwd]");
		this.code = page.locator("input[name=otp]");
		this.problem = page.getByRole("alert");
	}
	async open() {
		await this.page.goto("/relcrm");
		await this.user.waitFor();
	}
	async fill(user, password) {
		await this.user.fill(user);
		await this.password.fill(password);
		await this.password.press("Enter");
	}
	async enter(user, password) {
		await this.open();
		await this.fill(user, password);
		await this.page.locator(".shell").waitFor();
	}
	async speak(language) {
		await this.page.getByRole("button", { name: language }).click();
	}
}
