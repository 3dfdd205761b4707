"""Modules that came after a site was made: an installation makes them all, an upgrade none."""

from pathlib import Path

import frappe


def execute() -> None:
    """Make what is missing of the app's modules."""
    for module in Path(frappe.get_app_path("relcrm", "modules.txt")).read_text().split("\n"):
        if module and not frappe.db.exists("Module Def", module):
            values = {"doctype": "Module Def", "module_name": module, "app_name": "relcrm"}
            frappe.get_doc(values).insert(ignore_permissions=True, ignore_if_duplicate=True)
