// The lists whose records can be written to and called.
export const isReachable = (doctype: string) => doctype === "Party" || doctype === "Contact Person";
