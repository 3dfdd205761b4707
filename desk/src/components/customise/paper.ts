// The text of a letter head as safe HTML: what is not known is left out, whatever is in it.
const TAGS = new Set(["P", "DIV", "SPAN", "BR", "B", "STRONG", "I", "EM", "U", "H1", "H2", "H3", "H4", "UL", "OL", "LI", "TABLE", "TBODY", "TR", "TD", "TH", "THEAD", "IMG", "HR", "A", "SMALL"]);
const ATTRIBUTES = new Set(["src", "alt", "width", "height", "style", "align", "colspan", "rowspan", "class"]);

export function cleanHtml(html: string): string {
	const page = new DOMParser().parseFromString(html.replace(/\{[{%][\s\S]*?[}%]\}/g, ""), "text/html");
	for (const node of [...page.body.querySelectorAll("*")]) {
		if (!TAGS.has(node.tagName)) {
			node.remove();
			continue;
		}
		for (const { name, value } of [...node.attributes]) {
			const unsafe = name === "style" ? /url|expression|position/i.test(value) : name === "src" && !/^(\/|data:image\/)/.test(value);
			if (!ATTRIBUTES.has(name) || unsafe) node.removeAttribute(name);
		}
	}
	return page.body.innerHTML;
}
