"""A state of a process that only some roles may change holds on every door, not only on the form."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import get_workflow_name, get_workflow_state_field

from relcrm.exceptions import StateLockError


def validate_state(doc: Document, method: str | None = None) -> None:
    """Hook before any record is stored: who may not change it in its state leaves it as it is; steps judge apart."""
    workflow = None if doc.is_new() or doc.flags.ignore_permissions else get_workflow_name(doc.doctype)
    before = doc.get_doc_before_save() if workflow else None
    if not before:
        return
    field = get_workflow_state_field(workflow)
    state = before.get(field)
    if state != doc.get(field):
        return
    rows = frappe.get_cached_doc("Workflow", workflow).states
    roles = list(dict.fromkeys(row.allow_edit for row in rows if row.state == state and row.allow_edit))
    if roles and not set(roles) & set(frappe.get_roles()):
        text = _('While the state is "{0}", only these may change it: {1}.')
        frappe.throw(text.format(_(state), ", ".join(map(_, roles))), StateLockError)
