import { mount } from "@vue/test-utils";
import { describe, expect, it } from "vitest";
import { fieldType } from "..";
import tableMultiselect from "../table_multiselect";
import Input from "./Input.vue";

const field = { fieldname: "custom_machines", label: "Machines", fieldtype: "Table MultiSelect", options: "Own Choice Row" };

describe("several choices of one's own", () => {
	it("have a type of their own, other tables for choices do not", () => {
		expect(fieldType(field).Input).toBe(Input);
		expect(fieldType({ ...field, options: "Party Role Row" })).toBe(tableMultiselect);
	});
	it("show what is chosen even where it is no longer offered, and take it out as a whole row", async () => {
		const box = mount(Input, { props: { field, doc: {}, modelValue: [{ name: "a", choice: "Lathe", idx: 1 }, { name: "b", choice: "Press", idx: 2 }] } });
		const ticks = box.findAll<HTMLInputElement>("input");
		expect(ticks.map((tick) => tick.element.checked)).toEqual([true, true]);
		await ticks[0].setValue(false);
		expect(box.emitted("update:modelValue")?.[0]).toEqual([[{ name: "b", choice: "Press", idx: 1 }]]);
	});
});
