// Formatted text drawn as elements of ours: only known marks are kept, nothing of it is run, no address but a web, mail or
// telephone one, no picture from outside.
import { h, type FunctionalComponent, type VNode } from "vue";
import { __ } from "@/i18n/translate";
import "./rich.css";

type Drawn = VNode | string;

const TAGS: Record<string, string> = {
	P: "p", DIV: "div", BR: "br", B: "strong", STRONG: "strong", I: "em", EM: "em", U: "u", S: "s", STRIKE: "s", DEL: "s", UL: "ul", OL: "ol", LI: "li", H1: "h4", H2: "h4", H3: "h4", H4: "h4", H5: "h4", H6: "h4",
	BLOCKQUOTE: "blockquote", CODE: "code", PRE: "pre", HR: "hr", TABLE: "table", THEAD: "thead", TBODY: "tbody", TR: "tr", TD: "td", TH: "th", SPAN: "span",
}; // prettier-ignore
/** A quotation longer than this is folded: an answered mail shows the answer. */
const FOLDED = 160;
const DROPPED = new Set(["SCRIPT", "STYLE", "TITLE", "META", "LINK", "IFRAME", "OBJECT", "TEMPLATE", "HEAD", "SVG", "MATH", "NOSCRIPT"]);
const ADDRESS = /^(https?:\/\/|mailto:|tel:|\/(?!\/))/i;
const PICTURE = /^(\/(?!\/)|data:image\/(png|jpeg|gif|webp);base64,)/i;

function drawn(node: Node): Drawn[] {
	if (node.nodeType === Node.TEXT_NODE) return [node.textContent ?? ""];
	if (!(node instanceof Element) || DROPPED.has(node.tagName.toUpperCase())) return [];
	const inside = [...node.childNodes].flatMap(drawn);
	if (node.tagName === "A") return link(node, inside);
	if (node.tagName === "IMG") return picture(node);
	if (node.classList.contains("mention")) return [h("span", { class: "mention" }, (node.textContent ?? "").trim() || `@${node.getAttribute("data-label") ?? ""}`)];
	if (node.tagName === "BLOCKQUOTE" && !node.parentElement?.closest("blockquote") && (node.textContent ?? "").length > FOLDED) return [h("details", { class: "rich__quoted" }, [h("summary", __("Earlier message")), h("blockquote", inside)])];
	const tag = TAGS[node.tagName];
	return tag ? [h(tag, inside)] : inside;
}

function link(node: Element, inside: Drawn[]): Drawn[] {
	const href = node.getAttribute("href")?.trim() ?? "";
	return ADDRESS.test(href) ? [h("a", { href, target: "_blank", rel: "noopener noreferrer" }, inside)] : inside;
}
function picture(node: Element): Drawn[] {
	const src = node.getAttribute("src")?.trim() ?? "";
	return PICTURE.test(src) ? [h("img", { src, alt: node.getAttribute("alt") ?? "", loading: "lazy" })] : [];
}

/** Plain text keeps its lines. */
const lines = (text: string): Drawn[] => text.split("\n").map((line) => h("p", line || "\u00a0"));
const read = (html: string): Drawn[] => [...new DOMParser().parseFromString(html, "text/html").body.childNodes].flatMap(drawn);

const RichText: FunctionalComponent<{ html: string }> = ({ html }) => h("div", { class: "rich" }, /[<&]/.test(html) ? read(html) : lines(html));
RichText.props = ["html"];
export default RichText;
