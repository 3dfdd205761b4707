"""The names that events have in the calendars of the world. No library of calendars is needed for them."""

from typing import Any

import frappe
from frappe.utils import get_datetime

SITE_KEY = "relcrm_calendar_id"


def get_uid(event: Any) -> str:
    """Return the worldwide name of an event: the one that it was brought in with, or one of this site."""
    if event.get("ical_uid"):
        occurrence = event.get("occurrence") if event.get("series") else None
        suffix = f"-{get_datetime(occurrence):%Y%m%dT%H%M%S}" if occurrence else ""
        return f"{event.get('ical_uid')}{suffix}"
    return f"{event.get('name')}@{get_site_key()}"


def get_site_key() -> str:
    """Return the name of this site in the names of its events: it is made once and stays if the address changes."""
    return frappe.db.get_default(SITE_KEY) or f"{frappe.local.site}.relcrm"


def make_site_key() -> None:
    """Give the site its name for calendars; called when it is installed and upgraded."""
    if not frappe.db.get_default(SITE_KEY):
        frappe.db.set_default(SITE_KEY, f"{frappe.generate_hash(length=12)}.relcrm")
