// Numbers in the reader's form: 1.240,00 in Italian, 1,240.00 in English.
import { localeOf } from "./dates";

const shaped = (value: number, options: Intl.NumberFormatOptions) =>
	new Intl.NumberFormat(localeOf(), { useGrouping: "always", ...options } as Intl.NumberFormatOptions).format(value);

export const showInt = (value: number) => shaped(value, { maximumFractionDigits: 0 });
export const showFloat = (value: number, digits = 2) => shaped(value, { maximumFractionDigits: digits });
export const showMoney = (value: number, currency = "EUR") => {
	try {
		return shaped(value, { style: "currency", currency });
	} catch {
		return `${shaped(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${currency}`;
	}
};
/** An amount that stands alone: whole euros need no noughts behind them. In a column `showMoney` keeps the decimals in line. */
export const showAmount = (value: number, currency = "EUR") => showMoney(value, currency).replace(/[.,]00(?=\D*$)/, "");
export const showPercent = (value: number) => `${showFloat(value)} %`;

/** Reads what people type: "1.240,50", "1240.5", "1 240"; undefined when it is no number. */
export function readNumber(typed: string): number | undefined {
	const text = typed.replace(/[\s\u00a0€%']/g, "");
	if (!/^-?[\d.,]+$/.test(text) || !/\d/.test(text)) return undefined;
	const comma = text.lastIndexOf(",");
	const dot = text.lastIndexOf(".");
	const decimal = comma > dot ? "," : ".";
	const other = decimal === "," ? "." : ",";
	const both = comma >= 0 && dot >= 0;
	const mark = decimal === "," ? comma : dot;
	if (mark < 0) return Number(text);
	const repeated = text.indexOf(decimal) !== mark;
	const groups = repeated || (!both && decimal === groupSign() && /^-?\d{1,3}([.,]\d{3})+$/.test(text));
	const plain = groups ? text.replace(/[.,]/g, "") : text.replaceAll(other, "").replace(decimal, ".");
	const value = Number(plain);
	return Number.isFinite(value) ? value : undefined;
}

const groupSign = () => (localeOf() === "it-IT" ? "." : ",");

/** The value as one would type it again: no grouping, the reader's decimal sign. */
export const typedNumber = (value: number) => (localeOf() === "it-IT" ? String(value).replace(".", ",") : String(value));
