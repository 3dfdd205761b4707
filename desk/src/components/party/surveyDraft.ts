// Answers to a sheet of questions that were begun: kept in this browser, by company and sheet, until they are saved or thrown away.
import type { Filled } from "@/api/surveys";
import { dropDraft, keepDraft, listDrafts, readDraft } from "@/lib/drafts";

export type Begun = Pick<Filled, "answers" | "refused" | "contact_person" | "notes">;

const keyOf = (party: string, sheet = "") => `survey.${party}.${sheet}`;

export const isWorthKeeping = (begun: Begun) => Boolean(Object.keys(begun.answers).length || begun.refused.length || begun.notes?.trim());

export function keepBegun(party: string, sheet: string, begun: Begun) {
	if (isWorthKeeping(begun)) keepDraft(keyOf(party, sheet), begun);
	else dropDraft(keyOf(party, sheet));
}
export const readBegun = (party: string, sheet: string) => readDraft<Begun>(keyOf(party, sheet));
export const dropBegun = (party: string, sheet: string) => dropDraft(keyOf(party, sheet));
export const hasBegun = (party: string) => listDrafts(keyOf(party)).length > 0;
