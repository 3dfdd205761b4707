"""Answers to the lists of module Workplace: when somebody was last heard of, and what comes next."""

import frappe
from frappe import _
from frappe.utils import now

from relcrm.workplace.lists.rights import can_read, get_read_condition

PARTNERS = {"Party": "party", "Contact Person": "contact_person"}
TABLE = "`tabRelation Event`"


def get_event_columns(doctype: str) -> list[dict]:
    """Hook `relcrm_list_fields`: day of the last and of the next event that the user may see."""
    partner = PARTNERS.get(doctype)
    if not partner or not can_read("Relation Event"):
        return []
    condition = get_read_condition("Relation Event")
    coming = f"{TABLE}.`status` in ('Planned', 'Open') and {TABLE}.`starts_on` >= {frappe.db.escape(now())}"
    return [
        _describe("agenda:last", _("Last contact"), partner, "max", f"{TABLE}.`status` = 'Done'", condition),
        _describe("agenda:next", _("Next appointment"), partner, "min", coming, condition),
    ]


def get_relations(doctype: str) -> list[dict]:
    """Hook `relcrm_list_relations`: the events of companies and people."""
    link = PARTNERS.get(doctype)
    return [{"key": "events", "label": _("Events"), "doctype": "Relation Event", "link": link}] if link else []


def _describe(path: str, label: str, partner: str, which: str, where: str, condition: str) -> dict:
    column = f"{TABLE}.`{partner}`"
    source = (
        f"select {column} as `parent`, substr({which}({TABLE}.`starts_on`), 1, 10) as `value`, 0 as `idx`"
        f" from {TABLE} where {where} and {column} is not null" + (f" and ({condition})" if condition else "")
    )
    return {
        "path": path,
        "label": label,
        "fieldtype": "Date",
        "group": _("Agenda"),
        "source": source,
        "key": column,
        "tail": f"group by {column}",
    }
