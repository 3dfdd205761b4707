import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { setTexts } from "@/i18n/translate";
import { cellOf, textOf } from "./cells";
import { listed } from "./sample";
import { groupedFields, operatorsOf } from "./fields";

afterAll(() => setTexts("en", {}));
beforeEach(() => setTexts("it", { Customer: "Cliente", Yes: "Sì" }));

describe("a cell of a list", () => {
	it.each([
		["Date", "2026-11-23", "23/11/2026"],
		["Datetime", "2026-11-23 10:00:00", "23/11/2026 10:00"],
		["Time", "09:30:00", "09:30"],
		["Int", 12345, "12.345"],
		["Percent", 12.5, "12,5 %"],
		["Select", "Customer", "Cliente"],
		["Check", 1, "Sì"],
		["Check", 0, ""],
		["Text Editor", "<p>Buon <b>giorno</b></p>", "Buon giorno"],
		["Data", null, ""],
	])("%s %j reads %j", (fieldtype, value, text) => expect(textOf(listed("x", { fieldtype }), value, {})).toBe(text));
	it("never shows a record's code", () => {
		const link = listed("party", { fieldtype: "Link", options: "Party" });
		expect(textOf(link, "PTY-0000001", {})).toBe("");
		expect(textOf(link, "PTY-0000001", { party: { "PTY-0000001": "Casale S.r.l." } })).toBe("Casale S.r.l.");
	});
	it("joins the values of several rows", () => expect(textOf(listed("roles", { fieldtype: "Select" }), ["Customer", "Fornitore"], {})).toBe("Cliente, Fornitore"));
	it("makes numbers callable and states tags", () => {
		expect(cellOf(listed("main_phone"), "+390422123456", {})).toMatchObject({ kind: "phone", text: "0422 123456", href: "tel:+390422123456" });
		expect(cellOf(listed("lifecycle_stage", { fieldtype: "Select" }), "Customer", {}).kind).toBe("tag");
		expect(cellOf(listed("pec"), "a@pec.example.com", {})).toMatchObject({ kind: "mail", href: "mailto:a@pec.example.com" });
		expect(cellOf(listed("website"), "casale.example.com", {}).href).toBe("https://casale.example.com");
	});
});

describe("choosing a field", () => {
	const fields = [listed("a", { label: "Città" }), listed("agent.full_name", { label: "Nome", group: "Agente" }), listed("profile:x", { label: "Macchine", group: "Profilo" })];
	it("groups them and finds by any part, without accents", () => {
		expect(groupedFields(fields).map((group) => group.title)).toEqual(["", "Agente", "Profilo"]);
		expect(groupedFields(fields, "citta").map((group) => group.fields[0].path)).toEqual(["a"]);
		expect(groupedFields(fields, "agente nome")).toHaveLength(1);
		expect(groupedFields(fields, "niente")).toEqual([]);
	});
	it("offers comparisons as people reach for them", () => {
		expect(operatorsOf(listed("d", { fieldtype: "Date", operators: ["=", "within", "between", ">"] }))).toEqual(["within", "between", "="]);
		expect(operatorsOf(listed("l", { fieldtype: "Link", operators: ["=", "!=", "in", "not in", "is"] }))).toEqual(["in", "not in", "is"]);
		expect(operatorsOf(listed("t", { fieldtype: "Link", operators: ["=", "in", "not in", "is", "below", "not below"] }))[0]).toBe("below");
	});
});
