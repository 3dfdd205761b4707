// What one cell says: text in the reader's form, or a thing to click. Plain values, so that a fast scroll stays fast and
// the print, the cards and the grid say the same.
import { boot } from "@/boot";
import { plainText } from "@/api/errors";
import type { ListField, Row, Titles } from "@/api/lists";
import { isCode } from "@/fields/link/links";
import { __ } from "@/i18n/translate";
import { fromServer, showDate, showMoment } from "@/lib/dates";
import { showFloat, showInt, showMoney, showPercent } from "@/lib/numbers";
import { phoneLink, showPhone } from "@/lib/phones";

export interface Cell {
	kind: "text" | "phone" | "mail" | "site" | "tag" | "yes" | "view" | "record";
	text: string;
	href?: string;
	tone?: "done" | "danger" | "due" | "brand" | "plain";
	hue?: number;
}

const STATES = /(^|_)(status|state|stage|priority)$/;
const DRAWN = new Set(["Rating", "Color", "Attach", "Attach Image", "Duration"]);
const RECORDS = new Set(["Party", "Contact Person", "Relation Event", "Negotiation"]);
const TONES: Record<string, Cell["tone"]> = { Done: "done", Completed: "done", Won: "done", Closed: "plain", Cancelled: "plain", Lost: "plain", Overdue: "danger", High: "danger", Urgent: "danger" };

const lastPart = (path: string) => path.split(".").pop() ?? path;
export const isPhone = (field: ListField) => field.fieldtype === "Phone" || field.options === "Phone" || /(^|_)(phone|mobile|fax)(_no)?$/.test(lastPart(field.path));
const isMail = (field: ListField) => field.options === "Email" || /(^|_)(email|pec)$/.test(lastPart(field.path));
const isSite = (field: ListField) => field.options === "URL" || lastPart(field.path) === "website";
const isState = (field: ListField) => STATES.test(lastPart(field.path)) && (field.fieldtype === "Select" || field.options === "Workflow State");

export function textOf(field: ListField, value: unknown, titles: Titles, row?: Row): string {
	if (value === null || value === undefined || value === "") return "";
	if (Array.isArray(value)) return value.map((one) => textOf(field, one, titles, row)).filter(Boolean).join(", ");
	const text = String(value);
	const number = Number(value);
	switch (field.fieldtype) {
		case "Check":
			return number ? __("Yes") : "";
		case "Date":
			return dated(text, showDate);
		case "Datetime":
			return dated(text, showMoment);
		case "Time":
			return text.slice(0, 5).replace(/:$/, "");
		case "Currency":
			return showMoney(number, String(row?.[field.options ?? ""] || boot.currency));
		case "Percent":
			return showPercent(number);
		case "Int":
		case "Long Int":
			return showInt(number);
		case "Float":
			return showFloat(number);
		case "Link":
		case "Dynamic Link":
			return titles[field.path]?.[text] || (isCode(text) ? "" : __(text));
		case "Table":
		case "Table MultiSelect":
		case "Select":
			return titles[field.path]?.[text] || __(text);
		case "Text Editor":
		case "HTML Editor":
		case "Markdown Editor":
			return plainText(text);
		default:
			return isPhone(field) ? showPhone(text) : titles[field.path]?.[text] || text;
	}
}
const dated = (text: string, show: (date: Date) => string) => {
	const date = fromServer(text);
	return date ? show(date) : text;
};

export function cellOf(field: ListField, value: unknown, titles: Titles, row?: Row): Cell {
	const text = textOf(field, value, titles, row);
	if (!text) return { kind: "text", text: "" };
	if (DRAWN.has(field.fieldtype)) return { kind: "view", text };
	if (field.fieldtype === "Check") return { kind: "yes", text };
	if (isPhone(field)) return { kind: "phone", text, href: phoneLink(String(value)) };
	if (isMail(field) && text.includes("@")) return { kind: "mail", text, href: `mailto:${text}` };
	if (isSite(field)) return { kind: "site", text, href: /^https?:\/\//i.test(text) ? text : `https://${text}` };
	if (isState(field)) return { kind: "tag", text, tone: TONES[String(value)], hue: TONES[String(value)] ? undefined : hueOf(field, String(value)) };
	if (field.fieldtype === "Link" && RECORDS.has(field.options ?? "")) return { kind: "record", text };
	return { kind: "text", text };
}

/** The same word has the same colour everywhere: by its place among the choices. */
function hueOf(field: ListField, value: string): number {
	const place = (field.fieldtype === "Select" ? (field.options ?? "").split("\n").filter(Boolean) : []).indexOf(value);
	const from = place >= 0 ? place : [...value].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
	return 1 + (from % 6);
}
