// Counts the keys that are pressed beside the text itself: Enter, Tab, arrows, and each key of a shortcut.
export async function countKeys(page) {
	const count = () => {
		window.keysBesideText = 0;
		window.addEventListener("keydown", (event) => (event.key.length > 1 || event.ctrlKey || event.metaKey) && (window.keysBesideText += 1), { capture: true });
	};
	await page.addInitScript(count); // a page that is loaded anew counts from nothing
	await page.evaluate(count);
	return () => page.evaluate(() => window.keysBesideText);
}
