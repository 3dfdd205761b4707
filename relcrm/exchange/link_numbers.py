"""Finding a company in a column of codes: by its VAT number, fiscal code, or another of its numbers."""

import frappe

from relcrm.relations.keys import get_compact, get_vat_variants

LONGEST = 30


def find_by_number(doctype: str, text: str) -> list[str]:
    """Return the names of the records that the user may read and that have this number; none of what has no numbers."""
    code = text.strip()
    if doctype != "Party" or not code or len(code) > LONGEST or len(code.split()) > 1:
        return []
    rows = frappe.get_all("Party Tax Id", filters={"number": code, "parenttype": "Party"}, pluck="parent", limit=20)
    anything = {"vat_number": ["in", get_vat_variants(code)], "fiscal_code": get_compact(code)}
    if rows:
        anything["name"] = ["in", rows]
    return frappe.get_list("Party", or_filters=anything, pluck="name", order_by="name asc", limit=20)
