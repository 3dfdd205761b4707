"""The log of who read personal data: kept in memory while a page is answered, written down every few minutes.

A reading costs no statement of SQL, so that a card opens as fast as without. The log answers questions of the people
it is about, by the privacy officer; nobody is counted by it (decision 0011).
"""

import json

import frappe
from frappe.utils import add_months, cint, now, nowdate

KIND = "Personal Data Read"
QUEUE = "relcrm_personal_reads"
OPENED, EXPORTED, PRINTED, SHOWN = "Opened", "Exported", "Printed", "Shown to answer a request"
COLUMNS = ("name", "read_on", "user", "act", "reference_doctype", "reference_name", "row_count", "detail")
DATED = ("owner", "modified_by", "creation", "modified", "docstatus", "idx")
PERSONAL = frozenset({"Party", "Contact Person", "Party Consent", "Relation Event", "Negotiation"})
MOST, USUAL_MONTHS = 5000, 12


def note(act: str, doctype: str, name: str | None = None, rows: int = 1, detail: str = "") -> None:
    """Note a reading by the session's user."""
    row = [now(), frappe.session.user, act, doctype, name or "", rows, detail[:240]]
    frappe.cache.rpush(QUEUE, json.dumps(row))


def write_down() -> int:
    """Scheduled, and before the log is read: write what was noted; returns how many readings."""
    rows = []
    while len(rows) < MOST:
        kept = frappe.cache.lpop(QUEUE)
        if kept is None:
            break
        read_on, user, *rest = json.loads(kept)
        rows.append([frappe.generate_hash(length=12), read_on, user, *rest, user, user, read_on, read_on, 0, 0])
    if rows:
        frappe.db.bulk_insert(KIND, [*COLUMNS, *DATED], rows)
    return len(rows)


def delete_old() -> None:
    """Scheduled: forget readings older than the rule allows."""
    filters = {"subject": "Log of readings", "valid_from": ["<=", nowdate()], "disabled": 0}
    months = frappe.get_all("Retention Rule", filters=filters, pluck="months", order_by="valid_from desc", limit=1)
    before = add_months(nowdate(), -(cint(months[0]) if months else USUAL_MONTHS))
    frappe.db.delete(KIND, {"read_on": ["<", before]})


def get_of(records: list[tuple[str, str]], limit: int = 200) -> list[dict]:
    """Return the readings of some records, the latest first, with the readers' names."""
    write_down()
    names = [name for _doctype, name in records]
    fields = ["read_on", "user", "user.full_name as reader", "act", "reference_doctype", "detail"]
    return frappe.get_all(
        KIND, filters={"reference_name": ["in", names]}, fields=fields, order_by="read_on desc", limit=limit
    )
