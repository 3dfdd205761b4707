// Moving and sizing what stands on a page: plain steps on a list, so that mouse and keyboard do the same.
import type { Item, ShownItem } from "@/api/workspaces";

export const WIDTHS = [3, 4, 6, 8, 12];
export const HEIGHTS = [1, 2, 3];

const step = (steps: number[], now: number, by: number) => steps[Math.min(steps.length - 1, Math.max(0, steps.indexOf(steps.includes(now) ? now : steps[0]) + by))];

export function moved<T>(items: T[], from: number, to: number): T[] {
	if (from < 0 || from >= items.length) return items;
	const next = [...items];
	const [one] = next.splice(from, 1);
	next.splice(Math.max(0, Math.min(next.length, to)), 0, one);
	return next;
}
export const sized = <T extends Item>(item: T, wider: number, higher: number): T => ({ ...item, width: step(WIDTHS, item.width, wider), height: item.kind === "chart" ? step(HEIGHTS, item.height, higher) : item.height });

export const plain = ({ kind, name, width, height, warn_from, alarm_from }: ShownItem): Item => ({ kind, name, width, height, ...(warn_from === undefined ? {} : { warn_from }), ...(alarm_from === undefined ? {} : { alarm_from }) });

/** What a key does to an item: Alt and an arrow moves it, with Shift it changes its size. */
export function keyed(event: { key: string; altKey: boolean; shiftKey: boolean }): { move?: number; wider?: number; higher?: number } | undefined {
	if (!event.altKey) return undefined;
	const sign = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
	if (!sign) return undefined;
	if (!event.shiftKey) return { move: sign };
	return event.key === "ArrowLeft" || event.key === "ArrowRight" ? { wider: sign } : { higher: sign };
}

export type Hurt = "" | "due" | "danger";
/** Where it hurts: from the first bound on it is to watch, from the second it is bad. */
export function hurtOf(item: Pick<ShownItem, "value" | "warn_from" | "alarm_from">): Hurt {
	const value = item.value ?? 0;
	if (item.alarm_from !== undefined && value >= item.alarm_from) return "danger";
	return item.warn_from !== undefined && value >= item.warn_from ? "due" : "";
}
