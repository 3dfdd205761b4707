// A block of cells from a spreadsheet, spread over rows and columns: numbers, days and choices as people here write them.
import type { Doc } from "@/api/documents";
import type { Field } from "@/api/meta";
import { __ } from "@/i18n/translate";
import { readMoment, readDate, readTime, toServer, toServerDate, atMinutes } from "@/lib/dates";
import { readNumber } from "@/lib/numbers";
import { readDuration } from "../duration/duration";
import { isCode } from "../link/links";
import { withRow } from "./rows";

/** Tab-separated text as a spreadsheet puts it on the clipboard; quoted cells may hold tabs, quotes and line breaks. */
export function parseBlock(text: string): string[][] {
	const rows: string[][] = [[]];
	let [cell, quoted, begun] = ["", false, false];
	const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
	for (let at = 0; at < source.length; at += 1) {
		const sign = source[at];
		if (quoted) {
			if (sign !== '"') cell += sign;
			else if (source[at + 1] === '"') {
				cell += '"';
				at += 1;
			} else quoted = false;
		} else if (sign === '"' && !begun && closes(source, at)) quoted = begun = true;
		else if (sign === "\t" || sign === "\n") {
			rows[rows.length - 1].push(cell);
			if (sign === "\n") rows.push([]);
			[cell, begun] = ["", false];
		} else {
			cell += sign;
			begun = true;
		}
	}
	rows[rows.length - 1].push(cell);
	return rows;
}

/** A quote at a cell's beginning is only a mark when its pair ends a cell. */
const closes = (text: string, at: number): boolean => /^"(?:[^"]|"")*"(?=\t|\n|$)/.test(text.slice(at));

/** One cell, or several lines of one text, is an ordinary paste. */
export const isBlock = (text: string): boolean => /\t/.test(text.replace(/\n$/, "")) || /\n./.test(text.replace(/\r/g, ""));

const folded = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").trim().toLowerCase();
const YES = new Set(["1", "x", "si", "s", "yes", "y", "true", "vero", "✓", "✔"]);
const NO = new Set(["0", "no", "n", "false", "falso", "-", ""]);

export type Read = { value: unknown } | { link: string } | undefined;

/** The value of a pasted text for a field; undefined when it is none of its kind. */
export function readCell(field: Field, given: string): Read {
	const text = given.replace(/\u00a0/g, " ").trim();
	const number = (least = -Infinity) => {
		const found = readNumber(text);
		return found === undefined || found < least ? undefined : { value: found };
	};
	if (!text && field.fieldtype !== "Check") return { value: "" };
	switch (field.fieldtype) {
		case "Int":
		case "Long Int": {
			const found = readNumber(text);
			return found !== undefined && Number.isInteger(found) ? { value: found } : undefined;
		}
		case "Float":
		case "Currency":
		case "Percent":
			return number(field.non_negative ? 0 : undefined);
		case "Rating": {
			const [stars, found] = [Number(field.options) || 5, readNumber(text)];
			return found !== undefined && found >= 0 && found <= stars ? { value: found / stars } : undefined;
		}
		case "Check":
			return YES.has(folded(text)) ? { value: 1 } : NO.has(folded(text)) ? { value: 0 } : undefined;
		case "Date": {
			const day = readDate(text) ?? readMoment(text)?.day;
			return day && { value: toServerDate(day) };
		}
		case "Datetime": {
			const moment = readMoment(text.replace(/:(\d\d):\d\d(\.\d+)?$/, ":$1").replace("T", " "));
			return moment && { value: toServer(atMinutes(moment.day, moment.minutes ?? 0)) };
		}
		case "Time": {
			const minutes = readTime(text.replace(/^(\d{1,2}:\d\d):\d\d$/, "$1"));
			return minutes === undefined ? undefined : { value: toServer(atMinutes(new Date(2000, 0, 1), minutes)).slice(11) };
		}
		case "Duration": {
			const seconds = readDuration(text);
			return seconds === undefined ? undefined : { value: seconds };
		}
		case "Select":
			return choice(field, text);
		case "Link":
			return { link: text };
		case "Attach":
		case "Attach Image":
		case "Password":
			return undefined;
		default:
			return field.length && text.length > field.length ? undefined : { value: text };
	}
}

function choice(field: Field, text: string): Read {
	const found = (field.options ?? "").split("\n").map((one) => one.trim()).find((one) => one && [one, __(one)].some((name) => folded(name) === folded(text))); // prettier-ignore
	return found === undefined ? undefined : { value: found };
}

export interface CellOf {
	row: number;
	field: Field;
	text: string;
}
export interface Spread {
	rows: Doc[];
	/** Cells that are of another kind than their column. */
	unread: CellOf[];
	/** Names of linked records, to be looked up. */
	links: CellOf[];
	count: number;
}

/** A first line that only repeats the columns' names says where the others go. */
function headings(line: string[], columns: Field[]): (Field | undefined)[] | undefined {
	const named = line.map((text) => columns.find((field) => [field.label ?? "", __(field.label), field.fieldname].some((name) => folded(name) === folded(text))));
	return line.length > 1 && line.every((text, at) => named[at] || !text.trim()) && named.some(Boolean) ? named : undefined;
}

/** Lays a block over the rows from one cell on; missing rows are made, columns beyond the last are told as unread. */
export function spreadBlock(block: string[][], columns: Field[], rows: Doc[], at: { row: number; column: number }, blank: () => Doc, locked: (field: Field, row: Doc) => boolean = () => false): Spread {
	const named = headings(block[0] ?? [], columns);
	const spread: Spread = { rows, unread: [], links: [], count: 0 };
	for (const [line, cells] of (named ? block.slice(1) : block).entries()) {
		const row = at.row + line;
		if (row >= spread.rows.length) spread.rows = withRow(spread.rows, blank());
		const written: Doc = {};
		for (const [place, text] of cells.entries()) {
			const field = named ? named[place] : columns[at.column + place];
			if (!field || locked(field, spread.rows[row])) {
				if (text.trim() && !named) spread.unread.push({ row, field: field ?? { fieldname: "", label: "", fieldtype: "" }, text });
				continue;
			}
			const read = readCell(field, text);
			if (!read) spread.unread.push({ row, field, text });
			else if ("link" in read) spread.links.push({ row, field, text: read.link });
			else written[field.fieldname] = read.value;
			if (read) spread.count += 1;
		}
		spread.rows = spread.rows.map((one, index) => (index === row ? { ...one, ...written } : one));
	}
	return spread;
}

/** Finds the records that pasted names mean: one whose name or title is just that text. */
export async function findPasted(links: CellOf[], find: (doctype: string, text: string) => Promise<{ value: string; label?: string }[]>): Promise<Map<CellOf, string>> {
	const asked = new Map<string, Promise<string>>();
	const one = async (doctype: string, text: string) => {
		const found = await find(doctype, text).catch(() => []);
		const same = found.filter((option) => [option.value, option.label ?? "", __(option.value)].some((name) => folded(name) === folded(text)));
		return same.length === 1 ? same[0].value : isCode(text) && found.some((option) => option.value === text) ? text : "";
	};
	const answers = await Promise.all(
		links.map((cell) => {
			const key = `${cell.field.options}\u0000${folded(cell.text)}`;
			if (!asked.has(key)) asked.set(key, one(cell.field.options ?? "", cell.text));
			return asked.get(key) as Promise<string>;
		}),
	);
	return new Map(links.map((cell, at) => [cell, answers[at]]));
}
