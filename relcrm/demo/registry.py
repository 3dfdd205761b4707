"""The list of everything that belongs to the demo company, kept in Demo Item."""

import frappe
from frappe.utils import now_datetime

FIELDS = (
    "name",
    "creation",
    "modified",
    "owner",
    "modified_by",
    "document_type",
    "document_name",
    "position",
)


class Registry:
    """Collects the records made and writes them down in batches, in the order of their making."""

    def __init__(self):
        self.position = frappe.db.count("Demo Item")
        self._pending: list[tuple[str, str]] = []

    def add(self, doctype: str, name: str) -> None:
        """Note one record."""
        self._pending.append((doctype, str(name)))

    def save(self) -> None:
        """Write what was noted, and commit it together with the records themselves."""
        now, user = now_datetime(), frappe.session.user
        values = []
        for doctype, name in self._pending:
            self.position += 1
            values.append((frappe.generate_hash(length=10), now, now, user, user, doctype, name, self.position))
        if values:
            frappe.db.bulk_insert("Demo Item", list(FIELDS), values)
        self._pending = []
        frappe.db.commit()


def is_loaded() -> bool:
    """Tell whether the demo company, or a part of it, is on this site."""
    return bool(frappe.db.count("Demo Item"))


def get_names() -> dict[str, list[str]]:
    """Return the names of all demo records by DocType, the latest DocType first."""
    rows = frappe.get_all(
        "Demo Item", fields=["document_type", "document_name"], order_by="position desc", limit_page_length=0
    )
    names: dict[str, list[str]] = {}
    for row in rows:
        names.setdefault(row.document_type, []).append(row.document_name)
    return names
