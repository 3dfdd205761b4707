export class Card {
	constructor(page) {
		this.page = page;
		this.title = page.locator(".card-head h1");
		this.happened = page.getByRole("region", { name: "Che cosa è successo" });
		this.planned = page.getByRole("region", { name: "Pianificato" });
		this.details = page.getByRole("region", { name: "Dati" });
		this.letter = page.getByRole("button", { name: "Lettera" });
	}
}
