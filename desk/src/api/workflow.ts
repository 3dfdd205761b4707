// The steps of a process: which may be taken now, and taking one.
import { post } from "./client";
import type { Doc } from "./documents";

export interface Transition {
	action: string;
	next_state: string;
}

export const getTransitions = (doctype: string, name: string) => post<Transition[]>("frappe.model.workflow.get_transitions", { doc: { doctype, name } }).then((found) => found ?? []);
export const applyStep = (doctype: string, name: string, action: string) => post<Doc>("frappe.model.workflow.apply_workflow", { doc: { doctype, name }, action });
