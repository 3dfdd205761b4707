import { describe, expect, it } from "vitest";
import type { OwnField } from "@/api/customise";
import type { Field, Meta } from "@/api/meta";
import { changed, inUse, titleFields } from "./leading";

const field = (fieldname: string, fieldtype: string, more: Partial<Field> = {}): Field => ({ fieldname, fieldtype, ...more });
const meta: Meta = { name: "Thing", permissions: [], fields: [field("title", "Data"), field("since", "Date"), field("until", "Date"), field("where", "Select", { options: "A\nB" }), field("how", "Select", { options: "C\nD" })] };

describe("the leading fields", () => {
	it("are those taken by themselves until others are chosen", () => {
		expect(inUse(meta, { title: "title" })).toEqual({ title: "title", date: "since", end: "until", state: "where" });
		expect(inUse({ ...meta, relcrm_date: "until", relcrm_state: "how" }, { title: "title" })).toEqual({ title: "title", date: "until", end: "", state: "how" });
	});
	it("that name a record are short texts in sight", () => {
		const own = (fieldname: string, more: object) => ({ fieldname, fieldtype: "Data", hidden: 0, level: 0, ...more }) as OwnField;
		const fields = [own("a", {}), own("b", { hidden: 1 }), own("c", { level: 1 }), own("d", { fieldtype: "Date" })];
		expect(titleFields({ fields }).map((one) => one.fieldname)).toEqual(["a"]);
	});
	it("are sent as far as they are new, the two days together", () => {
		const before = { title: "title", date: "since", end: "until", state: "where" };
		expect(changed(before, before)).toEqual({});
		expect(changed({ ...before, end: "" }, before)).toEqual({ date: "since", end: "" });
		expect(changed({ ...before, title: "code", state: "how" }, before)).toEqual({ title: "code", state: "how" });
	});
});
