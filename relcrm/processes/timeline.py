"""The negotiations of a time line: opened, taken a step further, closed."""

import frappe
from frappe import _

from relcrm.relations.search_text import fold
from relcrm.relations.timeline import Asked, get_versions, make_entry

FIELDS = ["name", "subject", "creation", "owner", "expected_value", "area", "contact_person"]


def get_entries(asked: Asked) -> list[dict]:
    """Answer `relcrm_timeline_sources`: negotiations that were opened, and the steps they took."""
    filters = asked.filters
    if not asked.asks_for("step") or filters.get("state") or filters.get("event_type"):
        return []
    if not frappe.has_permission("Negotiation", "read"):
        return []
    return [*get_opened(asked), *get_steps(asked)]


def get_opened(asked: Asked) -> list[dict]:
    """Return the negotiations that began."""
    filters = [["creation", "<=", asked.before.strftime("%Y-%m-%d %H:%M:%S.%f")]]
    given = {"party": asked.party, "contact_person": asked.person, "area": asked.filters.get("area")}
    given["owner"] = asked.filters.get("colleague")
    filters += [[name, "=", value] for name, value in given.items() if value]
    filters += [["subject", "like", f"%{word.replace('%', '')}%"] for word in asked.filters.get("text", "").split()]
    rows = frappe.get_list("Negotiation", filters=filters, fields=FIELDS, order_by="creation desc", limit=asked.wanted)
    return [
        make_entry(
            "step", f"{row.name}/opened", row.creation, by=row.owner, title=row.subject, doctype="Negotiation",
            name=row.name, area=row.area, text=_("Deal opened"), amount=row.expected_value,
        )
        for row in rows
    ]  # fmt: skip


def get_steps(asked: Asked) -> list[dict]:
    """Return the states that negotiations entered, and what else changed on them that is worth knowing."""
    words = fold(asked.filters.get("text", "")).split()
    return [
        make_entry(
            "step", row.name, row.creation, by=row.owner, title=row.record_title, doctype="Negotiation",
            name=row.record_name, changes=row.changes,
        )
        for row in get_versions(("Negotiation",), asked)
        if all(word in fold(row.record_title) for word in words)
    ]  # fmt: skip
