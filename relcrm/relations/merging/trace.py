"""Where records went that were merged into others: their old names lead on, as long as the trace is there."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from relcrm.relations.visibility import get_party_names_query, get_scope

MERGE, LOG = "Party Merge", "Party Merge Log"
MOST_STEPS = 20


def get_trace(doctype: str, name: str) -> dict | None:
    """Return the merge by which a record went, if it did and was not brought back."""
    rows = frappe.get_all(
        MERGE,
        filters={"merged_doctype": doctype, "merged_name": name, "state": "Merged"},
        fields=["name", "kept_name", "merged_title", "merged_on"],
        order_by="merged_on desc, creation desc",
        limit=1,
    )
    return rows[0] if rows else None


def where_is(doctype: str, name: str) -> str | None:
    """Return the record that a name leads to now, through further merges; nothing for what never was merged."""
    found = None
    for _step in range(MOST_STEPS):
        trace = get_trace(doctype, found or name)
        if not trace:
            break
        found = trace.kept_name
    return found if found and frappe.db.exists(doctype, found) else None


def get_readable(doctype: str, name: str) -> str | None:
    """Return the record that an old name leads to, when the user may read it."""
    found = where_is(doctype, name)
    return found if found and frappe.has_permission(doctype, "read", doc=found) else None


def get_merges(doctype: str, name: str) -> list[dict]:
    """Return what was merged into a record and can be taken back still, newest first."""
    return frappe.get_list(
        MERGE,
        filters={"merged_doctype": doctype, "kept_name": name, "state": "Merged", "undo_until": [">", now_datetime()]},
        fields=["name", "merged_name", "merged_title", "merged_by", "merged_on", "undo_until"],
        order_by="merged_on desc, creation desc",
        limit=50,
    )


class LeadsOn:
    """Part of a controller: who asks for a record that was merged is told where it went."""

    def load_from_db(self, *args, **kwargs):
        try:
            return super().load_from_db(*args, **kwargs)
        except frappe.DoesNotExistError:
            found = get_readable(self.doctype, str(self.name or ""))
            if not found:
                raise
            frappe.clear_last_message()
            text = _("{0} was merged into {1}. Open that one.").format(self.name, found)
            frappe.throw(text, frappe.DoesNotExistError)


def get_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: merges into records that the user sees."""
    scope = get_scope(user)
    if not scope:
        return ""
    parties = get_party_names_query(scope)
    people = f"select `name` from `tabContact Person` where `party` in ({parties})"
    table = f"`tab{MERGE}`"
    return (
        f"(({table}.`merged_doctype` = 'Party' and {table}.`kept_name` in ({parties}))"
        f" or ({table}.`merged_doctype` = 'Contact Person' and {table}.`kept_name` in ({people})))"
    )


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: a merge is seen by whoever sees the record that stayed."""
    if not get_scope(user) or doc.get("__islocal"):
        return True
    kept = where_is(doc.merged_doctype, doc.merged_name) or doc.kept_name
    if not frappe.db.exists(doc.merged_doctype, kept):
        return False
    return bool(frappe.has_permission(doc.merged_doctype, "read", doc=kept, user=user))


def forget_steps(doctype: str, name: str) -> None:
    """What merges changed of a record that is erased is forgotten at once; only where names went stays."""
    for side in ("kept_name", "merged_name"):
        filters = {"merged_doctype": doctype, side: name, "pruned": 0}
        for merge in frappe.get_all(MERGE, filters=filters, pluck="name", limit=0):
            _forget(merge)


def _forget(merge: str) -> None:
    frappe.db.delete(LOG, {"merge": merge})
    frappe.db.set_value(MERGE, merge, {"merged_title": None, "pruned": 1}, update_modified=False)


def prune() -> None:
    """Scheduled: what is needed to take a merge back goes when its time is over; where the record went stays."""
    filters = {"undo_until": ["<", now_datetime()], "pruned": 0}
    for name in frappe.get_all(MERGE, filters=filters, pluck="name", limit=0):
        _forget(name)
