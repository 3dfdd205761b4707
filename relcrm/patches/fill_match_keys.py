"""Records that were there before possible duplicates were looked for, or before their keys were made as now."""

import frappe
from frappe.utils import update_progress_bar

from relcrm.relations.duplicates.keys import NAMES, fill_keys


def execute() -> None:
    """Bring the keys of all parties and contact persons up to date, each batch kept: a patch that broke off goes on."""
    for doctype in NAMES:
        total = frappe.db.count(doctype)

        def keep(done: int, label: str = f"Keys of {doctype}", total: int = total) -> None:
            frappe.db.commit()
            update_progress_bar(label, min(done, total) - 1, total)

        fill_keys(doctype, keep)
