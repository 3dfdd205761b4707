// What a call note holds while it is typed, and what is sent of it.
import type { CallEntry } from "@/api/agenda";
import type { Filled } from "@/api/surveys";
import { __ } from "@/i18n/translate";
import { addDays, atMinutes, startOfDay, toServer } from "@/lib/dates";
import { looksLikePhone } from "@/lib/phones";
import { emptyNext, type Next } from "../event/next";
import { writtenNote } from "../event/noteTemplate";
import { promisesOf, type PromiseDraft } from "../event/promises";

export interface CallDraft extends Next {
	who: string;
	party: string;
	contact: string;
	phone: string;
	asked: string;
	outcome: string;
	direction: "In" | "Out";
	when: string;
	private: boolean;
	promises: PromiseDraft[];
	/** A sheet of questions answered in this call, to be kept with it. */
	survey?: Filled;
}

export const emptyCall = (): CallDraft => ({ who: "", party: "", contact: "", phone: "", asked: "", outcome: "", direction: "In", when: "", private: false, promises: [], ...emptyNext() });

export const isWorthKeeping = (call: CallDraft, template = "") => Boolean(call.who.trim() || writtenNote(call.asked, template) || call.party);

/** The next working morning: tomorrow at ten, or Monday when tomorrow is a weekend. */
export function nextMorning(now: Date): Date {
	const day = now.getDay();
	return atMinutes(addDays(startOfDay(now), day === 5 ? 3 : day === 6 ? 2 : 1), 600);
}

/** What the next step of a call is called unless another name is given. */
export const usualNext = () => __("Call them back");

export function entryOf(call: CallDraft, callType: string | undefined, when: Date | undefined, proposed = "", template = ""): CallEntry {
	const unknown = !call.party && !call.contact;
	const who = call.who.trim();
	const number = call.phone || (unknown && looksLikePhone(who) ? who : "");
	const follow_up = call.follow ? { event_type: call.nextType || callType, subject: call.next.trim() || proposed || usualNext(), starts_on: when ? toServer(when) : undefined, assigned_to: call.nextFor || undefined } : undefined;
	return {
		notes: writtenNote(call.asked, template),
		party: call.party || undefined,
		contact_person: call.contact || undefined,
		caller_name: unknown && who && who !== number ? who : undefined,
		caller_number: unknown && number ? number : undefined,
		direction: call.direction,
		outcome: call.outcome || undefined,
		private: call.private ? 1 : 0,
		follow_up,
		promises: promisesOf(call.promises),
	};
}
