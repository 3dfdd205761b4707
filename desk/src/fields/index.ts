// Which folder serves which field type. A new type touches its folder and one line here.
import type { Field } from "@/api/meta";
import attach from "./attach";
import check from "./check";
import color from "./color";
import data from "./data";
import date from "./date";
import datetime from "./datetime";
import duration from "./duration";
import dynamicLink from "./dynamic_link";
import link from "./link";
import number from "./number";
import outcome from "./outcome";
import password from "./password";
import rating from "./rating";
import richText from "./rich_text";
import select from "./select";
import table from "./table";
import tableMultiselect from "./table_multiselect";
import text from "./text";
import time from "./time";
import type { FieldType } from "./types";

const types: Record<string, FieldType> = {
	Attach: attach,
	"Attach Image": attach,
	Check: check,
	Code: text,
	Color: color,
	Currency: number,
	Data: data,
	Date: date,
	Datetime: datetime,
	Duration: duration,
	"Dynamic Link": dynamicLink,
	Float: number,
	"HTML Editor": richText,
	Int: number,
	JSON: text,
	Link: link,
	"Long Int": number,
	"Long Text": text,
	"Markdown Editor": text,
	Outcome: outcome,
	Password: password,
	Percent: number,
	Rating: rating,
	Select: select,
	"Small Text": text,
	Table: table,
	"Table MultiSelect": tableMultiselect,
	Text: text,
	"Text Editor": richText,
	Time: time,
};

export const fieldType = (field: Field): FieldType => types[field.fieldtype] ?? data;
