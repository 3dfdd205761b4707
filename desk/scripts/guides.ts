// The guides of docs/user as pages of the desk: written into it when it is built, by the few forms of Markdown they use.
import type { Plugin } from "vite";
import { anchorOf } from "./anchors";

const GUIDE = /\/docs\/user\/(?:it\/)?[\w-]+\.md$/;
const ITEM = /^(?:- |\d+\. )/;
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function words(text: string): string {
	const codes: string[] = [];
	const rest = text.replace(/`([^`]+)`/g, (_all, code: string) => `\u0001${codes.push(`<code>${escaped(code)}</code>`) - 1}\u0001`);
	return marked(escaped(rest)).replace(/\u0001(\d+)\u0001/g, (_all, at: string) => codes[Number(at)]);
}
const marked = (text: string) =>
	text
		.replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_all, label: string, to: string) => (/^[\w-]+\.md/.test(to) ? `<a href="${to.replace(/\.md/, "")}">${label}</a>` : label))
		.replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
		.replace(/\*([^*]+)\*/g, "<em>$1</em>");

function table(lines: string[]): string {
	const rows = lines.map((line) => line.replace(/^\||\|$/g, "").split("|").map((cell) => words(cell.trim())));
	const row = (cells: string[], tag: string) => `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
	return `<div class="table-scroll" tabindex="0"><table class="table"><thead>${row(rows[0], "th")}</thead><tbody>${rows.slice(2).map((cells) => row(cells, "td")).join("")}</tbody></table></div>`;
}
function list(lines: string[]): string {
	const items: string[] = [];
	for (const line of lines) {
		if (ITEM.test(line)) items.push(line.replace(ITEM, ""));
		else items[items.length - 1] += ` ${line.trim()}`;
	}
	const tag = /^\d/.test(lines[0]) ? "ol" : "ul";
	return `<${tag}>${items.map((item) => `<li>${words(item)}</li>`).join("")}</${tag}>`;
}
function block(lines: string[]): string {
	const heading = /^(#{2,4}) (.+)$/.exec(lines[0]);
	if (heading) return `<h${heading[1].length} id="${anchorOf(heading[2])}">${words(heading[2])}</h${heading[1].length}>${lines.length > 1 ? block(lines.slice(1)) : ""}`;
	if (lines[0].startsWith("|")) return table(lines);
	if (lines[0].startsWith("    ")) return `<pre><code>${escaped(lines.map((line) => line.slice(4)).join("\n"))}</code></pre>`;
	if (ITEM.test(lines[0])) return list(lines);
	const begins = lines.findIndex((line) => line.startsWith("|") || ITEM.test(line));
	if (begins > 0) return block(lines.slice(0, begins)) + block(lines.slice(begins));
	return `<p>${words(lines.map((line) => line.trim()).join(" "))}</p>`;
}

/** A guide as its title and its text in HTML; pictures, and the line to the other language, stay outside. */
export function readGuide(source: string): { title: string; html: string } {
	const [first, ...rest] = source.split("\n");
	const blocks = rest
		.filter((line) => !line.startsWith("!["))
		.join("\n")
		.replace(/^(?:Italian|In inglese|English|Inglese): \[[^\]]+\]\([^)]+\)\.\s?/m, "")
		.split(/\n\s*\n/)
		.map((text) => text.split("\n").filter((line) => line.trim()))
		.filter((lines) => lines.length);
	return { title: first.replace(/^# /, ""), html: blocks.map(block).join("\n") };
}

/** Makes a guide of docs/user a module with its title and its text. */
export const guides = (): Plugin => ({
	name: "guides",
	transform: (source, id) => (GUIDE.test(id) ? { code: `export default ${JSON.stringify(readGuide(source))}`, map: null } : undefined),
});
