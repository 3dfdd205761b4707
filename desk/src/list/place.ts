// How far a list was scrolled, so that coming back from a record finds the same place.
const kept = new Map<string, number>();

export const keepPlace = (address: string, top: number) => kept.set(address, top);

/** The place of a list that is come back to; one that is opened anew begins at its top. */
export const placeKept = (address: string): number | undefined => (window.history.state?.forward ? kept.get(address) : undefined);
