// Taking hold of an event, or of empty hours, and letting go of it on another day. One drag at a time on the page.
// A place that takes what is dropped says so in its attributes: data-day, and data-hour (pixels of an hour) where it has hours.
import { reactive } from "vue";
import type { AgendaEvent } from "@/api/agenda";
import { fromServer } from "@/lib/dates";
import { snap } from "./layout";

export interface Drop {
	day: Date;
	/** Undefined where a place has no hours. */
	minutes?: number;
	person?: string;
	whole?: boolean;
}
export type Way = "move" | "stretch" | "create";
export interface Grip {
	way: Way;
	event?: AgendaEvent;
	/** Where it was taken; undefined when it lay outside the days. */
	from?: Drop;
	to?: Drop;
	active: boolean;
	done: (from: Drop | undefined, to: Drop) => void;
}

const PRESS = 350;
const SLACK = 6;
const EDGE = 48;
const LATEST = 1425;
export const drag = reactive<{ grip?: Grip }>({});
let begin = { x: 0, y: 0, offset: 0, least: 0 };
let last = { x: 0, y: 0 };
let timer: ReturnType<typeof setTimeout> | undefined;
let frame = 0;
let scroller: HTMLElement | null = null;

/** What lies under a point of the screen. */
export function dropAt(x: number, y: number, offset = 0, least = 0): Drop | undefined {
	const place = document.elementsFromPoint(x, y).find((element): element is HTMLElement => element instanceof HTMLElement && element.dataset.day !== undefined);
	const day = fromServer(place?.dataset.day);
	if (!place || !day) return undefined;
	const hour = Number(place.dataset.hour ?? 0);
	const minutes = hour ? ((y - place.getBoundingClientRect().top) / hour) * 60 - offset : undefined;
	return { day, minutes: minutes === undefined ? undefined : Math.max(least, Math.min(1440, minutes)), person: place.dataset.person || undefined, whole: place.dataset.whole !== undefined };
}

/**
 * Begins a drag: at once with a mouse, after a long press with a finger, so that a swipe still scrolls.
 * `offset`: minutes between the event's start and where it was taken; `least`: the earliest minute it may land on.
 */
export function grab(pointer: PointerEvent, way: Way, done: Grip["done"], event?: AgendaEvent, offset = 0, least = 0) {
	if (pointer.button !== 0 || drag.grip || event?.busy) return;
	const from = dropAt(pointer.clientX, pointer.clientY);
	last = { x: pointer.clientX, y: pointer.clientY };
	begin = { ...last, offset, least };
	drag.grip = { way, event, from, to: from, active: false, done };
	scroller = (pointer.target as HTMLElement).closest(".agenda-scroll") ?? document.querySelector(".agenda-scroll");
	window.addEventListener("pointermove", follow);
	window.addEventListener("pointerup", release);
	window.addEventListener("pointercancel", drop);
	window.addEventListener("keydown", escape, { capture: true });
	window.addEventListener("contextmenu", hold, { capture: true });
	if (pointer.pointerType === "mouse") return;
	timer = setTimeout(() => {
		if (!drag.grip) return;
		drag.grip.active = true;
		navigator.vibrate?.(15);
		aim();
	}, PRESS);
}

/** Where a link that is dragged here from elsewhere would land; undefined where nothing takes it. */
export function aimAt(x: number, y: number): Drop | undefined {
	const to = dropAt(x, y);
	if (to?.minutes !== undefined) to.minutes = Math.min(snap(to.minutes), LATEST);
	drag.grip = to && { way: "move", to, active: true, done: () => undefined };
	return to;
}
export const aimNowhere = () => (drag.grip = undefined);

/** While something is held the page must not scroll under the finger. */
export function hold(event: Event) {
	if (drag.grip?.active && event.cancelable) event.preventDefault();
}

function follow(pointer: PointerEvent) {
	const grip = drag.grip;
	if (!grip) return;
	last = { x: pointer.clientX, y: pointer.clientY };
	if (!grip.active) {
		if (Math.abs(last.x - begin.x) + Math.abs(last.y - begin.y) <= SLACK) return;
		if (pointer.pointerType !== "mouse") return drop();
		grip.active = true;
	}
	pointer.preventDefault();
	aim();
	if (!frame) frame = requestAnimationFrame(scroll);
}
function aim() {
	const grip = drag.grip;
	const to = dropAt(last.x, last.y, grip?.way === "move" ? begin.offset : 0, grip?.way === "move" ? begin.least : 0);
	if (!grip) return;
	if (to?.minutes !== undefined) to.minutes = Math.min(snap(to.minutes), grip.way === "move" ? LATEST : 1440);
	grip.to = to;
}
/** Near the upper or lower edge the hours scroll by themselves. */
function scroll() {
	frame = 0;
	if (!drag.grip?.active || !scroller) return;
	const box = scroller.getBoundingClientRect();
	const above = last.y < box.top && !drag.grip.from; // it still comes from outside the days
	const by = above ? 0 : last.y < box.top + EDGE ? -9 : last.y > Math.min(box.bottom, window.innerHeight) - EDGE ? 9 : 0;
	if (!by) return;
	scroller.scrollTop += by;
	aim();
	frame = requestAnimationFrame(scroll);
}
function release() {
	const grip = drag.grip;
	drop();
	if (!grip?.active) return;
	blockClick();
	if (grip.to) grip.done(grip.from, grip.to);
}
function drop() {
	clearTimeout(timer);
	cancelAnimationFrame(frame);
	frame = 0;
	drag.grip = undefined;
	window.removeEventListener("pointermove", follow);
	window.removeEventListener("pointerup", release);
	window.removeEventListener("pointercancel", drop);
	window.removeEventListener("keydown", escape, { capture: true });
	window.removeEventListener("contextmenu", hold, { capture: true });
}
function escape(event: KeyboardEvent) {
	if (event.key !== "Escape" || !drag.grip?.active) return;
	event.stopPropagation();
	drop();
	blockClick();
}
/** The click that ends a drag must not open what lies there. */
function blockClick() {
	const stop = (event: MouseEvent) => {
		event.preventDefault();
		event.stopPropagation();
	};
	window.addEventListener("click", stop, { capture: true, once: true });
	setTimeout(() => window.removeEventListener("click", stop, { capture: true }), 50);
}
