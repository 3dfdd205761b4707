// Noting down calls.
import type { CallEntry, CallSaved } from "./agenda";
import { post } from "./client";

/** `entry` marks what is sent: sent twice, it is saved once. */
export const logCall = (call: CallEntry, entry: string) => post<CallSaved>("relcrm.api.calls.log_call", { ...call, entry });
