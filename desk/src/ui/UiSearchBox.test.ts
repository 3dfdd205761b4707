// A fast typist's list of callers jumped back to the first letters when the slow answer arrived.
import { mount } from "@vue/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import UiSearchBox from "./UiSearchBox.vue";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function box(search: (text: string) => Promise<string[]>) {
	return mount(UiSearchBox as never, {
		props: { modelValue: "", label: "Who", search, keyOf: (item: string) => item, "onUpdate:modelValue": () => undefined } as never,
		slots: { item: "<span>{{ params.item }}</span>" },
		attachTo: document.body,
	});
}
const options = (wrapper: ReturnType<typeof box>) => wrapper.findAll("[role=option]");

describe("UiSearchBox", () => {
	it("shows the answer to the last letters only", async () => {
		const give: Record<string, (found: string[]) => void> = {};
		const wrapper = box((text) => new Promise((resolve) => (give[text] = resolve)));
		await wrapper.setProps({ modelValue: "c" } as never);
		await wrapper.find("input").trigger("input");
		await vi.advanceTimersByTimeAsync(150);
		await wrapper.setProps({ modelValue: "cas" } as never);
		await wrapper.find("input").trigger("input");
		await vi.advanceTimersByTimeAsync(150);
		give.cas(["Casale"]);
		await vi.advanceTimersByTimeAsync(0);
		give.c(["Carlo", "Casale"]);
		await vi.advanceTimersByTimeAsync(0);
		expect(options(wrapper)).toHaveLength(1);
	});
	it("marks with the arrows, takes with Enter, closes with Escape", async () => {
		const wrapper = box(async () => ["a", "b"]);
		await wrapper.setProps({ modelValue: "x" } as never);
		await wrapper.find("input").trigger("input");
		await vi.advanceTimersByTimeAsync(150);
		await wrapper.find("input").trigger("keydown", { key: "ArrowDown" });
		expect(options(wrapper)[1].attributes("aria-selected")).toBe("true");
		await wrapper.find("input").trigger("keydown", { key: "Enter" });
		expect(wrapper.emitted("take")?.[0]).toEqual(["b"]);
		expect(wrapper.find("input").attributes("aria-expanded")).toBe("false");
	});
	describe("while the answer to more letters is on its way", () => {
		async function half() {
			const give: Record<string, (found: string[]) => void> = {};
			const wrapper = box((text) => new Promise((resolve) => (give[text] = resolve)));
			const type = async (text: string, wait: number) => {
				await wrapper.setProps({ modelValue: text } as never);
				await wrapper.find("input").trigger("input");
				await vi.advanceTimersByTimeAsync(wait);
			};
			const press = (key: string) => wrapper.find("input").trigger("keydown", { key });
			await type("ve", 150);
			return { wrapper, give, type, press };
		}
		it("takes no suggestion for the first letters by Enter, but the first for all of them", async () => {
			const { wrapper, give, type, press } = await half();
			give.ve(["Vendita", "Veneto"]);
			await type("veneto", 150);
			await press("Enter");
			expect(wrapper.emitted("take")).toBeUndefined();
			give.veneto(["Veneto"]);
			await vi.advanceTimersByTimeAsync(0);
			expect(wrapper.emitted("take")).toEqual([["Veneto"]]);
		});
		it("drops an answer to the first letters that comes after more were typed", async () => {
			const { wrapper, give, type, press } = await half();
			await type("veneto", 0);
			await press("Enter");
			give.ve(["Vendita", "Veneto"]);
			await vi.advanceTimersByTimeAsync(150);
			expect(wrapper.emitted("take")).toBeUndefined();
			give.veneto(["Veneto"]);
			await vi.advanceTimersByTimeAsync(0);
			expect(wrapper.emitted("take")).toEqual([["Veneto"]]);
		});
		it("takes what the arrows chose, and keeps it marked in the new answer", async () => {
			const { wrapper, give, type, press } = await half();
			give.ve(["Vendita", "Verona", "Veneto"]);
			await type("ven", 150);
			await press("ArrowDown");
			await press("ArrowDown");
			give.ven(["Vendita", "Veneto"]);
			await vi.advanceTimersByTimeAsync(0);
			expect(options(wrapper)[1].attributes("aria-selected")).toBe("true");
			await press("Enter");
			expect(wrapper.emitted("take")).toEqual([["Veneto"]]);
		});
	});
	it("says it in words when the search fails", async () => {
		const wrapper = box(() => Promise.reject(new Error("The server does not answer.")));
		await wrapper.setProps({ modelValue: "x" } as never);
		await wrapper.find("input").trigger("input");
		await vi.advanceTimersByTimeAsync(150);
		expect(wrapper.find("[role=alert]").text()).toBe("The server does not answer.");
	});
});
