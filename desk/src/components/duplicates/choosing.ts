// Which value of two is taken: what somebody chose, else that of the one that stays, else the other's.
import type { ComparedField } from "@/api/duplicates";

export type Side = 0 | 1;
export type Choices = Readonly<Record<string, Side>>;

/** The side whose value is taken; undefined where both are (joined notes). */
export function takenSide(field: ComparedField, kept: Side, choices: Choices): Side | undefined {
	if (field.fieldname in choices) return choices[field.fieldname];
	if (field.joined && field.choosable) return undefined;
	return field.values[kept] ? kept : kept === 0 ? 1 : 0;
}

/** What is sent: only what differs from what would be taken anyway. */
export function sentChoices(fields: ComparedField[], kept: Side, choices: Choices): Record<string, "kept" | "merged"> {
	const said = fields.filter((field) => field.choosable && field.fieldname in choices);
	return Object.fromEntries(said.map((field) => [field.fieldname, choices[field.fieldname] === kept ? "kept" : "merged"]));
}

/** A row of both tables stands beside its like; the rest follows. */
export function pairRows([left, right]: [string[], string[]]): { left: string; right: string; same: boolean }[] {
	const rest = [...right];
	const rows = left.map((row) => {
		const at = rest.indexOf(row);
		if (at >= 0) rest.splice(at, 1);
		return { left: row, right: at >= 0 ? row : "", same: at >= 0 };
	});
	const free = rows.filter((row) => !row.same);
	for (const row of rest) {
		const place = free.shift();
		if (place) place.right = row;
		else rows.push({ left: "", right: row, same: false });
	}
	return rows;
}
