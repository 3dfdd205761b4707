// The fields that a column can fill, by group; which columns a new characteristic can be made of; dates without a year.
import type { DeskBoot } from "@/api/desk";
import type { ImportColumn, ImportTarget } from "@/api/importing";

export interface TargetGroup {
	title: string;
	targets: ImportTarget[];
}
const SIGN = " › ";
const KINDS = ["Party", "Contact Person", "Relation Event", "Party Product", "Party Order", "Party Contract"];

/** The kinds of record that the reader may bring in from a file; all while that is not known. */
export const importable = (desk?: DeskBoot) => KINDS.filter((kind) => !desk || desk.rights[kind]?.import);

/** Fields by what stands before the first "›" of their label; fields without one under `own`. */
export function groupTargets(targets: ImportTarget[], own: string): TargetGroup[] {
	const groups = new Map<string, ImportTarget[]>([[own, []]]);
	for (const one of targets) {
		const [first, ...rest] = one.label.split(SIGN);
		const title = rest.length ? first : own;
		groups.set(title, [...(groups.get(title) ?? []), one]);
	}
	return [...groups].map(([title, found]) => ({ title, targets: found })).filter((group) => group.targets.length);
}

/** Where a new characteristic named like a column would stand; nothing when these records have no profile. */
export function characteristicOf(header: string, targets: ImportTarget[], doctype: string): string {
	if (doctype === "Party") return `profile:${header}`;
	return targets.some((one) => one.target.startsWith("party:")) ? `party:profile:${header}` : "";
}

/** Whether a column may add to a list what is missing there: a link, a choice of the profile, a new characteristic. */
export function canMakeMissing(target: string, targets: ImportTarget[]): boolean {
	const found = targets.find((one) => one.target === target);
	if (target.includes("profile:")) return !found || found.fieldtype === "Select";
	return found?.fieldtype === "Link" && !["agent", "assigned_to", "contact_person", "parent_party", "reports_to", "same_as"].includes(target);
}

/** Whether a date is put together from its parts and the file does not tell the year. */
export function lacksYear(columns: ImportColumn[]): boolean {
	const parts = columns.map((one) => (one.target ?? "").split("#"));
	const years = new Set(parts.filter(([, part]) => part === "year").map(([whole]) => whole));
	return parts.some(([whole, part]) => part === "month" && !years.has(whole));
}
