// What a reader of a screen sees and hears: texts, names of controls, hints.

/** Every visible text of the page, each once, with the names and hints of its controls. */
export function readTexts(page) {
	return page.evaluate(() => {
		const seen = new Set();
		const add = (text) => text?.trim() && seen.add(text.trim().replace(/\s+/g, " "));
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT);
		for (let node = walker.currentNode; node; node = walker.nextNode()) {
			if (["SCRIPT", "STYLE", "TEMPLATE"].includes(node.tagName)) continue;
			if (!node.checkVisibility() || node.closest("[lang]:not(html)")) continue;
			for (const name of ["aria-label", "title", "placeholder", "alt"]) add(node.getAttribute(name));
			for (const child of node.childNodes) if (child.nodeType === Node.TEXT_NODE) add(child.data);
		}
		return [...seen];
	});
}
