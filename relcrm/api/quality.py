"""The quality of data: what is worth mending today, mending it in place, and rating all again."""

import frappe
from frappe import _

from relcrm.exceptions import QualityError
from relcrm.relations.quality import mending


@frappe.whitelist(methods=["GET", "POST"])
def get_to_mend() -> dict:
    """Return at most ten records whose data are worth mending, of those that the user may change; customers first."""
    frappe.has_permission("Party", "write", throw=True)
    return {"rows": mending.get_to_mend()}


@frappe.whitelist(methods=["GET", "POST"])
def get_lacks(party: str) -> dict:
    """Return the score of a party and what lowers it, what costs most first; needs read on it."""
    frappe.has_permission("Party", "read", doc=party, throw=True)
    score = frappe.db.get_value("Party", party, "quality")
    return {"quality": score, "lacks": mending.describe([party]).get(party, [])}


@frappe.whitelist(methods=["POST"])
def mend(party: str, values: dict | str) -> dict:
    """Write one or more of the offered fields of a party; needs write on it. Returns the score before and now."""
    given = frappe.parse_json(values) if isinstance(values, str) else values
    if not isinstance(given, dict):
        frappe.throw(_("Send the fields to mend with their values."), QualityError)
    return mending.mend(party, given)


@frappe.whitelist(methods=["POST"])
def rate_all() -> None:
    """Rate all records again in the background, after rules were changed; needs write on the rules."""
    frappe.has_permission("Quality Rule", "write", throw=True)
    frappe.enqueue("relcrm.relations.quality.facts.refresh_all", queue="long", enqueue_after_commit=True)
