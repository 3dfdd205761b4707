// Formatted text from the server as elements: only these tags are drawn, nothing of the text is ever run.
import { h, type FunctionalComponent, type VNodeChild } from "vue";

const DRAWN: Record<string, string> = { P: "p", DIV: "p", BR: "br", STRONG: "strong", B: "strong", EM: "em", I: "em", U: "u", S: "s", UL: "ul", OL: "ol", LI: "li", BLOCKQUOTE: "blockquote", CODE: "code", PRE: "pre", H1: "p", H2: "p", H3: "p", H4: "p" };
const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "SVG", "MATH", "NOSCRIPT", "HEAD"]);
const SAFE_LINK = /^(https?:|mailto:|tel:|\/(?!\/))/i;

export function drawn(html: string): VNodeChild[] {
	if (!/[<&]/.test(html)) return lines(html);
	return children(new DOMParser().parseFromString(html, "text/html").body);
}

const lines = (text: string): VNodeChild[] => text.split("\n").map((line) => h("p", line || "\u00a0"));

const children = (node: Node): VNodeChild[] => [...node.childNodes].flatMap(one);

function one(node: Node): VNodeChild[] {
	if (node.nodeType === Node.TEXT_NODE) return [node.textContent ?? ""];
	if (!(node instanceof Element) || DROPPED.has(node.tagName.toUpperCase())) return [];
	const tag = node.tagName.toUpperCase();
	const inside = children(node);
	if (tag === "A") return [link(node, inside)];
	if (node.classList.contains("mention")) return [h("span", { class: "mention" }, [(node.textContent ?? "").trim() || `@${node.getAttribute("data-label") ?? ""}`])];
	return DRAWN[tag] ? [h(DRAWN[tag], inside)] : inside;
}

function link(node: Element, inside: VNodeChild[]): VNodeChild {
	const href = node.getAttribute("href") ?? "";
	return SAFE_LINK.test(href) ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, inside) : h("span", inside);
}

export const RichText: FunctionalComponent<{ html: string }> = (props) => h("div", { class: "rich-text" }, drawn(props.html));
RichText.props = ["html"];
