"""System Settings as the utilities read them: once per metadata version; nothing where no site is open."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils.caching import derived


def get_setting(key: str) -> Any:
    """A stored value of System Settings as text, or None."""
    if getattr(frappe.local, "db", None) is None:
        return None
    return derived("system_settings", _load).get(key)


def _load() -> dict[str, Any]:
    if not frappe.local.db.table_exists("Singles"):
        return {}
    return dict(frappe.local.db.get_singles_dict("System Settings"))
