"""What one should know before a contact, and promises to settle, over REST."""

import frappe
from frappe.utils import cint

from relcrm.agenda import memory, promises
from relcrm.workplace.reading import reading


@frappe.whitelist(methods=["GET", "POST"])
def get_memory(party: str | None = None, contact_person: str | None = None, event: str | None = None) -> list[dict]:
    """Return the sections of the memory of a party, a person or an event; needs read on what is named."""
    with reading():
        return memory.get_memory(memory.get_asked(party, contact_person, event))


@frappe.whitelist(methods=["GET", "POST"])
def get_promises(party: str | None = None, mine: int = 0, side: str | None = None) -> list[dict]:
    """Return open promises that one may see, of a party or of everybody; `mine` only those that I gave."""
    users = [frappe.session.user] if cint(mine) else None
    return promises.get_open(party=party, users=users, side=side if side in ("Ours", "Theirs") else None)


@frappe.whitelist(methods=["POST"])
def settle_promise(event: str, row: str, state: str) -> list[dict]:
    """Say that a promise is kept, dropped or open again; needs write on its event. Returns what stands open there."""
    party = promises.settle(event, row, state)
    return promises.get_open(party=party) if party else []
