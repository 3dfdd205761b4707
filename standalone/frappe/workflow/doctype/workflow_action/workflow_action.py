"""What waits for somebody: a row for each document whose workflow offers further actions, and the mails about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import (
    get_workflow,
    get_workflow_name,
    has_approval_access,
    is_transition_condition_satisfied,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


class WorkflowAction(Document):
    """One awaited action."""


def process_workflow_actions(doc: Document, state: str) -> None:
    """Called for every update, cancel and deletion of any document; `state` is the event's name."""
    if not get_workflow_name(doc.doctype) or frappe.flags.in_install:
        return
    if state == "on_trash":
        _delete_actions(doc)
        return
    workflow = get_workflow(doc.doctype)
    current = doc.get(workflow.workflow_state_field)
    before = doc.get_doc_before_save()
    if before and before.get(workflow.workflow_state_field) == current:
        return
    _complete_actions(doc)
    transitions = _next_transitions(workflow, doc, current)
    if transitions and not _is_optional(workflow, current):
        _make_action(doc, current, sorted({row.allowed for row in transitions}))
        if workflow.send_email_alert:
            _queue_mails(doc, workflow, current, transitions)


def _next_transitions(workflow: Document, doc: Document, state: str) -> list[Any]:
    return [row for row in workflow.transitions if row.state == state and is_transition_condition_satisfied(row, doc)]


def _is_optional(workflow: Document, state: str) -> bool:
    return any(row.is_optional_state for row in workflow.states if row.state == state)


def _open_actions(doc: Document) -> dict:
    return {"reference_doctype": doc.doctype, "reference_name": doc.name, "status": "Open"}


def _complete_actions(doc: Document) -> None:
    names = frappe.get_all("Workflow Action", filters=_open_actions(doc), pluck="name")
    if not names:
        return
    allowed = frappe.get_all(
        "Workflow Action Permitted Role",
        filters={"parent": ["in", names]},
        pluck="role",
        parent_doctype="Workflow Action",
    )
    role = next((r for r in allowed if r in frappe.get_roles()), None)
    for name in names:
        values = {"status": "Completed", "completed_by": frappe.session.user, "completed_by_role": role}
        frappe.db.set_value("Workflow Action", name, values)


def _delete_actions(doc: Document) -> None:
    reference = {"reference_doctype": doc.doctype, "reference_name": doc.name}
    for name in frappe.get_all("Workflow Action", filters=reference, pluck="name"):
        frappe.delete_doc("Workflow Action", name, force=1, ignore_permissions=True, delete_permanently=True)


def _make_action(doc: Document, state: str, roles: Iterable[str]) -> None:
    frappe.get_doc(
        {
            "doctype": "Workflow Action",
            "reference_doctype": doc.doctype,
            "reference_name": doc.name,
            "workflow_state": state,
            "status": "Open",
            "permitted_roles": [{"role": role} for role in roles],
        }
    ).insert(ignore_permissions=True, ignore_links=True)


def _queue_mails(doc: Document, workflow: Document, state: str, transitions: list[Any]) -> None:
    row = next(r for r in workflow.states if r.state == state)
    if row.get("send_email") == 0:
        return
    recipients = sorted({user for t in transitions for user in _users_to_ask(doc, t)})
    if recipients:
        frappe.enqueue(
            send_workflow_action_email,
            queue="short",
            enqueue_after_commit=True,
            doctype=doc.doctype,
            name=doc.name,
            recipients=recipients,
            actions=sorted({t.action for t in transitions}),
            template=row.next_action_email_template,
        )


def _users_to_ask(doc: Document, transition: Any) -> list[str]:
    from frappe.utils.user import get_users_with_role

    users = get_users_with_role(transition.allowed)
    return [
        u
        for u in users
        if has_approval_access(u, doc, transition) and frappe.has_permission(doc=doc, user=u, print_logs=False)
    ]


def send_workflow_action_email(
    doctype: str, name: str, recipients: list[str], actions: list[str], template: str | None
) -> None:
    """Job: write to those who may act next. Does nothing when no outgoing account is set up."""
    doc = frappe.get_doc(doctype, name)
    if template:
        from frappe.email.doctype.email_template.email_template import get_email_template

        text = get_email_template(template, doc.as_dict())
    else:
        link = frappe.utils.get_link_to_form(doctype, name)
        offered = ", ".join(_(action) for action in actions)
        text = {
            "subject": _("{0} {1} waits for you").format(_(doctype), doc.get_title() or name),
            "message": _("Open {0}. You may choose: {1}.").format(link, offered),
        }
    frappe.sendmail(recipients=recipients, reference_doctype=doctype, reference_name=name, **text)


def get_permission_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Rows for the user, or for one of their roles."""
    user = user or frappe.session.user
    if user == "Administrator" or "System Manager" in frappe.get_roles(user):
        return ""
    roles = ", ".join(frappe.db.escape(role) for role in frappe.get_roles(user))
    return (
        f"(`tabWorkflow Action`.`user` = {frappe.db.escape(user)} or `tabWorkflow Action`.`name` in "
        f"(select `parent` from `tabWorkflow Action Permitted Role` where `role` in ({roles})))"
    )


def has_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
    """The same rule for one row."""
    user = user or frappe.session.user
    roles = set(frappe.get_roles(user))
    return (
        user in ("Administrator", doc.user)
        or "System Manager" in roles
        or any(r.role in roles for r in doc.permitted_roles)
    )
