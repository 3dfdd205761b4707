"""Making, moving and completing events; what lies between two instants. No request, no HTML."""

from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, get_datetime, now_datetime, strip_html

from relcrm.agenda.doctype.relation_event.relation_event import LONGEST_DAYS
from relcrm.agenda.recurrence import series
from relcrm.exceptions import EventTimeError
from relcrm.relations.timeline import get_words
from relcrm.relations.titles import get_titles
from relcrm.workplace.days import show_day
from relcrm.workplace.reading import recall_each

LIST_FIELDS = (
    "name subject event_type starts_on ends_on all_day party contact_person status area direction private"
    " assigned_to outcome location previous_event reference_doctype reference_name caller_name caller_number"
    " undated series moved"
).split()
OWN_FIELDS = (
    "subject event_type starts_on ends_on all_day undated party contact_person status area direction private outcome"
    " assigned_to location notes reminder_minutes previous_event reference_doctype reference_name caller_name"
    " caller_number our_reference your_reference delivery enclosures participants event_values promises"
    " purpose similar_goods reminders"
).split()
OWN_TABLES = frozenset(("participants", "event_values", "promises", "reminders"))
SUBJECT_LENGTH = 100
NOTE_LENGTH = 200


def make_event(values: dict, by_process: bool = False) -> Document:
    """Insert an event from plain values, with the rights of the user; what an event has not is left out. A process
    may write in any agenda."""
    event = frappe.new_doc("Relation Event")
    event.flags.by_process = by_process
    _validate_plain(values)
    for fieldname in OWN_FIELDS:
        if values.get(fieldname) not in (None, ""):
            event.set(fieldname, values[fieldname])
    event.subject = event.subject or make_subject(event.event_type, values.get("notes"))
    event.insert()
    if values.get("rrule"):
        series.make_series(event, values["rrule"])
    return event


def _validate_plain(values: dict) -> None:
    """Refuse several values where a field takes one."""
    for fieldname in OWN_FIELDS:
        if fieldname not in OWN_TABLES and isinstance(values.get(fieldname), list | dict):
            text = _("{0} takes one value, not a list. Send the one that is meant.")
            frappe.throw(text.format(fieldname), frappe.ValidationError)


def make_subject(type_name: str | None, notes: str | None) -> str:
    """Return a subject from the first words of a note, or the title of the type."""
    words = " ".join(strip_html(notes or "").split())
    if len(words) > SUBJECT_LENGTH:
        words = words[:SUBJECT_LENGTH].rsplit(" ", 1)[0] + "…"
    return words or _(type_name or "Relation Event")


def move_event(
    name: str, starts_on, ends_on=None, all_day=None, assigned_to: str | None = None, undated: bool = False
) -> Document:
    """Give an event another start, keeping its length unless an end is given; it has its day then."""
    event = frappe.get_doc("Relation Event", name)
    length = get_datetime(event.ends_on) - get_datetime(event.starts_on) if event.ends_on else timedelta()
    event.starts_on = parse_instant(starts_on)
    event.ends_on = parse_instant(ends_on) if ends_on else event.starts_on + length
    if all_day is not None:
        event.all_day = cint(all_day)
    event.assigned_to = assigned_to or event.assigned_to
    event.undated = int(undated)
    return event.save()


def parse_instant(value) -> datetime:
    """Return a date and time, or refuse what is none."""
    instant = get_datetime(value) if value else None
    if not instant:
        text = _('"{0}" is not a date and time. Write it like 2026-11-23 10:00.')
        frappe.throw(text.format(frappe.utils.escape_html(str(value or ""))), EventTimeError)
    return instant


def complete_event(
    name: str,
    outcome: str | None = None,
    notes: str | None = None,
    next_event: dict | None = None,
    event_values: list | None = None,
    promises: list | None = None,
):
    """Close an event and plan the one that follows; returns both (the second may be None)."""
    event = frappe.get_doc("Relation Event", name)
    event.status = "Done"
    event.outcome = outcome or event.outcome
    event.notes = (event.notes or "") + notes if notes else event.notes
    if event_values is not None:
        event.set("event_values", event_values)
    event.extend("promises", promises or [])
    event.save()
    return event, plan_follow_up(event, next_event) if next_event else None


def plan_follow_up(event: Document, values: dict) -> Document:
    """Plan the event that follows another: same party, person, area and process unless said otherwise."""
    inherited = "party contact_person area private assigned_to reference_doctype reference_name".split()
    defaults = {fieldname: event.get(fieldname) for fieldname in inherited}
    defaults |= {
        "event_type": event.event_type,
        "subject": event.subject,
        "status": "Planned",
        "direction": "Out",
    }
    given = {key: value for key, value in values.items() if value not in (None, "")}
    start = given.get("starts_on") or now_datetime() + timedelta(days=1)
    return make_event(defaults | given | {"starts_on": start, "previous_event": event.name})


def get_events_between(
    start, end, filters: list | None = None, or_filters: list | None = None, limit: int = 2000
):
    """Return the events that touch a span of time and that the user may see, with party and person names."""
    start, end = parse_instant(start), parse_instant(end)
    span = [
        ["Relation Event", "undated", "=", 0],
        ["Relation Event", "starts_on", "<", end],
        ["Relation Event", "starts_on", ">=", start - timedelta(days=LONGEST_DAYS)],
        ["Relation Event", "ends_on", ">=", start],
    ]
    rows = frappe.get_list(
        "Relation Event",
        fields=LIST_FIELDS,
        filters=span + (filters or []),
        or_filters=or_filters,
        order_by="starts_on asc",
        limit=limit,
    )
    return add_names(rows)


def get_to_plan(people: list[str], limit: int = 100) -> list[dict]:
    """Return what people still have to put on a day: without a day, then overdue, the latest first."""
    mine = [["status", "in", ["Planned", "Open"]], ["assigned_to", "in", people]]
    undated = _get_rows([*mine, ["undated", "=", 1]], "creation desc", limit)
    overdue = _get_rows([*mine, ["undated", "=", 0], ["ends_on", "<", now_datetime()]], "starts_on desc", limit)
    return add_names(undated + overdue)


def _get_rows(filters: list, order_by: str, limit: int) -> list[dict]:
    return frappe.get_list("Relation Event", fields=LIST_FIELDS, filters=filters, order_by=order_by, limit=limit)


def add_names(rows: list[dict]) -> list[dict]:
    """Add the names of parties, persons and users to rows, with one query for each kind."""
    parties = get_titles("Party", "party_name", {row.party for row in rows})
    persons = get_titles("Contact Person", "full_name", {row.contact_person for row in rows})
    users = get_titles("User", "full_name", {row.assigned_to for row in rows})
    types = get_type_looks({row.event_type for row in rows})
    for row in rows:
        row.party_name = parties.get(row.party)
        row.contact_name = persons.get(row.contact_person)
        row.assigned_name = users.get(row.assigned_to)
        row.type_title = _(row.event_type)
        row.update(types.get(row.event_type) or {})
    return rows


def describe(doc: Document) -> dict:
    """Return what a small panel shows of an event beside its row."""
    chain = {
        "previous": _get_rows([["name", "=", doc.previous_event]], "starts_on asc", 1) if doc.previous_event else [],
        "next": _get_rows([["previous_event", "=", doc.name]], "starts_on asc", 3),
    }
    people = [
        row.person_name or _get_title("Contact Person", "full_name", row.contact_person)
        if row.side == "Theirs"
        else _get_title("User", "full_name", row.user)
        for row in doc.participants
        if not row.contact_person or row.contact_person != doc.contact_person
    ]
    return {
        "name": doc.name,
        "notes": doc.notes,
        "phone": get_phone(doc.party, doc.contact_person) or doc.caller_number,
        "people": [name for name in people if name],
        "reminder_minutes": doc.reminder_minutes,
        "repeats": series.get_words_of(doc.series),
        "values": [{"label": _(row.label), "value": _show_value(row)} for row in doc.event_values],
        **{key: add_names(rows) for key, rows in chain.items()},
    }


def get_phone(party: str | None, contact_person: str | None) -> str | None:
    """Return the telephone of a person or else of the party, if the user may see them."""
    for doctype, name in (("Contact Person", contact_person), ("Party", party)):
        rows = frappe.get_list(doctype, filters={"name": name}, fields=["main_phone"]) if name else []
        if rows and rows[0].main_phone:
            return rows[0].main_phone
    return None


def _get_title(doctype: str, fieldname: str, name: str | None) -> str | None:
    return frappe.db.get_value(doctype, name, fieldname) if name else None


def _show_value(row) -> str:
    if row.text or row.choice:
        return _(row.choice) if row.choice else row.text
    if row.date:
        return show_day(row.date)
    number = row.number or row.amount
    return frappe.format(number, {"fieldtype": "Float"}) if number else _("Yes") if row.yes_no else ""


def add_notes(rows: list[dict]) -> list[dict]:
    """Add to rows the first words of what was noted, as plain text."""
    names = [row.name for row in rows]
    filters = {"name": ["in", names]}
    kept = frappe.get_all("Relation Event", filters=filters, fields=["name", "notes"]) if names else []
    notes = {row.name: row.notes for row in kept}
    for row in rows:
        row.notes = get_words(notes.get(row.name))[:NOTE_LENGTH]
    return rows


def get_type_looks(names: set) -> dict[str, dict]:
    """Return colour, icon and channel of event types."""
    return recall_each("looks of types", {name for name in names if name}, _ask_type_looks)


def _ask_type_looks(names: list[str]) -> dict[str, dict]:
    fields = ["name", "color", "icon", "channel"]
    rows = frappe.get_all("Relation Event Type", filters={"name": ["in", names]}, fields=fields)
    return {row.pop("name"): row for row in rows}


def get_names_of_participants(people: list[str], start, end) -> list[str]:
    """Return the names of events in a span of time in which users of ours take part."""
    row, event = frappe.qb.DocType("Relation Event Participant"), frappe.qb.DocType("Relation Event")
    query = (
        frappe.qb.from_(row)
        .join(event)
        .on(event.name == row.parent)
        .select(row.parent)
        .where(row.user.isin(people))
        .where(event.starts_on < get_datetime(end))
        .where(event.starts_on >= get_datetime(start) - timedelta(days=LONGEST_DAYS))
    )
    return [found[0] for found in query.run()]


def get_informed(people: list[str], names: list[str]) -> set[str]:
    """Return the events among some that users only know of, and need not come to."""
    filters = {"parent": ["in", names], "user": ["in", people]}
    rows = frappe.get_all("Relation Event Participant", filters=filters, fields=["parent", "informed"], limit=0)
    coming = {row.parent for row in rows if not row.informed}
    return {row.parent for row in rows} - coming
