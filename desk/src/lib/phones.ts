// Telephone numbers shown as people here write them: +390422123456 is "0422 123456".

/** Italian area codes have 2 digits (02, 06), 3 (010, 041, 055...: third digit 0, 1, 5, 9) or 4. */
function areaLength(number: string): number {
	if (number.startsWith("02") || number.startsWith("06")) return 2;
	return "0159".includes(number[2] ?? "") ? 3 : 4;
}

export function showPhone(stored: string | null | undefined): string {
	const text = (stored ?? "").trim();
	const digits = text.replace(/[\s().\-/]/g, "");
	if (!/^\+39\d{5,12}$/.test(digits)) return text;
	const number = digits.slice(3);
	if (number.startsWith("0")) {
		const area = areaLength(number);
		return `${number.slice(0, area)} ${number.slice(area)}`;
	}
	if (number.startsWith("3")) return `${number.slice(0, 3)} ${number.slice(3, 6)} ${number.slice(6)}`.trim();
	return number;
}

export const phoneLink = (stored: string) => `tel:${stored.replace(/[^\d+]/g, "")}`;
export const looksLikePhone = (text: string) => /^\+?[\d\s().\-/]{5,20}$/.test(text.trim()) && /\d{5}/.test(text.replace(/\D/g, ""));

/** The number in a pasted text ("Tel. 0422/12 34 56", "tel:+390422123456"); undefined when there is not just one. Only Italy keeps the 0 of "(0)". */
export function cleanPhone(pasted: string): string | undefined {
	const text = pasted.trim().replace(/^(tel|fax|cell|cellulare|mobile|phone|telefono|callto)\s*[.:]*\s*/i, "");
	const number = text.replace(/\(0\)/, /^(\+|00)39/.test(text) ? "0" : "").replace(/[\s()./\-\u2010-\u2015]/g, "").replace(/^00/, "+");
	return /^\+?\d{5,15}$/.test(number) ? showPhone(number) : undefined;
}
