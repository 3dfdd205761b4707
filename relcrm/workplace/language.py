"""In which language is written what is kept or sent while nobody asks: a host's jobs begin in English."""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """Write in a language inside the block; None leaves it as it is."""
    before = frappe.local.lang
    frappe.local.lang = language or before
    try:
        yield
    finally:
        frappe.local.lang = before


def get_language_of(user: str) -> str | None:
    """Return the language that a user has chosen."""
    return frappe.db.get_value("User", user, "language")
