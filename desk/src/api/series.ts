// Events that repeat: a rule in words, and changes of one event, the following ones, or all.
import type { AgendaEvent } from "./agenda";
import { get, post, type Arguments } from "./client";

const SERIES = "relcrm.api.series";
export type Scope = "this" | "following" | "all";

export interface RuleInWords {
	rrule: string;
	words: string;
	dates: string[];
}
export interface Series {
	name: string;
	rrule: string;
	words: string;
	ended: 0 | 1;
	done: number;
	ahead: number;
	dates: string[];
}
export const describeRule = (rrule: string, startsOn: string, signal?: AbortSignal) => get<RuleInWords>(`${SERIES}.describe`, { rrule, starts_on: startsOn }, signal);
export const getSeries = (name: string, signal?: AbortSignal) => get<Series>(`${SERIES}.get_series`, { name }, signal);
export const startSeries = (name: string, rrule: string) => post<AgendaEvent>(`${SERIES}.start`, { name, rrule });
export const changeSeries = (name: string, values: Arguments, scope: Scope) => post<AgendaEvent>(`${SERIES}.change`, { name, values, scope });
export const removeOfSeries = (name: string, scope: Scope) => post<{ deleted: number }>(`${SERIES}.remove`, { name, scope });
export const endSeries = (name: string) => post<{ deleted: number }>(`${SERIES}.end`, { name });
/** The events that go with one: it and the following, all still to be done, or the later ones. */
export const getGoing = (name: string, scope: "following" | "all" | "later") => get<string[]>(`${SERIES}.get_going`, { name, scope }).then((names) => names ?? []);
