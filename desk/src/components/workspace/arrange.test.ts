import { describe, expect, it } from "vitest";
import type { ShownItem } from "@/api/workspaces";
import { hurtOf, keyed, moved, plain, sized } from "./arrange";

const card: ShownItem = { kind: "number_card", name: "a", width: 3, height: 1, label: "A", goes_to: null, value: 5, warn_from: 1 };

describe("arranging a page", () => {
	it("moves one place, never off either end", () => {
		expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
		expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
		expect(moved(["a", "b"], 1, 9)).toEqual(["a", "b"]);
		expect(moved(["a"], 4, 0)).toEqual(["a"]);
	});
	it("sizes in steps, a figure only in width", () => {
		expect(sized(card, 1, 1)).toMatchObject({ width: 4, height: 1 });
		expect(sized(card, -1, 0).width).toBe(3);
		expect(sized({ ...card, kind: "chart", width: 12 }, 1, 1)).toMatchObject({ width: 12, height: 2 });
		expect(sized({ ...card, width: 5 }, 1, 0).width).toBe(4);
	});
	it("listens to Alt and the arrows alone", () => {
		const key = (name: string, altKey = true, shiftKey = false) => keyed({ key: name, altKey, shiftKey });
		expect(key("ArrowRight")).toEqual({ move: 1 });
		expect(key("ArrowUp")).toEqual({ move: -1 });
		expect(key("ArrowRight", true, true)).toEqual({ wider: 1 });
		expect(key("ArrowUp", true, true)).toEqual({ higher: -1 });
		expect(key("ArrowRight", false)).toBeUndefined();
		expect(key("a")).toBeUndefined();
	});
	it("keeps of an item what is the person's", () => expect(plain(card)).toEqual({ kind: "number_card", name: "a", width: 3, height: 1, warn_from: 1 }));
	it("hurts from its bounds on", () => {
		expect([0, 1, 9, 10].map((value) => hurtOf({ value, warn_from: 1, alarm_from: 10 }))).toEqual(["", "due", "due", "danger"]);
		expect(hurtOf({ value: 99 })).toBe("");
	});
});
