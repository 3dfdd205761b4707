// The outlines of the countries, a file of this site: a map needs nobody else.
import address from "world-atlas/countries-50m.json?url";

let asked: Promise<unknown> | undefined;

export function getOutlines(): Promise<unknown> {
	asked ??= fetch(address, { credentials: "same-origin" }).then((response) => response.json() as Promise<unknown>);
	asked.catch(() => (asked = undefined));
	return asked;
}
