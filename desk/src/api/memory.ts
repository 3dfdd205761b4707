// What one should know before a contact, and what stands promised.
import { boot } from "@/boot";
import { showAmount, showPercent } from "@/lib/numbers";
import { get, post } from "./client";

export interface MemoryLine {
	text: string;
	doctype: string;
	name: string;
	on?: string;
	note?: string;
	tone?: "danger" | "";
	amount?: number;
	percent?: number;
}

export interface MemorySection {
	key: string;
	title: string;
	lines: MemoryLine[];
	/** How many more there are than the lines show. */
	more: number;
}

export interface OpenPromise {
	event: string;
	row: string;
	promise: string;
	side: "Ours" | "Theirs";
	due_on?: string;
	kind?: "Offer" | "Discount" | "";
	value?: number;
	user_name?: string;
	contact_name?: string;
	party?: string;
	party_name?: string;
	overdue: 0 | 1;
}

/** A promise as it is sent with a call or a closed event. */
export interface NewPromise {
	promise: string;
	side: "Ours" | "Theirs";
	due_on?: string;
	kind?: string;
	value?: number;
}

/** A line with its amount or percentage as the reader writes them. */
export const sentenceOfLine = (line: MemoryLine) => [line.text, line.amount ? showAmount(line.amount, boot.currency) : line.percent ? showPercent(line.percent) : ""].filter(Boolean).join(" · ");
export const getMemory = (about: { party?: string; contact_person?: string; event?: string }, signal?: AbortSignal) => get<MemorySection[]>("relcrm.api.memory.get_memory", about, signal);
export const settlePromise = (event: string, row: string, state: "Open" | "Kept" | "Dropped") => post<OpenPromise[]>("relcrm.api.memory.settle_promise", { event, row, state });
