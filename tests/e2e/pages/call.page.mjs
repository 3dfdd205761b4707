export class CallDialog {
	constructor(page) {
		this.page = page;
		this.dialog = page.getByRole("dialog", { name: "Annota una telefonata" });
		this.who = this.dialog.getByRole("combobox");
		this.hits = this.dialog.getByRole("option");
		this.asked = this.dialog.locator("textarea");
		this.next = this.dialog.getByLabel("Pianifica il prossimo passo");
		this.when = this.dialog.getByLabel("Quando: giorno");
		this.save = this.dialog.getByRole("button", { name: "Salva" });
	}
	async openByKeys() {
		await this.page.keyboard.press("Control+j");
		await this.dialog.waitFor();
		await this.page.waitForFunction(() => document.activeElement?.getAttribute("role") === "combobox");
	}
}
