// What a figure of the manager's page stands for, as the list's conditions; and the order of the rows.
import type { ManagerFilters, SellerRow } from "@/api/manager";
import type { Condition, Group } from "@/api/lists";
import { addDays, fromServer, toServer, toServerDate } from "@/lib/dates";

export const CLOSED = ["Won", "Lost", "Reviewed"];
const all = (...of: Group["of"]): Group => ({ op: "all", of });

function whose(path: string, row: SellerRow | undefined, rows: SellerRow[]): Group["of"] {
	if (!row) return rows.length && rows.every((one) => one.mine) ? [[path, "in", rows.flatMap((one) => one.users)]] : [];
	return [row.key ? [path, "in", row.users] : [path, "is", "not set"]];
}

/** The open deals behind a figure; no row is the line of totals, no state is all of them. */
export function dealsBehind(rows: SellerRow[], row: SellerRow | undefined, state: string | undefined, filters: ManagerFilters, narrowed: boolean): Group {
	const everybody: Group["of"] = !row && narrowed ? [{ op: "any", of: rows.flatMap((one) => whose("agent", one, rows)) }] : whose("agent", row, rows);
	const end = fromServer(filters.to_date);
	const conditions: Condition[] = [state ? ["workflow_state", "=", state] : ["workflow_state", "not in", CLOSED]];
	if (filters.area) conditions.push(["area", "=", filters.area]);
	if (filters.from_date) conditions.push(["expected_close", ">=", filters.from_date]);
	if (end) conditions.push(["expected_close", "<", toServerDate(addDays(end, 1))]);
	return all(...everybody, ...conditions);
}

export function overdueBehind(rows: SellerRow[], row: SellerRow | undefined, now = new Date()): Group {
	const moment = toServer(now);
	const named = row ? whose("assigned_to", row, rows) : [["assigned_to", "in", rows.flatMap((one) => one.users)] as Condition];
	return all(...named, ["private", "=", 0], ["status", "in", ["Planned", "Open"]], { op: "any", of: [["ends_on", "<", moment], all(["ends_on", "is", "not set"], ["starts_on", "<", moment])] });
}

export type SortKey = "title" | "amount" | "deals" | "silent_days" | "overdue" | "next_event" | `state:${string}`;

export function sortSellers(rows: SellerRow[], key: SortKey | "", down: boolean): SellerRow[] {
	if (!key) return rows;
	const sign = down ? -1 : 1;
	const valueOf = (row: SellerRow): string | number => {
		if (key === "title") return row.title.toLocaleLowerCase();
		if (key === "next_event") return row.next_event?.starts_on ?? "9999";
		return key.startsWith("state:") ? (row.states[key.slice(6)]?.amount ?? 0) : (row[key as "amount"] ?? -1);
	};
	return [...rows].sort((a, b) => {
		const [left, right] = [valueOf(a), valueOf(b)];
		return sign * (typeof left === "string" ? left.localeCompare(String(right)) : left - Number(right));
	});
}
