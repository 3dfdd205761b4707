import { describe, expect, it } from "vitest";
import { taken } from "./filling";

describe("what a row takes from a town", () => {
	const este = { province: "PD", cap: "35042" };
	it("fills what is empty", () => expect(taken({ town: "Este", cap: "", province: undefined }, este)).toEqual(este));
	it("leaves what was written by hand", () => expect(taken({ town: "Este", cap: "31100" }, este)).toEqual({ province: "PD" }));
	it("follows the town with what it filled itself", () => {
		expect(taken({ ...este }, { province: "TV", cap: "31015" }, este)).toEqual({ province: "TV", cap: "31015" });
		expect(taken({ ...este }, { province: "PD", cap: "" }, este)).toEqual({ cap: "" });
		expect(taken({ province: "PD", cap: "35043" }, { province: "TV", cap: "31015" }, este)).toEqual({ province: "TV" });
	});
});
