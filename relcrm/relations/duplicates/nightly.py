"""At night what was entered or changed is compared with everything, and whoever keeps the data is told what is new."""

import frappe
from frappe import _
from frappe.utils import cint

from relcrm.relations import keeping
from relcrm.relations.duplicates import pairs, search
from relcrm.relations.duplicates.keys import NAMES
from relcrm.workplace.language import get_language_of, speaking


def look() -> list[str]:
    """Daily job: start a search of each kind in which something changed since the last whole one; returns them."""
    if not cint(frappe.db.get_single_value("RelCRM Settings", "duplicates_at_night")):
        return []
    return [name for doctype in NAMES if (name := start(doctype))]


def start(doctype: str) -> str | None:
    """Start a search of what changed since the last finished one began, or of everything where there was none."""
    if search.is_busy(search.get_last(doctype)):
        return None
    filters = {"searched_doctype": doctype, "status": "Finished"}
    order = "started_on desc"
    last = frappe.get_all(search.SEARCH, filters=filters, pluck="started_on", order_by=order, limit=1)
    since = {"modified": [">=", last[0]]} if last else {}
    if not frappe.db.exists(doctype, since or {"name": ["is", "set"]}):
        return None
    return search.enqueue(doctype, last[0] if last else None, then="relcrm.relations.duplicates.nightly.tell")


def tell(name: str) -> int:
    """Put a line into the bell of whoever keeps the data, where a search found new pairs; returns how many."""
    doc = frappe.get_doc(search.SEARCH, name)
    filters = {"reference_doctype": doc.searched_doctype, "state": pairs.OPEN, "creation": [">=", doc.started_on]}
    found = frappe.db.count(pairs.PAIR, {**filters, "search": name})
    for user in keeping.get_keepers() if found else ():
        with speaking(get_language_of(user)):
            words = {
                "Party": _("New possible duplicates among companies: {0}"),
                "Contact Person": _("New possible duplicates among people: {0}"),
            }
            subject = words[doc.searched_doctype].format(found)
        notice = {"subject": subject, "for_user": user, "type": "Alert", "link": "/relcrm/duplicates"}
        frappe.get_doc({"doctype": "Notification Log", **notice}).insert(ignore_permissions=True)
    return found
