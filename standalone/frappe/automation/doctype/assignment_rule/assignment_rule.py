"""Assignment rules: who gets a document, decided at every update of any document.

A document whose doctype has no rule costs one look into a map that is kept until a rule changes.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.desk.form import assign_to
from frappe.model.document import Document
from frappe.utils import getdate
from frappe.utils._rules import get_rule, get_rules_by_doctype
from frappe.utils.caching import bump_derived


class AssignmentRule(Document):
    """One rule for one document type."""

    def validate(self) -> None:
        self.validate_document_type()
        self.validate_days()
        self.validate_target()

    def on_update(self) -> None:
        bump_derived()

    def on_trash(self) -> None:
        bump_derived()

    def validate_document_type(self) -> None:
        if self.document_type == "ToDo":
            frappe.throw(_("Assignment Rule is not allowed on document type {0}").format(frappe.bold("ToDo")))

    def validate_days(self) -> None:
        days = [row.day for row in self.assignment_days]
        double = {day for day in days if days.count(day) > 1}
        if double:
            frappe.throw(_("Assignment Day {0} has been repeated.").format(frappe.bold(", ".join(sorted(double)))))

    def validate_target(self) -> None:
        if self.rule == "Based on Field":
            if not self.field or not frappe.get_meta(self.document_type).has_field(self.field):
                frappe.throw(_("Choose the field of {0} that names the user.").format(_(self.document_type)))
        elif not self.users:
            frappe.throw(_("Rule {0} names no users. Add at least one.").format(self.name))

    # ---- at work

    def apply_assign(self, doc: Document) -> bool:
        return self.holds("assign_condition", doc) and self.do_assignment(doc)

    def do_assignment(self, doc: Document) -> bool:
        assign_to.clear(doc.doctype, doc.name, ignore_permissions=True)
        user = self.get_user(doc)
        if not user:
            return False
        assign_to.add(
            {
                "assign_to": [user],
                "doctype": doc.doctype,
                "name": doc.name,
                "description": frappe.render_template(self.description, doc.as_dict()),
                "assignment_rule": self.name,
                "notify": True,
                "date": doc.get(self.due_date_based_on) if self.due_date_based_on else None,
            },
            ignore_permissions=True,
        )
        frappe.db.set_value("Assignment Rule", self.name, "last_user", user, update_modified=False)
        self.last_user = user
        return True

    def get_user(self, doc: Document) -> str | None:
        if self.rule == "Based on Field":
            user = doc.get(self.field)
            return user if user and frappe.db.exists("User", user) else None
        users = [row.user for row in self.users]
        if self.rule == "Load Balancing":
            return self.least_loaded(users)
        last = frappe.db.get_value("Assignment Rule", self.name, "last_user")
        return users[(users.index(last) + 1) % len(users)] if last in users else users[0]

    def least_loaded(self, users: list[str]) -> str:
        def open_tasks(user: str) -> int:
            return frappe.db.count(
                "ToDo", {"reference_type": self.document_type, "allocated_to": user, "status": "Open"}
            )

        return min(users, key=open_tasks)

    def holds(self, fieldname: str, doc: Document) -> bool:
        """Whether one of the rule's expressions is true of the document; a faulty one is told, and false."""
        expression = self.get(fieldname)
        if not expression:
            return False
        try:
            return bool(frappe.safe_eval(expression, None, doc.as_dict()))
        except Exception as exc:
            frappe.msgprint(
                _("Auto assignment failed: {0} of rule {1} cannot be read ({2}).").format(
                    _(self.meta.get_label(fieldname)), self.name, exc
                ),
                indicator="orange",
            )
            return False

    def is_rule_not_applicable_today(self) -> bool:
        today = getdate().strftime("%A")
        return bool(self.assignment_days) and all(row.day != today for row in self.assignment_days)


def _rows(doctype: str) -> list[Any]:
    rules = get_rules_by_doctype(
        "Assignment Rule", "document_type", {"disabled": 0}, ("due_date_based_on",), "priority desc, name asc"
    )
    return rules.get(doctype, [])


def get_rules(doctype: str) -> list[AssignmentRule]:
    """Enabled rules of a doctype that work today, the highest priority first."""
    rules = [get_rule("Assignment Rule", row.name) for row in _rows(doctype)]
    return [rule for rule in rules if not rule.is_rule_not_applicable_today()]


def apply(doc: Any = None, method: str | None = None, doctype: str | None = None, name: str | None = None) -> None:
    """Document event for every doctype: unassign, assign, close or reopen as the rules say."""
    target = doc.doctype if doc else doctype
    if not _rows(target) or _is_asleep():
        return
    doc = doc or frappe.get_doc(doctype, name)
    rules = get_rules(target)
    if rules:
        _apply_rules(doc, rules)


def _is_asleep() -> bool:
    flags = frappe.flags
    return bool(flags.in_patch or flags.in_install or flags.in_setup_wizard)


def _apply_rules(doc: Document, rules: list[AssignmentRule]) -> None:
    reference = {"reference_type": doc.doctype, "reference_name": doc.name}
    todos = frappe.get_all("ToDo", filters={**reference, "status": ["!=", "Cancelled"]}, pluck="name")
    cleared = bool(todos) and any(rule.holds("unassign_condition", doc) for rule in rules)
    if cleared:
        _set_status(todos, "Cancelled")
    if not todos or cleared:
        assigned = any(rule.apply_assign(doc) for rule in rules)
        if assigned or cleared or not todos:
            return
    closing = [rule for rule in rules if rule.close_condition]
    if closing:
        _set_status(todos, "Closed" if any(rule.holds("close_condition", doc) for rule in closing) else "Open")


def _set_status(todos: list[str], status: str) -> None:
    for name in todos:
        todo = frappe.get_doc("ToDo", name)
        if todo.status != status:
            todo.status = status
            todo.save(ignore_permissions=True)


def update_due_date(doc: Document, state: str | None = None) -> None:
    """Document event for every doctype: a changed due date moves the open tasks of the rule that looks at it."""
    rows = _rows(doc.doctype)
    if not rows or _is_asleep():
        return
    before = doc.get_doc_before_save()
    for row in rows:
        field = row.due_date_based_on
        if not field or not before or before.get(field) == doc.get(field):
            continue
        filters = {
            "assignment_rule": row.name,
            "reference_type": doc.doctype,
            "reference_name": doc.name,
            "status": "Open",
        }
        for todo in frappe.get_all("ToDo", filters=filters, pluck="name"):
            frappe.db.set_value("ToDo", todo, "date", doc.get(field))


@frappe.whitelist(methods=["POST"])
def bulk_apply(doctype: str, docnames: Any) -> None:
    """Let the rules look at several documents again; needs write permission on each."""
    for name in frappe.parse_json(docnames):
        doc = frappe.get_doc(doctype, name)
        doc.check_permission("write")
        apply(doc)
