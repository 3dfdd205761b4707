"""What running negotiations say before a contact, and their offers beside those of colleagues."""

import frappe
from frappe import _
from frappe.utils import date_diff, flt, nowdate

from relcrm.agenda.memory import Asked, make_line, make_section
from relcrm.relations.titles import get_titles

MOST = 5
OFFERED = ("Offer", "Revised Offer")
FIELDS = "name subject agent expected_value workflow_state state_since".split()


def get_sections(asked: Asked) -> list[dict]:
    """Hook `relcrm_memory_sections`: the open negotiations with a party, those in their state for longest first."""
    if not frappe.has_permission("Negotiation", "read"):
        return []
    filters = {"party": asked.party, "closed_on": ["is", "not set"]}
    rows = frappe.get_list(
        "Negotiation", filters=filters, fields=FIELDS, order_by="state_since asc, name asc", limit=100
    )
    names = get_titles("User", "full_name", [row.agent for row in rows])
    lines = [_describe(row, names) for row in rows[:MOST]]
    return [make_section("deals", _("Open negotiations"), 40, lines, len(rows) - len(lines))]


def _describe(row: dict, names: dict[str, str]) -> dict:
    text = f"{row.subject}: {_(row.workflow_state)}"
    if row.state_since:
        days = date_diff(nowdate(), row.state_since)
        since = _("since today") if days < 1 else _("since yesterday") if days == 1 else _("for {0} days").format(days)
        text += f" {since}"
    if row.agent and row.agent != frappe.session.user:
        text += f" · {names.get(row.agent) or row.agent}"
    return make_line(text, "Negotiation", row.name, on=row.state_since, amount=flt(row.expected_value) or None)


def get_open_terms(parties: list[str] | None) -> list[dict]:
    """Hook `relcrm_open_terms`: negotiations whose offer is out, as far as the user may see them."""
    if parties == [] or not frappe.has_permission("Negotiation", "read"):
        return []
    filters = {"closed_on": ["is", "not set"], "workflow_state": ["in", OFFERED], "agent": ["is", "set"]}
    filters |= {"party": ["in", parties]} if parties else {}
    rows = frappe.get_list("Negotiation", filters=filters, fields=[*FIELDS, "party"], order_by=None, limit=1000)
    return [
        {
            "party": row.party,
            "user": row.agent,
            "kind": "Offer",
            "value": row.expected_value,
            "promise": row.subject,
            "made_on": row.state_since,
            "doctype": "Negotiation",
            "name": row.name,
        }
        for row in rows
    ]
