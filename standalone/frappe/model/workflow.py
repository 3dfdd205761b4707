"""Workflows on documents: who may take which action, and what a document's state may become.

`validate_workflow` and `set_workflow_state_on_action` are called by Document._validate. The records live in
`frappe/workflow/doctype`. A plain submit or cancel goes round a workflow, as on a bench.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from frappe.model.docstatus import DocStatus
from frappe.model.query_args import read_json
from frappe.utils import cint
from frappe.utils.caching import derived

if TYPE_CHECKING:
    from frappe.model.document import Document

STATUS_OF_ACTION = {"submit": "1", "update_after_submit": "1", "cancel": "2"}


class WorkflowStateError(frappe.ValidationError):
    """The document has no workflow state, or one the workflow does not know."""


class WorkflowTransitionError(frappe.ValidationError):
    """The action is not offered in the document's state."""


class WorkflowPermissionError(frappe.ValidationError):
    """The state was set by hand to one the user may not reach."""


# ---- the workflow of a doctype ------------------------------------------------------------------


def get_workflow_name(doctype: str) -> str | None:
    """The active workflow of a doctype, from a map kept until some workflow changes."""
    return derived("active_workflows", _read_active_workflows).get(doctype)


def _read_active_workflows() -> dict[str, str]:
    if not frappe.db.table_exists("Workflow"):
        return {}
    rows = frappe.get_all(
        "Workflow", filters={"is_active": 1}, fields=["document_type", "name"], order_by="modified asc"
    )
    return {row.document_type: row.name for row in rows}


def get_workflow(doctype: str) -> Document:
    """The active workflow of a doctype; shared, so not to be changed. Raises DoesNotExistError without one."""
    name = get_workflow_name(doctype)
    if not name:
        frappe.throw(_("{0} has no active workflow.").format(_(doctype)), frappe.DoesNotExistError)
    return derived(("workflow", name), lambda: frappe.get_doc("Workflow", name))


def get_workflow_state_field(workflow_name: str) -> str:
    """The field that holds the state under this workflow."""
    return get_workflow_field_value(workflow_name, "workflow_state_field")


def get_workflow_field_value(workflow_name: str, field: str) -> Any:
    """One value of a workflow record."""
    return frappe.get_cached_value("Workflow", workflow_name, field)


# ---- what a user may do -------------------------------------------------------------------------


@frappe.whitelist()
def get_transitions(doc: Any, workflow: Any = None, raise_exception: bool = False) -> list[dict]:
    """Transitions open to the session user in the document's present state; needs read permission."""
    doc = _load(doc)
    if doc.is_new():
        return []
    doc.check_permission("read")
    from frappe.model.document import Document

    if not isinstance(workflow, Document):  # a request's argument
        workflow = get_workflow(doc.doctype)
    state = doc.get(workflow.workflow_state_field)
    if not state:
        message = _("{0} {1} has no workflow state yet. Save it once.").format(_(doc.doctype), doc.name)
        if raise_exception:
            raise WorkflowStateError(message)
        frappe.throw(message, WorkflowStateError)
    return _open_transitions(workflow, doc, state)


def _load(doc: Any) -> Document:
    from frappe.model.document import Document

    if isinstance(doc, Document):
        return doc
    given = frappe.parse_json(doc)
    if not isinstance(given, dict) or not given.get("doctype") or not given.get("name"):
        frappe.throw(_("The document must be given as JSON with doctype and name."))
    return frappe.get_doc(given["doctype"], given["name"])


def _open_transitions(workflow: Document, doc: Document, state: str) -> list[dict]:
    roles = set(frappe.get_roles())
    return [
        row.as_dict()
        for row in workflow.transitions
        if row.state == state and row.allowed in roles and is_transition_condition_satisfied(row, doc)
    ]


def is_transition_condition_satisfied(transition: Any, doc: Document) -> bool:
    """Whether the transition's expression, if any, is true of the document."""
    if not transition.condition:
        return True
    return bool(frappe.safe_eval(transition.condition, get_workflow_safe_globals(), {"doc": doc.as_dict()}))


def get_workflow_safe_globals() -> dict[str, Any]:
    """Names an expression of a transition may use besides `doc`."""
    utils = frappe.utils
    return {
        "frappe": frappe._dict(
            db=frappe._dict(get_value=frappe.db.get_value, get_list=frappe.get_list),
            session=frappe.session,
            utils=frappe._dict(
                now_datetime=utils.now_datetime,
                add_to_date=utils.add_to_date,
                get_datetime=utils.get_datetime,
                now=utils.now,
                nowdate=utils.nowdate,
                getdate=utils.getdate,
            ),
        )
    }


def has_approval_access(user: str, doc: Document, transition: Any) -> bool:
    """Whether the user may take the action on this document although it may be their own."""
    return user == "Administrator" or bool(transition.get("allow_self_approval")) or user != doc.get("owner")


# ---- taking an action ---------------------------------------------------------------------------


@frappe.whitelist(methods=["POST"])
def apply_workflow(doc: Any, action: str) -> Document:
    """Take an action for the session user; returns the document in its new state."""
    doc = _load(doc)
    doc.load_from_db()
    workflow = get_workflow(doc.doctype)
    transition = _find_transition(workflow, doc, action)
    if not has_approval_access(frappe.session.user, doc, transition):
        frappe.throw(_("Self approval is not allowed"))
    doc.set(workflow.workflow_state_field, transition["next_state"])
    state = _state_row(workflow, transition["next_state"])
    if state.update_field:
        doc.set(state.update_field, state.update_value)
    _write(doc, DocStatus(cint(state.doc_status)))
    doc.add_comment("Workflow", _(transition["next_state"]))
    return doc


def _find_transition(workflow: Document, doc: Document, action: str) -> dict:
    for transition in get_transitions(doc, workflow):
        if transition["action"] == action:
            return transition
    state = doc.get(workflow.workflow_state_field)
    frappe.throw(
        _("Not a valid Workflow Action: {0} is not open to you while {1} {2} is {3}.").format(
            _(action), _(doc.doctype), doc.name, _(state)
        ),
        WorkflowTransitionError,
    )


def _state_row(workflow: Document, state: str) -> Any:
    for row in workflow.states:
        if row.state == state:
            return row
    frappe.throw(
        _("Workflow {0} has no state {1}. Add it to its states.").format(workflow.name, state), WorkflowStateError
    )


def _write(doc: Document, new_status: DocStatus) -> None:
    pair = (int(doc.docstatus), int(new_status))
    if pair in ((0, 0), (1, 1)):
        doc.save()
    elif pair == (0, 1):
        doc.submit()
    elif pair == (1, 2):
        doc.cancel()
    else:
        frappe.throw(_("Illegal Document Status for {0}").format(doc.name))


@frappe.whitelist(methods=["POST"])
def bulk_workflow_approval(docnames: Any, doctype: str, action: str) -> None:
    """Take one action on many documents; each is committed by itself and failures become messages."""
    for name in read_json(docnames, "docnames", (list,)) or ():
        try:
            apply_workflow(frappe.get_doc(doctype, name), action)
            frappe.db.commit()
        except Exception as exc:
            frappe.db.rollback()
            frappe.clear_last_message()
            frappe.msgprint(_("{0} {1} was left as it is: {2}").format(_(doctype), name, exc), indicator="red")
    frappe.publish_progress(100, title=_("Workflow"), doctype=doctype, docname=None)


@frappe.whitelist()
def get_common_transition_actions(docs: Any, doctype: str) -> list[str]:
    """Actions the session user may take on every one of these documents."""
    common: set[str] | None = None
    for doc in read_json(docs, "docs", (list,)) or ():
        name = doc.get("name") if isinstance(doc, dict) else doc
        loaded = frappe.get_doc(doctype, name)
        open_here = {
            row["action"] for row in get_transitions(loaded) if has_approval_access(frappe.session.user, loaded, row)
        }
        common = open_here if common is None else common & open_here
        if not common:
            return []
    return sorted(common or ())


@frappe.whitelist()
def can_cancel_document(doctype: str) -> bool:
    """Whether the form offers Cancel: not where a workflow has a state for it that is reached by an action."""
    if not get_workflow_name(doctype):
        return True
    workflow = get_workflow(doctype)
    cancelled = {row.state for row in workflow.states if row.doc_status == "2"}
    return not any(row.next_state in cancelled for row in workflow.transitions)


# ---- what every save checks ---------------------------------------------------------------------


def validate_workflow(doc: Document) -> None:
    """Give a new document the first state; refuse a state the session user cannot reach by an action."""
    if frappe.flags.in_install:
        return
    name = get_workflow_name(doc.doctype)
    if not name:
        return
    workflow = get_workflow(doc.doctype)
    field = workflow.workflow_state_field
    if not doc.get(field):
        doc.set(field, workflow.states[0].state)
    _validate_state_change(workflow, doc, field)
    set_workflow_state_on_action(doc, name, doc._action)


def _validate_state_change(workflow: Document, doc: Document, field: str) -> None:
    new_state = doc.get(field)
    _state_row(workflow, new_state)
    before = doc.get_doc_before_save()
    old_state = (before and before.get(field)) or workflow.states[0].state
    if new_state == old_state:
        return
    transitions = _open_transitions(workflow, before, old_state) if before else []
    if not any(row["next_state"] == new_state for row in transitions):
        frappe.throw(
            _("Workflow State transition not allowed from {0} to {1}").format(
                frappe.bold(_(old_state)), frappe.bold(_(new_state))
            ),
            WorkflowPermissionError,
        )


def set_workflow_state_on_action(doc: Document, workflow_name: str | None, action: str | None) -> None:
    """After a plain submit or cancel: move to the first state of that document status."""
    wanted = STATUS_OF_ACTION.get(action or "")
    if not wanted or not get_workflow_name(doc.doctype):
        return
    workflow = get_workflow(doc.doctype)
    field = workflow.workflow_state_field
    if any(row.state == doc.get(field) and row.doc_status == wanted for row in workflow.states):
        return
    for row in workflow.states:
        if row.doc_status == wanted:
            doc.set(field, row.state)
            return
