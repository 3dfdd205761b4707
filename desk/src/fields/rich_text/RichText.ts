// Formatted text drawn as elements of ours: only known marks are kept, nothing of it is run, no address but a web, mail or telephone one.
import { defineComponent, h, type VNode } from "vue";

const TAGS: Record<string, string> = {
	P: "p", DIV: "div", BR: "br", B: "strong", STRONG: "strong", I: "em", EM: "em", U: "u", S: "s", STRIKE: "s", DEL: "s", UL: "ul", OL: "ol", LI: "li", H1: "h4", H2: "h4", H3: "h4", H4: "h4", H5: "h4", H6: "h4",
	BLOCKQUOTE: "blockquote", CODE: "code", PRE: "pre", HR: "hr", TABLE: "table", THEAD: "thead", TBODY: "tbody", TR: "tr", TD: "td", TH: "th", SPAN: "span",
}; // prettier-ignore
const DROPPED = new Set(["SCRIPT", "STYLE", "TITLE", "META", "LINK", "IFRAME", "OBJECT", "TEMPLATE", "HEAD"]);
const ADDRESS = /^(https?:\/\/|mailto:|tel:|\/(?!\/))/i;
const PICTURE = /^(https?:\/\/|\/(?!\/)|data:image\/(png|jpeg|gif|webp);base64,)/i;

function drawn(node: Node): VNode | string | (VNode | string)[] {
	if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? "";
	if (node.nodeType !== Node.ELEMENT_NODE) return "";
	const element = node as HTMLElement;
	if (DROPPED.has(element.tagName)) return "";
	const inside = [...element.childNodes].flatMap(drawn);
	if (element.tagName === "A") {
		const href = element.getAttribute("href")?.trim() ?? "";
		return ADDRESS.test(href) ? h("a", { href, target: "_blank", rel: "noopener" }, inside) : inside;
	}
	if (element.tagName === "IMG") {
		const src = element.getAttribute("src")?.trim() ?? "";
		return PICTURE.test(src) ? h("img", { src, alt: element.getAttribute("alt") ?? "", loading: "lazy" }) : "";
	}
	const tag = TAGS[element.tagName];
	return tag ? h(tag, inside) : inside;
}

export function richNodes(html: string): (VNode | string)[] {
	const page = new DOMParser().parseFromString(html, "text/html");
	return [...page.body.childNodes].flatMap(drawn);
}

export default defineComponent({
	name: "RichText",
	props: { html: { type: String, required: true } },
	setup: (props) => () => h("div", { class: "rich" }, richNodes(props.html)),
});
