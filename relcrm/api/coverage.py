"""How well a company is known, somebody who leaves it, and who recommended us to whom."""

import frappe

from relcrm.agenda.coverage import get_coverage as make_coverage
from relcrm.relations.referrals import get_recommended_by, get_referral_rows
from relcrm.sales.leaving import get_leaving as make_leaving
from relcrm.sales.leaving import leave as note_leaving
from relcrm.sales.purchases import get_turnover


@frappe.whitelist(methods=["GET", "POST"])
def get_coverage(party: str, days: int = 90) -> dict:
    """Return last contact, who of us knows whom, and cold spots of a company; needs read on it and on people."""
    _check("Party", party)
    frappe.has_permission("Contact Person", "read", throw=True)
    return make_coverage(party, days)


@frappe.whitelist(methods=["GET", "POST"])
def get_leaving(contact_person: str) -> dict:
    """Return what hangs on a person who leaves; needs read on the person."""
    _check("Contact Person", contact_person)
    return make_leaving(contact_person)


@frappe.whitelist(methods=["POST"])
def leave(
    contact_person: str, left_on: str | None = None, successor: str | None = None, follow_up_on: str | None = None
) -> dict:
    """Note that a person has left and hand over what hangs on them; needs write on the person."""
    _check("Contact Person", contact_person, "write")
    if successor:
        _check("Contact Person", successor)
    return note_leaving(contact_person, left_on, successor, follow_up_on)


@frappe.whitelist(methods=["GET", "POST"])
def get_referrals(party: str) -> dict:
    """Return whom a party recommended us to, on several levels, with what each bought; needs read on it."""
    _check("Party", party)
    frappe.has_permission("Party Relationship", "read", throw=True)
    rows = get_referral_rows(party)
    may_see = frappe.has_permission("Party Order", "read")
    turnover = get_turnover([row["name"] for row in rows]) if may_see else {}
    for row in rows:
        row["turnover"] = turnover.get(row["name"], 0.0) if may_see else None
    return {"rows": rows, "recommended_by": get_recommended_by(party)}


def _check(doctype: str, name: str, ptype: str = "read") -> None:
    frappe.get_doc(doctype, str(name)).check_permission(ptype)
