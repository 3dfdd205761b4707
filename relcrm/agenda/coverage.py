"""Who of us knows whom in a company: last contact with each person, cold spots, and what hangs on one person alone.

Decision 0016: who met somebody, and when last, is told by name; how often each colleague did, is a figure of staff.
"""

from collections import defaultdict
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.utils import cint, getdate, nowdate

from relcrm.agenda.timeline import ROWS, TABLE, get_match
from relcrm.relations.staff_figures import Headings

COLD_DAYS, MOST_DAYS = 90, 3650
MOST_PEOPLE = 500
CHUNK = 500
FIELDS = "name full_name role department reports_to kind active left_on same_as".split()


@dataclass(frozen=True)
class Contact:
    """One event that is done, with one person of theirs."""

    event: str
    person: str
    day: str
    assigned_to: str | None


def get_coverage(party: str, days: int = COLD_DAYS) -> dict:
    """Return, of the events that the user may see, how well each person of a company is known.

    Answers `days`, `people` (the fields of the person and `contacts`, `last_contact`, `silent_days`, `cold`,
    `known_by`, `elsewhere`), `active`, `known`, `cold` (numbers of people), `warnings` (sentences), and `sentence`:
    why contacts are not counted by colleague. An active person is cold whom nobody met for so many days.
    """
    days = max(1, min(cint(days) or COLD_DAYS, MOST_DAYS))
    people = frappe.get_list(
        "Contact Person", filters={"party": party}, fields=FIELDS, order_by="active desc, full_name asc",
        limit=MOST_PEOPLE,
    )  # fmt: skip
    others = _get_elsewhere(party, {row.same_as for row in people} - {None, ""})
    contacts = get_contacts([row.name for row in people] + [row.name for row in others])
    met = _get_ours(contacts)
    headings = Headings()
    by_person = defaultdict(list)
    for contact in contacts:
        by_person[contact.person].append(contact)
    for row in people:
        _describe(row, by_person[row.name], met, headings, days)
        row.elsewhere = [_show_other(other, by_person) for other in others if row.same_as == other.same_as]
    active = [row for row in people if row.active]
    known = [row for row in active if row.contacts]
    return {
        "days": days,
        "people": people,
        "active": len(active),
        "known": len(known),
        "cold": sum(row.cold for row in active),
        "warnings": _get_warnings(people, active, known),
        "sentence": headings.get_sentence(),
    }


def get_contacts(people: list[str]) -> list[Contact]:
    """Return each event that is done and each person of theirs in it, once, as far as the user may see it."""
    if not people or not frappe.has_permission("Relation Event", "read"):
        return []
    rules = " and ".join([f"{TABLE}.`status` = 'Done'", *get_match()])
    columns = f"{TABLE}.`starts_on`, {TABLE}.`assigned_to`"
    found: dict[tuple, Contact] = {}
    for names in _chunk(people):
        for query in (
            f"select {TABLE}.`name`, {TABLE}.`contact_person`, {columns} from {TABLE}"
            f" where {TABLE}.`contact_person` in %(people)s and {rules}",
            f"select {TABLE}.`name`, {ROWS}.`contact_person`, {columns} from {TABLE} join {ROWS} on {ROWS}.`parent` ="
            f" {TABLE}.`name` where {ROWS}.`contact_person` in %(people)s and {rules}",
        ):
            for event, person, moment, user in frappe.db.sql(query, {"people": tuple(names)}):
                found[event, person] = Contact(event, person, str(moment)[:10], user)
    return list(found.values())


def _chunk(names: list[str]) -> list[list[str]]:
    return [names[start : start + CHUNK] for start in range(0, len(names), CHUNK)]


def _get_ours(contacts: list[Contact]) -> dict[str, set[str]]:
    """Return who of us was in each event: whoever had it to do, and those who took part, not those merely told."""
    ours = defaultdict(set)
    for contact in contacts:
        ours[contact.event] |= {contact.assigned_to} - {None, ""}
    for names in _chunk(sorted(ours.keys() | {contact.event for contact in contacts})):
        filters = {"parent": ["in", names], "parenttype": "Relation Event", "user": ["is", "set"], "informed": 0}
        rows = frappe.get_all("Relation Event Participant", filters=filters, fields=["parent", "user"])
        for row in rows:
            ours[row.parent].add(row.user)
    return ours


def _describe(row: dict, contacts: list[Contact], met: dict[str, set], headings: Headings, days: int) -> None:
    last = max((contact.day for contact in contacts), default=None)
    silent = (getdate(nowdate()) - getdate(last)).days if last else None
    row.contacts, row.last_contact, row.silent_days = len(contacts), last, silent
    row.cold = int(bool(row.active) and (silent is None or silent >= days))
    by_user = defaultdict(list)
    for contact in contacts:
        for user in met[contact.event]:
            by_user[user].append(contact.day)
    row.known_by = sorted((_name(user, seen, headings) for user, seen in by_user.items()), key=_by_last, reverse=True)


def _name(user: str, days: list[str], headings: Headings) -> dict:
    """Return a colleague with the day of the last contact; how many there were only where figures by name are open."""
    known = {"user": user, "full_name": headings.names.get(user) or user, "last_contact": max(days)}
    heading = headings.get(user)
    return known | ({"contacts": len(days)} if heading and heading.person else {})


def _by_last(known: dict) -> tuple:
    return known["last_contact"], known["full_name"]


def _get_elsewhere(party: str, same: set[str]) -> list[dict]:
    """Return the same human beings in other companies, that the user may see."""
    if not same:
        return []
    return frappe.get_list(
        "Contact Person",
        filters={"same_as": ["in", sorted(same)], "party": ["!=", party]},
        fields=["name", "party", "party_name", "role", "active", "same_as"],
        order_by="party_name asc",
        limit=MOST_PEOPLE,
    )


def _show_other(other: dict, by_person: dict) -> dict:
    last = max((contact.day for contact in by_person[other.name]), default=None)
    shown = {key: other[key] for key in ("name", "party", "party_name", "role", "active")}
    return shown | {"last_contact": last}


def _get_warnings(people: list[dict], active: list[dict], known: list[dict]) -> list[str]:
    found = []
    if active and not known:
        found.append(_("Nobody of us has met anybody here yet."))
    elif len(known) == 1 and len(active) > 1:
        text = _("{0} is the only one we have met here. If they leave, nobody is left: get to know another.")
        found.append(text.format(known[0].full_name))
    ours = {one["full_name"] for row in known for one in row.known_by}
    if len(ours) == 1 and len(known) > 1:
        found.append(_("Only {0} of us has met the people here. Take a colleague along.").format(*ours))
    left = [row.name for row in people if not row.active]
    return found + _warn_of_left(left, {row.name: row.full_name for row in people})


def _warn_of_left(left: list[str], names: dict[str, str]) -> list[str]:
    counted = defaultdict(int)
    if left and frappe.has_permission("Relation Event", "read"):
        filters = {"contact_person": ["in", left], "status": ["in", ["Planned", "Open"]]}
        for row in frappe.get_list("Relation Event", filters=filters, fields=["contact_person"], limit=MOST_PEOPLE):
            counted[row.contact_person] += 1
    one = _("{0} has left, and one event is still planned with them.")
    many = _("{0} has left, and {1} events are still planned with them.")
    return [(one if count == 1 else many).format(names[person], count) for person, count in counted.items()]
