// Noting down calls, and what passed last with whoever is on the phone.
import type { AgendaEvent, CallEntry, CallSaved } from "./agenda";
import { get, post } from "./client";

export interface LastContacts {
	happened: AgendaEvent[];
	planned: AgendaEvent[];
}

/** `entry` marks what is sent: sent twice, it is saved once. */
export const logCall = (call: CallEntry, entry: string) => post<CallSaved>("relcrm.api.calls.log_call", { ...call, entry });
export const getLastContacts = (party: string, contact: string, signal?: AbortSignal) => get<LastContacts>("relcrm.api.calls.get_last_contacts", { party: party || undefined, contact_person: contact || undefined }, signal);
