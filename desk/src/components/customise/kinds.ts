// The plain words for what a field holds.
import type { FieldKind, OwnField } from "@/api/customise";
import { __ } from "@/i18n/translate";

export const fieldKinds = (): { value: FieldKind; title: string }[] => [
	{ value: "text", title: __("Short text") },
	{ value: "long_text", title: __("Long text") },
	{ value: "choice", title: __("One choice from a list") },
	{ value: "choices", title: __("Several choices from a list") },
	{ value: "yes_no", title: __("Yes or no") },
	{ value: "date", title: __("Date") },
	{ value: "moment", title: __("Date and time") },
	{ value: "whole", title: __("Whole number") },
	{ value: "number", title: __("Number with decimals") },
	{ value: "amount", title: __("Amount") },
	{ value: "link", title: __("Link to another record") },
	{ value: "phone", title: __("Telephone") },
	{ value: "email", title: __("E-mail") },
	{ value: "file", title: __("File") },
	{ value: "rating", title: __("Rating in stars") },
];
const layoutKinds = (): { value: FieldKind; title: string }[] => [
	{ value: "section", title: __("New section") },
	{ value: "column", title: __("New column") },
	{ value: "tab", title: __("New tab") },
];

const others = (): Record<string, string> => ({ Table: __("Table"), "Text Editor": __("Formatted text"), "Dynamic Link": __("Link to another record"), Duration: __("Duration"), Time: __("Time of day"), Color: __("Colour"), Percent: __("Number with decimals"), "Attach Image": __("File"), Password: __("Password") });

export const addableKinds = () => [...fieldKinds(), ...layoutKinds()];
export const kindWord = (field: Pick<OwnField, "kind" | "fieldtype">): string => addableKinds().find((one) => one.value === field.kind)?.title ?? others()[field.fieldtype] ?? __("Text");

export const hasChoices = (kind: string) => kind === "choice" || kind === "choices";
export const isBreak = (field: Pick<OwnField, "fieldtype">) => ["Section Break", "Column Break", "Tab Break"].includes(field.fieldtype);
export const labelOf = (field: Pick<OwnField, "label" | "fieldtype">) => (field.label ? __(field.label) : "");
