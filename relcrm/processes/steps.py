"""Plans what a process asks for when a document enters a state."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate, nowdate

from relcrm.agenda.events import make_event
from relcrm.agenda.working_days import get_working_time


def get_steps(doctype: str, state: str) -> list[dict]:
    """Return the steps that the designs in use name for a state."""
    designs = frappe.get_all("Process Design", filters={"document_type": doctype, "enabled": 1}, pluck="name")
    if not designs:
        return []
    return frappe.get_all(
        "Process Design Step",
        filters={"parent": ["in", designs], "parenttype": "Process Design", "state": state},
        fields=["event_type", "subject", "days", "assigned_to"],
        order_by="idx asc",
    )


def plan_steps(doc: Document) -> list[Document]:
    """Plan the events of the state that a document has just entered."""
    before = doc.get_doc_before_save()
    if (
        doc.flags.skip_steps
        or frappe.flags.in_import
        or (before and before.workflow_state == doc.workflow_state)
    ):
        return []
    return [plan_step(doc, step) for step in get_steps(doc.doctype, doc.workflow_state) if step.event_type]


def plan_steps_of_own_kind(doc: Document, method: str | None = None) -> None:
    """Hook after any record is stored: an own kind of record has no code that would plan its steps."""
    if doc.meta.custom and not doc.meta.istable and doc.meta.has_field("workflow_state"):
        plan_steps(doc)


def plan_step(doc: Document, step: dict) -> Document:
    """Plan one event, at the beginning of the working day on which it is due."""
    assigned_to = step.get("assigned_to") or doc.get("agent") or frappe.session.user
    working = get_working_time(assigned_to)
    due = working.add_days(getdate(nowdate()) + timedelta(days=cint(step.days)), 0)
    return make_event(
        {
            "event_type": step.event_type,
            "subject": f"{_(step.subject or step.event_type, get_language(assigned_to))}: {doc.get_title()}",
            "party": doc.get("party"),
            "contact_person": doc.get("contact_person"),
            "area": doc.get("area"),
            "assigned_to": assigned_to,
            "starts_on": working.get_spans(due)[0][0],
            "status": "Planned",
            "direction": "Out",
            "reference_doctype": doc.doctype,
            "reference_name": doc.name,
        },
        by_process=True,
    )


def get_language(user: str) -> str:
    """Return the language of whoever has to do a step: their own, else the site's."""
    own = frappe.db.get_value("User", user, "language")
    return own or frappe.db.get_single_value("System Settings", "language") or "en"
