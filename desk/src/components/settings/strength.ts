// How hard a password is to guess, from 0 to 4, by its length and variety; the server has the last word.
const CLASSES = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u];

export function strengthOf(password: string): number {
	if (!password) return 0;
	const kinds = CLASSES.filter((one) => one.test(password)).length;
	const different = new Set(password.toLowerCase()).size;
	if (password.length < 8 || different < 4) return 1;
	const points = (password.length >= 12 ? 1 : 0) + (password.length >= 16 ? 1 : 0) + (kinds >= 3 ? 1 : 0) + (different >= 9 ? 1 : 0);
	return Math.min(1 + points, 4);
}
