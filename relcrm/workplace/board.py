"""The board of a list: its columns, which steps lead from one to another, and moving a card as one whole act."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import (
    apply_workflow,
    get_transitions,
    get_workflow_name,
    get_workflow_state_field,
)

from relcrm.exceptions import CardMoveError, StaleCardError


def get_state_field(doctype: str) -> str | None:
    """Return the field that holds the state of the active workflow, if a doctype has one."""
    workflow = get_workflow_name(doctype)
    return get_workflow_state_field(workflow) if workflow else None


def get_board(doctype: str, field: str) -> dict:
    """Return the columns of a board, where they are known beforehand, and the steps that the user's roles allow."""
    frappe.has_permission(doctype, "read", throw=True)
    if field != get_state_field(doctype):
        return {"by_steps": 0, "columns": get_choices(get_field(doctype, field)), "moves": []}
    workflow, roles = frappe.get_cached_doc("Workflow", get_workflow_name(doctype)), set(frappe.get_roles())
    states = dict.fromkeys(row.state for row in workflow.states)
    moves = {
        (row.state, row.next_state, row.action): row.allowed in roles and row.state != row.next_state
        for row in sorted(workflow.transitions, key=lambda row: row.allowed in roles)
    }
    return {
        "by_steps": 1,
        "columns": [{"value": state, "title": _(state)} for state in states],
        "moves": [
            {"state": state, "next_state": after, "action": action, "title": _(action)}
            for (state, after, action), allowed in moves.items()
            if allowed
        ],
    }


def get_field(doctype: str, field: str):
    """Return the field that the columns of a board stand for, or refuse another."""
    df = frappe.get_meta(doctype).get_field(field) if isinstance(field, str) else None
    if not df or df.fieldtype not in ("Select", "Link"):
        text = _('A board of "{0}" cannot have columns by "{1}". Choose a field with choices.')
        frappe.throw(text.format(_(doctype), frappe.utils.escape_html(str(field)[:60])), CardMoveError)
    return df


def get_choices(df) -> list[dict]:
    """Return the choices of a field as columns; those of a link are known by the records alone."""
    if df.fieldtype != "Select":
        return []
    choices = [line.strip() for line in (df.options or "").split("\n")]
    return [{"value": choice, "title": _(choice) if choice else ""} for choice in dict.fromkeys(choices)]


def move_card(
    doctype: str,
    name: str,
    field: str,
    value: str,
    action: str | None = None,
    values: dict | None = None,
    modified: str | None = None,
) -> dict:
    """Put a record into another column with what the step asks for; nothing is kept when any of it is refused."""
    doc = frappe.get_doc(doctype, name)
    doc.check_permission("write")
    refuse_stale(doc, modified)
    by_steps = field == get_state_field(doctype)
    before = doc.get(field)
    if by_steps:
        found = find_steps(doc, field, value, action)
        if len(found) > 1:
            return {"choose": [{"action": one, "title": _(one)} for one in found]}
        fill_in(doc, values)
        doc = apply_workflow(doc, found[0])
    else:
        get_field(doctype, field)
        doc.update(values or {})
        doc.set(field, value or None)
        doc.save()
    moved = {"name": doc.name, "modified": str(doc.modified), "value": doc.get(field)}
    return moved | {"back": get_way_back(doc, by_steps, before)}


def refuse_stale(doc: Document, modified: str | None) -> None:
    """Refuse to move what somebody has changed since the mover saw it."""
    if not modified or str(doc.modified) == str(modified):
        return
    who = frappe.db.get_value("User", doc.modified_by, "full_name") or doc.modified_by
    text = _('{0} has changed "{1}" in the meantime. Look at it as it is now, then move it.')
    frappe.throw(text.format(who, doc.get_title()), StaleCardError)


def find_steps(doc: Document, field: str, state: str, action: str | None) -> list[str]:
    """Return the actions that lead a record into a state now, or refuse with what is possible."""
    steps = get_transitions(doc)
    found = dict.fromkeys(s["action"] for s in steps if s["next_state"] == state and action in (None, "", s["action"]))
    if found:
        return list(found)
    possible = ", ".join(dict.fromkeys(_(step["next_state"]) for step in steps if step["next_state"] != doc.get(field)))
    text = _('"{0}" cannot go from {1} to {2}.')
    way = _("From there it can go to: {0}.").format(possible) if possible else _("It stays where it is.")
    target = _(state) if isinstance(state, str) else ""
    frappe.throw(f"{text.format(doc.get_title(), _(doc.get(field)), target)} {way}", CardMoveError)


def fill_in(doc: Document, values: dict | None) -> None:
    """Save what the step asks for, before it is taken."""
    if values:
        doc.update({key: value for key, value in values.items() if doc.meta.has_field(key)})
        doc.save()


def get_way_back(doc: Document, by_steps: bool, before: str | None) -> dict | None:
    """Return how the move is taken back: a step that leads back, or nothing where there is none."""
    if not by_steps:
        return {"value": before or ""}
    steps = [step["action"] for step in get_transitions(doc) if step["next_state"] == before]
    return {"value": before, "action": steps[0]} if steps else None
