import { describe, expect, it } from "vitest";
import { chosenNames, countChosen, everything, isChosen, isNothing, nothing, parts, withChosen } from "./selection";

describe("choosing records across pages", () => {
	it("begins with none", () => expect([isNothing(nothing), countChosen(nothing, 12345)]).toEqual([true, 0]));
	it("by name stays when other pages come", () => {
		const some = withChosen(nothing, ["a", "b"], true);
		expect([isChosen(some, "a"), isChosen(some, "c"), countChosen(some, 12345)]).toEqual([true, false, 2]);
		expect(countChosen(withChosen(some, ["a"], false), 12345)).toBe(1);
	});
	it("all of them holds for those never seen", () => {
		expect([isChosen(everything, "never seen"), countChosen(everything, 12345)]).toEqual([true, 12345]);
		expect(countChosen(everything, undefined)).toBeUndefined();
	});
	it("all but one", () => {
		const but = withChosen(everything, ["a"], false);
		expect([isChosen(but, "a"), isChosen(but, "b"), countChosen(but, 12345)]).toEqual([false, true, 12344]);
		expect(isChosen(withChosen(but, ["a"], true), "a")).toBe(true);
	});
	it("all, each taken away again, is nothing", () => expect(isNothing(withChosen(everything, ["a", "b"], false), 2)).toBe(true));
	it("asks for the names only when all are chosen", async () => {
		const never = () => Promise.reject(new Error("asked"));
		expect(await chosenNames(withChosen(nothing, ["a"], true), never)).toEqual(["a"]);
		expect(await chosenNames(withChosen(everything, ["b"], false), async () => ["a", "b", "c"])).toEqual(["a", "c"]);
	});
	it("works in parts", () => expect(parts([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]));
});
