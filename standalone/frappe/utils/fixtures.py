"""Fixtures: records that an app forces into every site at each migrate."""

from __future__ import annotations

import os
from typing import Any

import frappe
from frappe.modules.import_file import import_record


def sync_fixtures(app: str | None = None) -> int:
    """Import the fixtures folder of one or all apps, files in alphabetical order."""
    count = 0
    frappe.flags.in_fixtures = True
    try:
        for one in [app] if app else frappe.get_installed_apps():
            folder = frappe.get_app_path(one, "fixtures")
            for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
                if name.endswith(".json"):
                    count += _import_file(os.path.join(folder, name))
    finally:
        frappe.flags.in_fixtures = False
    return count


def _import_file(path: str) -> int:
    records: Any = frappe.get_file_json(path)
    records = records if isinstance(records, list) else [records]
    for record in records:
        import_record(record)
    return len(records)
