"""Consents were rows of a party's table: now they are entries of their own, with the party they belonged to."""

import frappe
from frappe.model.naming import make_autoname

from relcrm.relations.consents import get_title, make_sequence


def execute() -> None:
    """Give each former row its party, its day and a name of the series."""
    if "parent" not in frappe.db.get_table_columns("Party Consent"):
        return
    rows = frappe.db.sql(
        "select `name`, `parent` from `tabParty Consent` where `parenttype` = 'Party' and coalesce(`party`, '') = ''"
        " order by `parent`, `idx`"
    )
    for name, party in rows:
        doc = frappe.get_doc("Party Consent", name)
        doc.update({"party": party, "channel": doc.channel or "", "party_name": get_title(party, None)})
        doc.decided_on = doc.decided_on or doc.creation
        doc.name = make_autoname("CNS-.########")
        doc.sequence = make_sequence(doc)
        values = {key: doc.get(key) for key in ("name", "party", "channel", "party_name", "decided_on", "sequence")}
        marks = ", ".join(f"`{key}` = %s" for key in values)
        frappe.db.sql(f"update `tabParty Consent` set {marks} where `name` = %s", (*values.values(), name))
