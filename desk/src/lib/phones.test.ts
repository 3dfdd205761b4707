import { describe, expect, it } from "vitest";
import { looksLikePhone, phoneLink, showPhone } from "./phones";

describe("showPhone", () => {
	it.each([
		["+390422123456", "0422 123456"],
		["+390612345678", "06 12345678"],
		["+390212345678", "02 12345678"],
		["+390415551234", "041 5551234"],
		["+393471234567", "347 123 4567"],
		["+39800123456", "800123456"],
		["+43 1 234567", "+43 1 234567"],
		["0422 123456", "0422 123456"],
		["", ""],
	])("shows %j as %j", (stored, shown) => expect(showPhone(stored)).toBe(shown));
});

describe("other uses of a number", () => {
	it("is dialled without blanks", () => expect(phoneLink("0422 12-34")).toBe("tel:04221234"));
	it("is told from a name", () => {
		expect(looksLikePhone("0422 123456")).toBe(true);
		expect(looksLikePhone("Casale")).toBe(false);
		expect(looksLikePhone("12")).toBe(false);
	});
});
