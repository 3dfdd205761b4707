"""Roles, a workflow and a first status."""

import frappe

STATES = (("CtrDraft", "0", "Ctr User"), ("CtrPending", "0", "Ctr Manager"), ("CtrApproved", "1", "Ctr Manager"))
TRANSITIONS = (
    ("CtrDraft", "CtrSend", "CtrPending", "Ctr User"),
    ("CtrPending", "CtrApprove", "CtrApproved", "Ctr Manager"),
)


def after_install():
    for name in ("New", "Won", "Lost"):
        if not frappe.db.exists("Ctr Status", name):
            frappe.get_doc({"doctype": "Ctr Status", "status_name": name, "color": "#112233"}).insert(
                ignore_permissions=True
            )
    make_workflow()


def make_workflow():
    for state, _docstatus, _role in STATES:
        if not frappe.db.exists("Workflow State", state):
            frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": state}).insert(ignore_permissions=True)
    for _state, action, _next_state, _role in TRANSITIONS:
        if not frappe.db.exists("Workflow Action Master", action):
            frappe.get_doc({"doctype": "Workflow Action Master", "workflow_action_name": action}).insert(
                ignore_permissions=True
            )
    if frappe.db.exists("Workflow", "Ctr Deal Flow"):
        return
    states = [{"state": s, "doc_status": d, "allow_edit": r} for s, d, r in STATES]
    states[1].update(update_field="note", update_value="pending!")
    frappe.get_doc(
        {
            "doctype": "Workflow",
            "workflow_name": "Ctr Deal Flow",
            "document_type": "Ctr Deal",
            "is_active": 1,
            "workflow_state_field": "workflow_state",
            "send_email_alert": 0,
            "states": states,
            "transitions": [
                {"state": s, "action": a, "next_state": n, "allowed": r, "allow_self_approval": 1}
                for s, a, n, r in TRANSITIONS
            ],
        }
    ).insert(ignore_permissions=True)
