"""What waits for the session's user: documents of theirs with a step they may take, of any DocType with a workflow."""

import frappe
from frappe.model.workflow import get_transitions
from frappe.utils import get_datetime, getdate, nowdate

MOST = 100
SINCE = "state_since"
PARTNERS = ("party", "contact_person")


def get_waiting(limit: int = MOST) -> list[dict]:
    """Return the documents that wait for a step of mine, the longest waiting first."""
    user = frappe.session.user
    workflows = frappe.get_all(
        "Workflow", filters={"is_active": 1}, fields=["name", "document_type", "workflow_state_field"]
    )
    found = [row for workflow in workflows for row in _get_waiting_in(workflow, user, limit)]
    return sorted(found, key=lambda row: (-row["days"], row["title"] or ""))[:limit]


def _get_waiting_in(workflow: dict, user: str, limit: int) -> list[dict]:
    doctype, field = workflow.document_type, workflow.workflow_state_field
    transitions = _get_transitions(workflow.name)
    if not transitions or not frappe.db.exists("DocType", doctype) or not frappe.has_permission(doctype, "write"):
        return []
    meta = frappe.get_meta(doctype)
    since = SINCE if meta.has_field(SINCE) else "modified"
    title = meta.get_title_field()
    partners = [name for name in PARTNERS if meta.has_field(name)]
    rows = frappe.get_list(
        doctype,
        fields=list(dict.fromkeys(["name", "modified", since, field, title, *partners])),
        filters={field: ["in", sorted(transitions)]},
        or_filters=_get_filters_of_mine(meta, user),
        order_by=f"{since} asc",
        limit=limit,
    )
    found = [
        {
            "doctype": doctype,
            "kind": frappe._(doctype),
            "name": row.name,
            "title": row.get(title) or row.name,
            "party": row.get("party"),
            "state": row.get(field),
            "days": _count_days(row.get(since) or row.modified),
            "actions": _get_actions(doctype, row.name, transitions[row.get(field)]),
        }
        for row in rows
    ]
    return _add_party_names([row for row in found if row["actions"]])


def _get_transitions(workflow: str) -> dict[str, list[dict]]:
    """Return the transitions that the session user's roles may take, by the state that they leave."""
    rows = frappe.get_all(
        "Workflow Transition",
        filters={"parent": workflow, "allowed": ["in", frappe.get_roles()]},
        fields=["state", "action", "next_state", "condition"],
        order_by="idx asc",
    )
    found: dict[str, list[dict]] = {}
    for row in rows:
        found.setdefault(row.state, []).append(row)
    return found


def _get_filters_of_mine(meta, user: str) -> list[list]:
    """Return who has a document: whoever a link to a user names, or it is assigned to; without links its owner."""
    links = [field.fieldname for field in meta.get("fields", {"fieldtype": "Link", "options": "User"})]
    mine = [[name, "=", user] for name in links] or [["owner", "=", user]]
    return [*mine, ["_assign", "like", f'%"{user}"%']]


def _get_actions(doctype: str, name: str, transitions: list[dict]) -> list[dict]:
    """Return the steps of a document, each once; the document itself is asked only where a condition stands."""
    if any(row.condition for row in transitions):
        transitions = get_transitions({"doctype": doctype, "name": name})
    actions = {row["action"]: row["next_state"] for row in transitions}
    return [{"action": action, "next_state": state} for action, state in actions.items()]


def _count_days(since) -> int:
    return max(0, (getdate(nowdate()) - get_datetime(since).date()).days)


def _add_party_names(rows: list[dict]) -> list[dict]:
    names = sorted({row["party"] for row in rows if row["party"]})
    filters = {"name": ["in", names]}
    found = frappe.get_all("Party", filters=filters, fields=["name", "party_name"]) if names else []
    titles = {row.name: row.party_name for row in found}
    return [row | {"party_name": titles.get(row["party"])} for row in rows]
