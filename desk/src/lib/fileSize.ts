// How large a file is, as people say it.
import { localeOf } from "./dates";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];

export function showFileSize(bytes: number): string {
	const step = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
	return new Intl.NumberFormat(localeOf(), { style: "unit", unit: UNITS[step], unitDisplay: "short", maximumFractionDigits: step > 1 ? 1 : 0 }).format(bytes / 1000 ** step);
}
