// A mark for what is about to be sent, so that sent twice it is saved once.
export const newEntry = () => (crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`);
