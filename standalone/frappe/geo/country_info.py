"""What is known of a country, under Frappe's names."""

from __future__ import annotations

from zoneinfo import available_timezones

import frappe


def get_country_info(country: str | None = None) -> frappe._dict:
    """Code, formats and time zones of a country; empty for an unknown one."""
    fields = ["code", "date_format", "time_format", "time_zones"]
    found = frappe.db.get_value("Country", country, fields, as_dict=True) if country else None
    if not found:
        return frappe._dict()
    found.timezones = (found.pop("time_zones") or "").split()
    return found


def get_all_timezones() -> list[str]:
    """Names of all time zones."""
    return sorted(available_timezones())
