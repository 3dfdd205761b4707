"""What may be in the registry already, asked while somebody types."""

import frappe
from frappe import _

from relcrm.exceptions import DuplicateQueryError
from relcrm.relations.duplicates import find as finding
from relcrm.relations.duplicates.keys import NAMES

LONGEST_NAME, MOST_ROWS = 300, 20


@frappe.whitelist(methods=["POST"])
def find(doctype: str, values: dict | str, limit: int = 5) -> list[dict]:
    """Return companies or people that may be the one being typed, likeliest first; of what the user may read."""
    given = frappe.parse_json(values) if isinstance(values, str) else values
    if doctype not in NAMES or not isinstance(given, dict):
        text = _("Possible duplicates are looked for among companies and people, by what is typed.")
        frappe.throw(text, DuplicateQueryError)
    frappe.has_permission(doctype, "read", throw=True)
    return finding.find(doctype, _read(doctype, given), min(max(frappe.utils.cint(limit), 1), 20))


def _read(doctype: str, given: dict) -> dict:
    """Take from what was sent only what is compared, in the shapes that it must have."""
    texts = (NAMES[doctype], "name", "vat_number", "fiscal_code", "party", "town")
    found: dict = {key: str(given.get(key) or "")[:LONGEST_NAME] for key in texts}
    for table in ("phones", "emails", "addresses"):
        rows = given.get(table) if isinstance(given.get(table), list) else []
        found[table] = [
            {key: str(value)[:LONGEST_NAME] for key, value in row.items() if value is not None}
            for row in rows[:MOST_ROWS]
            if isinstance(row, dict)
        ]
    return found
