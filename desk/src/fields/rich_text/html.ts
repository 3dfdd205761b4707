// Formatted text as plain lines and back, and cleaned on its way into the editor and out. Reading goes through the browser's parser: nothing in it is run.

const parsed = (html: string) => new DOMParser().parseFromString(html, "text/html");

/** Server HTML as text with its line breaks. */
export function fromHtml(html: string): string {
	if (!/[<&]/.test(html)) return html;
	const broken = html.replace(/<br\s*\/?>/gi, "\n").replace(/<\/(p|div|li|h\d|tr)>/gi, "\n");
	const page = parsed(broken);
	for (const code of page.querySelectorAll("script, style")) code.remove();
	return (page.body.textContent ?? "").replace(/\u00a0/g, " ").replace(/\n{3,}/g, "\n\n").trim();
}

const escaped: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Plain lines as paragraphs. */
export const toHtml = (text: string): string =>
	text
		.split("\n")
		.map((line) => `<p>${line.replace(/[&<>]/g, (sign) => escaped[sign]) || "<br>"}</p>`)
		.join("");

/** What the editor begins with: plain text keeps its lines. */
export const forEditor = (stored: string): string => (/<[a-z][^>]*>/i.test(stored) ? stored : stored ? toHtml(stored) : "");

/** What is stored: an empty paragraph keeps its height in letters and mails. */
export const forServer = (html: string): string => html.replace(/<p><\/p>/g, "<p><br></p>");

/** Word and web pages bring styles, comments and tags of their own: only the words and their plain marks stay. */
export function cleanPaste(html: string): string {
	const page = parsed(html.replace(/<!--[\s\S]*?-->/g, "").replace(/<\/?[a-z]+:[^>]*>/gi, ""));
	for (const element of page.body.querySelectorAll("style, script, meta, link, title, xml, img")) element.remove();
	for (const element of page.body.querySelectorAll<HTMLElement>("*")) {
		const style = element.getAttribute("style") ?? "";
		const listed = /mso-list:/i.test(style) && element.tagName === "P";
		if (listed) element.replaceWith(listItem(page, element));
		for (const { name } of [...element.attributes]) if (name !== "href") element.removeAttribute(name);
		if (element.tagName === "SPAN" && /font-weight:\s*(bold|[6-9]00)/i.test(style)) wrap(page, element, "strong");
		if (element.tagName === "SPAN" && /font-style:\s*italic/i.test(style)) wrap(page, element, "em");
	}
	for (const first of page.body.querySelectorAll("li")) if (!first.closest("ul, ol")) gather(page, first);
	return page.body.innerHTML;
}

function wrap(page: Document, element: HTMLElement, tag: string) {
	const mark = page.createElement(tag);
	mark.append(...element.childNodes);
	element.append(mark);
}

/** Word writes a list as paragraphs that begin with a drawn sign. */
function listItem(page: Document, paragraph: HTMLElement): HTMLElement {
	const item = page.createElement("li");
	item.innerHTML = paragraph.innerHTML.replace(/^(\s|&nbsp;|<span[^>]*>|<\/span>)*([·•o§\-–]|\d+[.)])(\s|&nbsp;|<span[^>]*>|<\/span>)+/i, "");
	return item;
}

function gather(page: Document, first: Element) {
	const list = page.createElement("ul");
	first.before(list);
	for (let next: Element | null = first; next?.tagName === "LI"; next = list.nextElementSibling) list.append(next);
}
