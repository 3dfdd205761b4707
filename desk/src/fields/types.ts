// What every field type folder gives: how it is entered, how it is shown, how it is filtered.
import type { Component } from "vue";
import type { Doc } from "@/api/documents";
import type { Field } from "@/api/meta";

export interface InputProps {
	field: Field;
	id?: string;
	describedBy?: string;
	invalid?: boolean;
	disable?: boolean;
	doc: Doc;
	/** What the linked record is called, when it is known. */
	title?: string;
	/** The doctype whose record this field is part of. */
	doctype?: string;
	/** A cell of a grid: narrow, and Tab goes from cell to cell. */
	cell?: boolean;
}

export interface ViewProps {
	field: Field;
	value: unknown;
	doc: Doc;
	title?: string;
}

export interface FieldType {
	Input: Component;
	View: Component;
	operators: Operator[];
	/** Numbers stand at the right end of their column. */
	end?: boolean;
	/** Takes the whole width of a form. */
	wide?: boolean;
	/** Names itself (a group, a tick box): the form draws no label that points to one control. */
	group?: boolean;
	/** Draws its own labels: the form puts none above it. */
	bare?: boolean;
}

export type Operator = "like" | "not like" | "=" | "!=" | ">" | "<" | ">=" | "<=" | "between" | "is";

export const TEXT_OPERATORS: Operator[] = ["like", "not like", "=", "!=", "is"];
export const CHOICE_OPERATORS: Operator[] = ["=", "!=", "is"];
export const RANGE_OPERATORS: Operator[] = ["=", ">=", "<=", ">", "<", "is"];
