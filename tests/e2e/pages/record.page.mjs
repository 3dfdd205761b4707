export class RecordSide {
	constructor(page) {
		this.page = page;
		this.root = page.locator(".record-side");
		this.comments = this.root.locator(".entry--comment");
		this.assigned = this.root.getByRole("region", { name: "Assegnato a" });
		this.editor = this.root.locator(".comment-editor__text");
	}
	async open(path) {
		await this.page.goto(`/relcrm${path}`);
		await this.root.getByText("Scrivi un commento").waitFor();
	}
	async mention(name) {
		await this.editor.pressSequentially(`@${name}`);
		await this.root.getByRole("option", { name: new RegExp(name, "i") }).first().waitFor();
		await this.editor.press("Enter");
	}
}
