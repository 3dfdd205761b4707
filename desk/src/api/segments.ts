// Segments: kept groups of companies or contacts, and what a draft of one finds.
import { get, post, resource } from "./client";
import type { Condition, Group, Row, Titles, Visibility } from "./lists";

export type Target = "Party" | "Contact Person";
export type How = "Added" | "Taken Out" | "";
export interface SegmentRow {
	name: string;
	segment_name: string;
	target: Target;
	description?: string | null;
	visibility: Visibility;
	role?: string | null;
	owner: string;
	owner_name: string;
	mine: 0 | 1;
	/** Full names of the single colleagues whom the owner lets in; told to the owner alone. */
	shared_with: string[];
	frozen_on?: string | null;
	frozen_from?: string | null;
	watched: 0 | 1;
	watched_on?: string | null;
	modified: string;
}
export interface Named {
	name: string;
	title: string;
}
export interface Segment extends SegmentRow {
	conditions: Group;
	editable: 0 | 1;
	/** Whether the reader may say who sees it. */
	shareable: 0 | 1;
	deletable: 0 | 1;
	added: Named[];
	taken_out: Named[];
}
export interface SegmentValues {
	segment_name: string;
	target?: Target;
	description?: string;
	visibility: Visibility;
	role?: string;
	watched?: 0 | 1;
	conditions: Group;
	added?: string[];
	modified?: string;
}
export interface Preview {
	count: number;
	capped: boolean;
	/** How many there are in all. */
	of: number;
	rows: Row[];
	titles: Titles;
}
/** A condition, or a column to begin one with, that a few letters may mean. */
export interface Suggestion {
	node?: Condition | Group;
	field?: string;
	title: string;
	of: string;
}

const SEGMENTS = "relcrm.api.segments";
export const getSegments = (target?: Target) => get<SegmentRow[]>(`${SEGMENTS}.get_segments`, { target });
export const getSegment = (name: string) => get<Segment>(`${SEGMENTS}.get_segment`, { name });
export const saveSegment = (values: Partial<SegmentValues>, name?: string) => post<Segment>(`${SEGMENTS}.save_segment`, { values, name });
export const previewSegment = (target: Target, conditions: Group, name?: string, signal?: AbortSignal) => post<Preview>(`${SEGMENTS}.preview`, { target, conditions, name }, signal);
export const suggestConditions = (target: Target, text: string, signal: AbortSignal) => get<Suggestion[]>(`${SEGMENTS}.suggest`, { target, text }, signal);
export const setMembers = (name: string, members_by_hand: string[], how: How) => post<Segment>(`${SEGMENTS}.set_members`, { name, members_by_hand, how });
export interface Change extends Named {
	what: "entered" | "left";
	on: string;
}
export interface Changes {
	entered: number;
	left: number;
	rows: Change[];
	more: boolean;
}
export const getChanges = (name: string, days: number) => get<Changes>(`${SEGMENTS}.get_changes`, { name, days });
export const freezeSegment = (name: string, title?: string) => post<string>(`${SEGMENTS}.freeze`, { name, title });
export const deleteSegment = (name: string) => resource<string>("DELETE", "Segment", name);
