// Formatted text as plain lines and back. Reading goes through the browser's parser: nothing in it is run.

/** Server HTML as text with its line breaks. */
export function fromHtml(html: string): string {
	if (!/[<&]/.test(html)) return html;
	const broken = html.replace(/<br\s*\/?>/gi, "\n").replace(/<\/(p|div|li|h\d|tr)>/gi, "\n");
	const page = new DOMParser().parseFromString(broken, "text/html");
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
