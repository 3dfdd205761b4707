import { mount } from "@vue/test-utils";
import { Quasar } from "quasar";
import { describe, expect, it } from "vitest";
import { toServerDate } from "@/lib/dates";
import UiDate from "./UiDate.vue";
import UiTime from "./UiTime.vue";

describe("what is typed and left with Escape", () => {
	it("is a day that was read, for the draft that is kept", async () => {
		const box = mount(UiDate, { props: { label: "Day" }, global: { plugins: [Quasar] } });
		const input = box.get("input");
		input.element.value = "24/11/2026";
		await input.trigger("input");
		expect(box.emitted("update:modelValue")).toBeUndefined();
		await input.trigger("keydown", { key: "Escape" });
		expect(toServerDate(box.emitted("update:modelValue")?.[0][0] as Date)).toBe("2026-11-24");
	});
	it("is an hour that was read", async () => {
		const box = mount(UiTime, { props: { label: "Hour" } });
		const input = box.get("input");
		input.element.value = "1030";
		await input.trigger("input");
		await input.trigger("keydown", { key: "Escape" });
		expect(box.emitted("update:modelValue")?.[0]).toEqual([630]);
	});
});
