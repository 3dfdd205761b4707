"""Whose addresses are whose: ours, those of contacts and companies, those to be ignored, and those nobody knows."""

import re

import frappe

from relcrm.agenda.mail.message import Mail


def get_own_addresses(addresses: list[str]) -> dict[str, str | None]:
    """Return which of the addresses are ours, each with the user that it is of, or None."""
    wanted = sorted({address.lower() for address in addresses if address})
    if not wanted:
        return {}
    found: dict[str, str | None] = {}
    for row in frappe.get_all("Email Account", filters={"email_id": ["in", wanted]}, fields=["email_id"]):
        found[row.email_id.lower()] = None
    filters = {"email": ["in", wanted], "enabled": 1, "user_type": "System User"}
    for row in frappe.get_all("User", filters=filters, fields=["name", "email"]):
        found[row.email.lower()] = row.name
    ours = get_own_words()
    for address in wanted:
        if address in ours or address.rpartition("@")[2] in ours:
            found.setdefault(address, None)
    return found


def get_own_words() -> set[str]:
    """Return the addresses and domains that the settings call ours."""
    text = frappe.db.get_single_value("RelCRM Settings", "own_mail_addresses") or ""
    return {word.lower().lstrip("@") for word in re.split(r"[\s,;]+", text) if word}


def get_direction(mail: Mail) -> str:
    """Return whether a mail came in or went out: ours is the sender, or the recipients."""
    ours = get_own_addresses([mail.sender[1], *(address for _name, address in mail.recipients)])
    if mail.sender[1] in ours:
        return "Out"
    return "In"


def find_partners(addresses: list[str]) -> dict[str, dict]:
    """Return the contact or company of each address, of those the user may see: {address: {party, contact_person}}."""
    wanted = sorted({address.lower() for address in addresses if address})
    if not wanted:
        return {}
    rows = frappe.get_all(
        "Party Email",
        filters={"email": ["in", wanted], "parenttype": ["in", ["Contact Person", "Party"]]},
        fields=["email", "parent", "parenttype"],
        limit=1000,
    )
    people = _get_visible("Contact Person", rows, ["name", "party", "active", "full_name"])
    parties = _get_visible("Party", rows, ["name"])
    found: dict[str, dict] = {}
    for row in rows:
        known = people.get(row.parent) if row.parenttype == "Contact Person" else parties.get(row.parent)
        if not known:
            continue
        one = {"party": known.get("party") or (row.parent if row.parenttype == "Party" else None)}
        one |= {"contact_person": row.parent if row.parenttype == "Contact Person" else None}
        found.setdefault(row.email.lower(), []).append(one | {"active": known.get("active", 1)})
    for row in frappe.get_list("Party", filters={"pec": ["in", wanted]}, fields=["name", "pec"], limit=200):
        found.setdefault(row.pec.lower(), []).append({"party": row.name, "contact_person": None, "active": 1})
    return {address: _choose(hits) for address, hits in found.items()}


def _get_visible(doctype: str, rows: list[dict], fields: list[str]) -> dict[str, dict]:
    names = sorted({row.parent for row in rows if row.parenttype == doctype})
    if not names:
        return {}
    return {row.name: row for row in frappe.get_list(doctype, filters={"name": ["in", names]}, fields=fields, limit=0)}


def _choose(hits: list[dict]) -> dict:
    """Return the one that an address is of; several people are told apart by none, their one company stays."""
    people = [hit for hit in hits if hit["contact_person"]]
    still = [hit for hit in people if hit["active"]] or people
    parties = {hit["party"] for hit in hits if hit["party"]}
    person = still[0]["contact_person"] if len({hit["contact_person"] for hit in still}) == 1 else None
    party = still[0]["party"] if person else (parties.pop() if len(parties) == 1 else None)
    return {"party": party, "contact_person": person, "several": len(hits) > 1 and not person}


def is_ignored(address: str) -> bool:
    """Tell whether an address, or its domain, is one that nobody wants to name."""
    domain = address.rpartition("@")[2]
    names = [address.lower(), f"@{domain.lower()}"]
    return bool(frappe.get_all("Ignored Mail Address", filters={"address": ["in", names]}, limit=1))
