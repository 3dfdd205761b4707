"""Somebody who leaves a company: what hangs on them, who takes it over, and what we do next."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, nowdate

from relcrm.agenda.coverage import get_coverage
from relcrm.agenda.events import make_event
from relcrm.agenda.timeline import get_planned
from relcrm.agenda.working_days import get_working_time
from relcrm.exceptions import LeavingError

MOST = 200
OPEN_NEEDS = ("Open", "Agreed")


def get_leaving(person: str) -> dict:
    """Return what hangs on a person, of what the user may see.

    Answers `person`, `planned` (event rows), `reports` (people below them), `deals`, `needs`, `ties` (still open with
    this company), `successors` (who else is there), `warning` where nobody else of the company is known to us.
    """
    doc = frappe.get_doc("Contact Person", person)
    people = get_coverage(doc.party)["people"]
    others = [row for row in people if row.active and row.name != doc.name]
    known = any(row.contacts for row in others)
    was_met = any(row.contacts for row in people if row.name == doc.name)
    text = _("{0} is the only one we have met here. Without them nobody is left: plan how to get to know another.")
    return {
        "person": {key: doc.get(key) for key in ("name", "full_name", "role", "party", "active", "left_on")},
        "planned": get_planned(contact_person=doc.name, limit=MOST) if _may_read("Relation Event") else [],
        "reports": _get("Contact Person", {"reports_to": doc.name}, ["name", "full_name", "role"]),
        "deals": _get("Negotiation", _of_open_deals(doc.name), ["name", "subject"]),
        "needs": _get("Party Need", _of_open_needs(doc.name), ["name", "statement"]),
        "ties": _get_ties(doc),
        "successors": [{key: row[key] for key in ("name", "full_name", "role", "last_contact")} for row in others],
        "warning": text.format(doc.full_name) if was_met and not known else "",
    }


def leave(person: str, left_on: str | None, successor: str | None, follow_up_on: str | None) -> dict:
    """Note that somebody has left, hand over what hangs on them, and plan what comes next.

    A successor of the same company gets the events to come, open deals and needs, and leads whom they led; without one
    these people go to their superior, and the rest stays. Ties with the company end on the day. With `follow_up_on`
    a task is planned: to get to know the successor, or to find out who follows. Answers how many of each were moved.
    """
    doc = frappe.get_doc("Contact Person", person)
    doc.check_permission("write")
    day = getdate(left_on or nowdate())
    heir = _read_successor(doc, successor)
    moved = {"reports": _move_reports(doc, heir)}
    doc.reload()
    doc.update({"active": 0, "left_on": day})
    doc.save()
    moved["ties"] = _close_ties(doc, day)
    if heir:
        ahead = {"contact_person": doc.name, "status": ["in", ["Planned", "Open"]]}
        moved["events"] = _hand_over("Relation Event", ahead, heir)
        moved["deals"] = _hand_over("Negotiation", _of_open_deals(doc.name), heir)
        moved["needs"] = _hand_over("Party Need", _of_open_needs(doc.name), heir)
    event = _plan_follow_up(doc, heir, follow_up_on) if follow_up_on else None
    return {"moved": moved, "event": event and event.name}


def _read_successor(doc: Document, successor: str | None) -> Document | None:
    if not doc.active:
        frappe.throw(_("{0} has left already. Open the card to see when.").format(doc.full_name), LeavingError)
    if not successor:
        return None
    heir = frappe.get_doc("Contact Person", successor)
    if heir.name == doc.name or heir.party != doc.party or not heir.active:
        text = _("{0} cannot follow {1}: choose somebody else who is still in the same company.")
        frappe.throw(text.format(heir.full_name, doc.full_name), LeavingError)
    return heir


def _move_reports(doc: Document, heir: Document | None) -> int:
    """Put whom they led under the successor, or under their own superior; the successor takes their place."""
    if heir and heir.reports_to != doc.reports_to:
        heir.reports_to = doc.reports_to
        heir.save()
    above = heir.name if heir else doc.reports_to
    below = [row.name for row in _get("Contact Person", {"reports_to": doc.name}, ["name"])]
    for name in below:
        below_doc = frappe.get_doc("Contact Person", name)
        below_doc.reports_to = above
        below_doc.save()
    return len(below)


def _hand_over(doctype: str, filters: dict, heir: Document) -> int:
    """Give what is open to the successor; what the user may not change stays."""
    count = 0
    for row in _get(doctype, filters, ["name"]):
        doc = frappe.get_doc(doctype, row.name)
        if doc.has_permission("write"):
            doc.contact_person = heir.name
            doc.save()
            count += 1
    return count


def _of_open_deals(person: str) -> dict:
    return {"contact_person": person, "closed_on": ["is", "not set"]}


def _of_open_needs(person: str) -> dict:
    return {"contact_person": person, "state": ["in", list(OPEN_NEEDS)]}


def _get_ties(doc: Document) -> list[dict]:
    """Return the ties between the human being and this company that have not ended."""
    if not doc.same_as:
        return []
    rows = []
    for one, other in ((doc.same_as, doc.party), (doc.party, doc.same_as)):
        filters = {"party": one, "other_party": other}
        rows += _get("Party Relationship", filters, ["name", "relationship_type", "until"])
    return [row for row in rows if not row.until or getdate(row.until) > getdate(nowdate())]


def _close_ties(doc: Document, day) -> int:
    ties = _get_ties(doc)
    for row in ties:
        tie = frappe.get_doc("Party Relationship", row.name)
        tie.until = day
        tie.save()
    return len(ties)


def _plan_follow_up(doc: Document, heir: Document | None, follow_up_on: str) -> Document:
    company = frappe.db.get_value("Party", doc.party, ["party_name", "agent"], as_dict=True)
    assigned_to = company.agent or frappe.session.user
    working = get_working_time(assigned_to)
    day = working.add_days(getdate(follow_up_on), 0)
    text = _("Get to know {0}, who follows {1}") if heir else _("Find out who follows {1} at {2}")
    subject = text.format(heir and heir.full_name, doc.full_name, company.party_name)
    return make_event(
        {
            "event_type": "Task",
            "subject": subject[:240],
            "party": doc.party,
            "contact_person": heir and heir.name,
            "assigned_to": assigned_to,
            "starts_on": working.get_spans(day)[0][0],
            "status": "Planned",
            "direction": "Out",
        }
    )


def _get(doctype: str, filters: dict, fields: list[str]) -> list[dict]:
    return frappe.get_list(doctype, filters=filters, fields=fields, limit=MOST) if _may_read(doctype) else []


def _may_read(doctype: str) -> bool:
    return bool(frappe.has_permission(doctype, "read"))
