"""Each entry is saved once, however often it is sent: a double click, or a second try after a lost answer."""

import frappe

KEPT_SECONDS = 3600


def get_saved(entry: str | None) -> list[str | None] | None:
    """Return the names that an entry of mine was saved under, or None for one that is new."""
    found = frappe.cache.get_value(_get_key(entry), expires=True) if entry else None
    return found if found and frappe.db.exists("Relation Event", found[0]) else None


def keep_saved(entry: str | None, *names: str | None) -> None:
    """Remember under which names an entry was saved."""
    if entry:
        frappe.cache.set_value(_get_key(entry), list(names), expires_in_sec=KEPT_SECONDS)


def _get_key(entry: str) -> str:
    return f"relcrm_entry:{frappe.session.user}:{str(entry)[:64]}"
