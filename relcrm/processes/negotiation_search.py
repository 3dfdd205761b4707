"""Negotiations by words of their subject or of their company, for the one search box."""

import frappe

from relcrm.relations.search_text import get_query_words
from relcrm.workplace.like import get_patterns

FIELDS = ["name", "subject", "workflow_state", "expected_value", "party", "party.party_name", "modified"]


def find_negotiations(text: str, limit: int) -> list[dict]:
    """Answer `relcrm_search`: negotiations that hold all words in subject or company, the latest first."""
    patterns = get_patterns(get_query_words(text or ""))
    if not patterns or not frappe.has_permission("Negotiation", "read"):
        return []
    by_subject = [["subject", "like", pattern] for pattern in patterns]
    by_party = [["Party", "search_text", "like", pattern] for pattern in patterns]
    parties = frappe.get_list("Party", filters=by_party, pluck="name", order_by=None, limit=20)
    rows = _list(by_subject, limit)
    if parties:
        known = {row.name for row in rows}
        rows += [row for row in _list([["party", "in", parties]], limit) if row.name not in known]
    return [
        {
            "doctype": "Negotiation",
            "name": row.name,
            "title": row.subject,
            "state": row.workflow_state,
            "value": row.expected_value,
            "party": row.party,
            "party_name": row.party_name,
        }
        for row in rows[:limit]
    ]


def _list(filters: list, limit: int) -> list[dict]:
    return frappe.get_list(
        "Negotiation", filters=filters, fields=FIELDS, order_by="modified desc", limit=limit
    )
