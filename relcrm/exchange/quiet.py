"""Writing many records without telling anybody: no mails, no notices, no follow-up events, no webhooks."""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe


@contextmanager
def mute_notices() -> Iterator[None]:
    """Set the flags by which Frappe knows an import, and put them back as they were."""
    before = {name: frappe.flags.get(name) for name in ("in_import", "mute_emails")}
    frappe.flags.update({"in_import": True, "mute_emails": True})
    try:
        yield
    finally:
        frappe.flags.update(before)
