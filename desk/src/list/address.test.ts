import { describe, expect, it } from "vitest";
import { readAddress, writeAddress } from "./address";

describe("a list's address", () => {
	it("gives back what was written", () => {
		const asked = { text: "casale", filters: [["territory", "=", "Veneto"]] as [string, string, unknown][], sort: "party_name", descending: false, page: 3 };
		const query = JSON.parse(JSON.stringify(writeAddress(asked, "modified", true)));
		expect(readAddress(query, "modified", true)).toEqual(asked);
	});
	it("stays short when all is as delivered", () => {
		const asked = readAddress({}, "modified", true);
		expect(JSON.parse(JSON.stringify(writeAddress(asked, "modified", true)))).toEqual({});
	});
	it("does not trip over an address cut in two", () => {
		expect(readAddress({ f: '[["a","=', page: "x", sort: "" }, "modified", true)).toMatchObject({ filters: [], page: 1, sort: "modified" });
	});
	it("leaves out filters of another shape", () => expect(readAddress({ f: '[["a","="],5,["b","=",1]]' }, "x", true).filters).toEqual([["b", "=", 1]]));
});
