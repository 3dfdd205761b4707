"""Events by words of their subject, for the one search box."""

import frappe

from relcrm.relations.search_text import fold, get_query_words
from relcrm.workplace.like import get_patterns

CANDIDATES = 40


def find_events(text: str, limit: int) -> list[dict]:
    """Answer `relcrm_search`: the latest events whose subject holds all words, of those the user sees."""
    words = get_query_words(text or "")
    patterns = get_patterns(words)
    if not patterns or not frappe.has_permission("Relation Event", "read"):
        return []
    rows = frappe.get_list(
        "Relation Event",
        filters=[["subject", "like", pattern] for pattern in patterns],
        fields=[
            "name",
            "subject",
            "event_type",
            "status",
            "starts_on",
            "all_day",
            "party",
            "party.party_name",
        ],
        order_by="starts_on desc",
        limit=CANDIDATES,
    )
    found = [row for row in rows if all(word in fold(row.subject) for word in words)]
    return [
        {
            "doctype": "Relation Event",
            "name": row.name,
            "title": row.subject,
            "kind": row.event_type,
            "status": row.status,
            "at": row.starts_on,
            "party": row.party,
            "party_name": row.party_name,
        }
        for row in found[:limit]
    ]
