"""Orders by their number, contracts and needs by their words, for the one search box; words of the company help."""

import frappe

from relcrm.relations.search_text import fold
from relcrm.workplace.like import get_patterns

# The title of each kind, what is shown beside it, and the day by which the latest come first.
SOUGHT = {
    "Party Order": ("order_number", "state", "order_date"),
    "Party Contract": ("contract_name", "state", "starts_on"),
    "Party Need": ("statement", "kind", "said_on"),
}
CANDIDATES, MOST_COMPANIES = 40, 100


def find_sales(text: str, limit: int) -> list[dict]:
    """Answer `relcrm_search`: what holds all words in its title, or some of them and the others in its company."""
    words = [fold(word) for word in (text or "").split()]
    patterns = get_patterns(words)
    kinds = [doctype for doctype in SOUGHT if frappe.has_permission(doctype, "read")]
    if not patterns or len(patterns) < len(words) or not kinds:
        return []
    companies = _find_companies(patterns) if len(words) > 1 else []
    return [hit for doctype in kinds for hit in _find(doctype, words, patterns, companies)[:limit]]


def _find_companies(patterns: list[str]) -> list[str]:
    either = [["search_text", "like", pattern] for pattern in patterns]
    return frappe.get_list("Party", or_filters=either, pluck="name", order_by=None, limit=MOST_COMPANIES)


def _find(doctype: str, words: list[str], patterns: list[str], companies: list[str]) -> list[dict]:
    title, _shown, _day = SOUGHT[doctype]
    named = [[title, "like", pattern] for pattern in patterns]
    rows = _list(doctype, filters=named)
    if companies:
        known = {row.name for row in rows}
        further = _list(doctype, filters={"party": ["in", companies]}, or_filters=named)
        rows += [row for row in further if row.name not in known]
    rows = [row for row in rows if all(word in fold(f"{row[title]} {row.party_name}") for word in words)]
    rows.sort(key=lambda row: fold(row[title]) != " ".join(words))
    return [_describe(doctype, row) for row in rows]


def _list(doctype: str, **conditions) -> list[dict]:
    title, shown, day = SOUGHT[doctype]
    fields = ["name", title, shown, day, "party", "party.party_name"]
    return frappe.get_list(doctype, fields=fields, order_by=f"{day} desc", limit=CANDIDATES, **conditions)


def _describe(doctype: str, row: dict) -> dict:
    title, shown, day = SOUGHT[doctype]
    return {
        "doctype": doctype,
        "name": row.name,
        "title": row[title],
        "state": row[shown],
        "at": row[day],
        "party": row.party,
        "party_name": row.party_name,
    }
