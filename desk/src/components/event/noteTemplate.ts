// The headings that a kind of event puts into an empty note. They are not typed: left alone, they are not kept.
import { nextTick } from "vue";

const linesOf = (text: string) => text.split("\n").map((line) => line.trim());

/** A note as it begins: each heading with room to write after it. */
export const beginNote = (template = "") =>
	linesOf(template)
		.filter(Boolean)
		.map((line) => (line.endsWith(":") ? `${line} ` : line))
		.join("\n");

/** The note without the headings under which nothing was written. */
export function writtenNote(text: string, template = ""): string {
	const headings = linesOf(template).filter(Boolean);
	const kept: string[] = [];
	let below = false;
	for (const line of text.split("\n").reverse()) {
		const bare = line.trim();
		const heading = headings.includes(bare);
		if (!heading || below) kept.push(line.trimEnd());
		if (bare) below = !headings.some((one) => bare.startsWith(one));
	}
	return kept.reverse().join("\n").trim();
}

/** The note when the kind becomes known or another: new headings where nothing was written, else as it is. */
export const noteFor = (text: string, before = "", now = "") => (writtenNote(text, before) ? text : beginNote(now));

/** Puts the caret behind the first heading. */
export async function toFirstHeading(box: HTMLTextAreaElement | undefined) {
	await nextTick();
	if (!box) return;
	const end = box.value.indexOf("\n");
	const place = end < 0 ? box.value.length : end;
	box.setSelectionRange(place, place);
}
