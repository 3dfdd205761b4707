// How an outcome reads at a glance: only the ones we know have a colour, and the word always says it too.
const GOOD = new Set(["Positive"]);
const OPEN = new Set(["Call back", "To be continued"]);
const BAD = new Set(["Negative", "Not interested", "Wrong number", "Returned"]);

export function toneOfOutcome(outcome: string): "done" | "due" | "danger" | "plain" {
	if (GOOD.has(outcome)) return "done";
	if (OPEN.has(outcome)) return "due";
	return BAD.has(outcome) ? "danger" : "plain";
}
