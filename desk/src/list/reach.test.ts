import { describe, expect, it } from "vitest";
import { beyondReach } from "./reach";

describe("a list longer than a browser scrolls", () => {
	it("says how many rows are reached, any other list says nothing", () => {
		expect(beyondReach(400_000, false)).toBe("");
		expect(beyondReach(1_000_000, false)).toBe("Only the first 400,000 of 1,000,000 rows can be scrolled to: a filter leads to the others.");
		expect(beyondReach(100_001, true)).toContain("100,000 of 100,001");
	});
});
