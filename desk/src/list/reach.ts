// How far a browser scrolls: what lies beyond is said, and reached by a filter.
import { __ } from "@/i18n/translate";
import { showInt } from "@/lib/numbers";

export const REACH = { grid: 400_000, cards: 100_000 };

/** The sentence for a list that is longer than can be scrolled; "" for any other. */
export function beyondReach(lines: number, cards: boolean): string {
	const most = cards ? REACH.cards : REACH.grid;
	return lines > most ? __("Only the first {0} of {1} rows can be scrolled to: a filter leads to the others.", [showInt(most), showInt(lines)]) : "";
}
