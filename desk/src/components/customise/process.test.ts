import { describe, expect, it } from "vitest";
import type { ProcessAction, ProcessState } from "@/api/customise";
import { pathOf, place } from "./placing";
import { drawingOf, processOf, remarksOn, type Drawing } from "./process";

const state = (title: string, more: Partial<ProcessState> = {}): ProcessState => ({ state: title, title, tone: "", roles: ["R"], doc_status: "0", count: 0, steps: [], ...more });
const action = (from: string, to: string): ProcessAction => ({ state: from, action: "Go", title: "Go", next_state: to, roles: ["R"], self_approval: 1, condition: null, condition_text: "" });
const draw = (states: ProcessState[], actions: ProcessAction[]): Drawing => drawingOf({ doctype: "X", title: "X", exists: true, states, actions, layout: {}, roles: [], event_types: [], people: [], fields: [] });

describe("a drawn process", () => {
	it("is laid out from the first state down, and stays where somebody put it", () => {
		const drawing = draw([state("A"), state("B"), state("C")], [action("A", "B"), action("A", "C"), action("C", "A")]);
		const { boxes, ways } = place(drawing);
		expect(boxes.B.y).toBe(boxes.C.y);
		expect(boxes.B.y).toBeGreaterThan(boxes.A.y + boxes.A.height);
		expect(Math.abs(boxes.B.x - boxes.C.x)).toBeGreaterThanOrEqual(Math.min(boxes.B.width, boxes.C.width));
		expect(Object.keys(ways)).toHaveLength(3);
		const moved = place({ ...drawing, layout: { B: { ...boxes.A } } });
		expect(moved.boxes.B).toMatchObject({ x: boxes.A.x, y: boxes.A.y });
		expect(moved.boxes.A.x).toBeGreaterThanOrEqual(boxes.A.x + boxes.A.width);
		expect(pathOf(ways[drawing.actions[0].key].points)).toMatch(/^M [-\d. ]+[QL] /);
	});
	it("keeps no label on a state", () => {
		const names = ["A", "B", "C", "D", "E", "F"];
		const drawing = draw(names.map((name) => state(name)), names.flatMap((from) => names.filter((to) => to !== from).map((to) => action(from, to))));
		const { boxes, ways } = place(drawing);
		for (const { label } of Object.values(ways)) for (const box of Object.values(boxes)) expect(label.x > box.x && label.x < box.x + box.width && label.y > box.y && label.y < box.y + box.height).toBe(false);
	});
	it("says what nobody reaches and what has no way out", () => {
		const remarks = remarksOn(draw([state("A"), state("B"), state("C", { tone: "bad" })], [action("A", "C")]));
		expect(remarks.filter((remark) => remark.stops).map((remark) => remark.key)).toEqual(["B"]);
		expect(remarks.filter((remark) => !remark.stops).map((remark) => remark.key)).toEqual(["B"]);
	});
	it("says that records go round for ever", () => {
		expect(remarksOn(draw([state("A"), state("B")], [action("A", "B"), action("B", "A")])).map((remark) => remark.key)).toEqual([""]);
	});
	it("is sent with new states by their title", () => {
		const drawing = draw([state("A")], []);
		drawing.states.push({ ...state("Nuovo", { state: "" }), key: "new-x" });
		drawing.actions.push({ ...action("A", "new-x"), key: "k" });
		drawing.layout["new-x"] = { x: 1, y: 2 };
		const sent = processOf(drawing);
		expect([sent.actions[0].state, sent.actions[0].next_state]).toEqual(["A", "Nuovo"]);
		expect(sent.layout.Nuovo).toEqual({ x: 1, y: 2 });
		expect("key" in sent.states[0]).toBe(false);
	});
});
