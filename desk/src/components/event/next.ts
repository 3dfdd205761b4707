// What follows an event, while it is typed.
export interface Next {
	follow: boolean;
	next: string;
	/** Kind of the next step, and who does it; empty: as usual, and me. */
	nextType: string;
	nextFor: string;
}

export const emptyNext = (): Next => ({ follow: false, next: "", nextType: "", nextFor: "" });

/** Outcomes that ask for a next step by themselves, by the words of the delivered kinds of event. */
export const asksNext = (outcome: string) => ["Call back", "No answer", "To be continued"].includes(outcome);
