"""A workflow record: checks its transitions and makes room for the state in the document type."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils.caching import bump_derived


class Workflow(Document):
    """The states and transitions of one document type."""

    def validate(self) -> None:
        self.validate_states()
        self.validate_transitions()
        if self.is_active:
            self.set_others_inactive()
            self.make_state_field()

    def on_update(self) -> None:
        bump_derived()
        if self.is_active:
            self.fill_empty_states()

    def on_trash(self) -> None:
        bump_derived()

    def validate_states(self) -> None:
        if not self.states:
            frappe.throw(_("Workflow {0} has no states. Add at least one.").format(self.name))

    def validate_transitions(self) -> None:
        status_of = {row.state: str(row.doc_status or "0") for row in self.states}
        for row in self.transitions:
            for state in (row.state, row.next_state):
                if state not in status_of:
                    frappe.throw(_("Row #{0}: {1} is not among the states of the workflow.").format(row.idx, state))
            self.validate_status_change(row, status_of[row.state], status_of[row.next_state])

    def validate_status_change(self, row: Any, before: str, after: str) -> None:
        if before == "2":
            frappe.throw(_("Row #{0}: no action can lead out of the cancelled state {1}.").format(row.idx, row.state))
        if before == "1" and after == "0":
            frappe.throw(
                _("Row #{0}: a submitted document cannot become a draft ({1} to {2}).").format(
                    row.idx, row.state, row.next_state
                )
            )
        if before == "0" and after == "2":
            frappe.throw(
                _("Row #{0}: a draft cannot be cancelled before it is submitted ({1} to {2}).").format(
                    row.idx, row.state, row.next_state
                )
            )

    def set_others_inactive(self) -> None:
        others = {"document_type": self.document_type, "is_active": 1, "name": ["!=", self.name]}
        for name in frappe.get_all("Workflow", filters=others, pluck="name"):
            frappe.db.set_value("Workflow", name, "is_active", 0)

    def make_state_field(self) -> None:
        if frappe.get_meta(self.document_type).get_field(self.workflow_state_field):
            return
        frappe.get_doc(
            {
                "doctype": "Custom Field",
                "dt": self.document_type,
                "fieldname": self.workflow_state_field,
                "label": self.workflow_state_field.replace("_", " ").title(),
                "fieldtype": "Link",
                "options": "Workflow State",
                "hidden": 1,
                "allow_on_submit": 1,
                "no_copy": 1,
            }
        ).insert(ignore_permissions=True)
        frappe.msgprint(
            _("Created Custom Field {0} in {1}").format(frappe.bold(self.workflow_state_field), _(self.document_type)),
            alert=True,
        )

    def fill_empty_states(self) -> None:
        table = frappe.qb.DocType(self.document_type)
        field = table[self.workflow_state_field]
        first: dict[str, str] = {}
        for row in self.states:
            first.setdefault(str(row.doc_status or "0"), row.state)
        for status, state in first.items():
            frappe.qb.update(table).set(field, state).where(
                (table.docstatus == int(status)) & (field.isnull() | (field == ""))
            ).run()


@frappe.whitelist()
def get_workflow_state_count(doctype: str, workflow_state_field: str, states: Any) -> list[dict]:
    """How many documents are in none of the given states, by state; needs System Manager."""
    frappe.only_for("System Manager")
    meta = frappe.get_meta(doctype)
    if not meta.get_field(workflow_state_field):
        frappe.throw(_("{0} has no field {1}.").format(_(doctype), workflow_state_field))
    from frappe.query_builder.functions import Count

    table = frappe.qb.DocType(doctype)
    field = table[workflow_state_field]
    query = frappe.qb.from_(table).select(field, Count("*").as_("count")).groupby(field)
    known = frappe.parse_json(states) or []
    return [
        row for row in query.run(as_dict=True) if row[workflow_state_field] and row[workflow_state_field] not in known
    ]
