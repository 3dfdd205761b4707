"""The public opposition register, by file: the numbers to ask about, its answer, and since when a number is in it."""

from collections.abc import Iterable
from itertools import groupby

import frappe
from frappe.utils import getdate

from relcrm.relations.contact_facts import get_post_addresses

CHUNK = 500


def make_sequence(doc) -> str:
    """Return day, entry and answer in one text that sorts: the greatest is the latest answer."""
    return f"{getdate(doc.checked_on)} {doc.name} {'Y' if doc.registered else 'N'}"


def get_address(party: str) -> dict[str, str]:
    """Return the main postal address of a party as an answer keeps it."""
    parts = (get_post_addresses([party]).get(party) or "\n\n").split("\n")
    return dict(zip(("street", "cap", "town"), parts, strict=True))


def follow_up(keys: Iterable[str], register: str) -> None:
    """Say in every answer for some numbers (post: parties) since when they are in the register without a break.

    The register itself tells only yes or no: the first yes after a no, or the day that it names, is what cancels
    consents. Without it each new yes would cancel the consents given since the last.
    """
    key = "party" if register == "Post" else "number"
    wanted = sorted({name for name in keys if name})
    fields = ["name", key, "street", "cap", "town", "registered", "checked_on", "sequence"]
    fields += ["registered_on", "registered_since"]
    for first in range(0, len(wanted), CHUNK):
        filters = {"register": register, key: ["in", wanted[first : first + CHUNK]]}
        rows = frappe.get_all("Register Answer", filters=filters, fields=fields)
        rows.sort(key=lambda row: (*_get_subject(row, key), row.sequence))
        for _subject, answers in groupby(rows, key=lambda row: _get_subject(row, key)):
            _write_since(answers)


def _get_subject(row: dict, key: str) -> tuple:
    return tuple(row[part] or "" for part in (key, "street", "cap", "town"))


def _write_since(answers: Iterable[dict]) -> None:
    since = None
    for answer in answers:
        since = (since or answer.registered_on or answer.checked_on) if answer.registered else None
        if answer.registered_since != since:
            values = {"registered_since": since}
            frappe.db.set_value("Register Answer", answer.name, values, update_modified=False)
