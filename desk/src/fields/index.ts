// Which folder serves which field type. A new type touches its folder and one line here.
import type { Field } from "@/api/meta";
import attach from "./attach";
import autocomplete from "./autocomplete";
import check from "./check";
import choices from "./choices";
import code from "./code";
import color from "./color";
import data from "./data";
import date from "./date";
import datetime from "./datetime";
import duration from "./duration";
import dynamicLink from "./dynamic_link";
import link from "./link";
import number from "./number";
import outcome from "./outcome";
import ownFields from "./own_fields";
import password from "./password";
import rating from "./rating";
import readOnly from "./read_only";
import richText from "./rich_text";
import select from "./select";
import table from "./table";
import tableMultiselect from "./table_multiselect";
import text from "./text";
import time from "./time";
import town from "./town";
import type { FieldType } from "./types";

const types: Record<string, FieldType> = {
	Attach: attach,
	"Attach Image": attach,
	Autocomplete: autocomplete,
	Check: check,
	Code: code,
	Color: color,
	Currency: number,
	Data: data,
	Date: date,
	Datetime: datetime,
	Duration: duration,
	"Dynamic Link": dynamicLink,
	Float: number,
	Geolocation: code,
	"HTML Editor": richText,
	Int: number,
	JSON: code,
	Link: link,
	"Long Int": number,
	"Long Text": text,
	"Markdown Editor": text,
	Outcome: outcome,
	"Own Fields": ownFields,
	Password: password,
	Percent: number,
	Rating: rating,
	"Read Only": readOnly,
	Select: select,
	"Small Text": text,
	Table: table,
	"Table MultiSelect": tableMultiselect,
	Text: text,
	"Text Editor": richText,
	Time: time,
};

/** Fields that say something of their neighbours, by doctype. */
const placed: Record<string, Record<string, FieldType>> = { "Party Address": { town, cap: town } };

/** Fields with several choices of one's own share one table, towns propose themselves; all others go by their type. */
export const fieldType = (field: Field, doctype = ""): FieldType => placed[doctype]?.[field.fieldname] ?? (field.fieldtype === "Table MultiSelect" && field.options === "Own Choice Row" ? choices : (types[field.fieldtype] ?? data));
