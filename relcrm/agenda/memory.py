"""Memory before contact: what one should know in the moment before calling somebody or opening their door.

Sections in a fixed order, each a few lines, the most pressing first: last meetings with this very person, then with
their colleagues, what stands promised, offers of ours that contradict one another, what comes next. Later modules add
theirs by the hook `relcrm_memory_sections`. Everything passes the reader's own rules: a colleague's private event
changes no line and no count.
"""

from dataclasses import dataclass

import frappe
from frappe import _
from frappe.utils import cint, flt

from relcrm.agenda import promises, timeline
from relcrm.agenda.events import add_notes
from relcrm.agenda.timeline import TABLE, get_match, get_rows, get_whose
from relcrm.workplace.days import show_day

MEETINGS, COLLEAGUES, PROMISES, PLANNED = 3, 2, 5, 2


@dataclass(frozen=True)
class Asked:
    """Whom one is about to meet: a company, a person of it or both, and the event in which."""

    party: str | None
    person: str | None = None
    event: str | None = None


def get_asked(party: str | None, contact_person: str | None, event: str | None) -> Asked:
    """Return whom a question is about, from its event where it names nobody; each needs read."""
    if event:
        doc = frappe.get_doc("Relation Event", str(event))
        doc.check_permission("read")
        party, contact_person = party or doc.party, contact_person or doc.contact_person
    if contact_person:
        person = frappe.get_doc("Contact Person", str(contact_person))
        person.check_permission("read")
        party = party or person.party
    if party:
        frappe.get_doc("Party", str(party)).check_permission("read")
    return Asked(party or None, contact_person or None, str(event) if event else None)


def get_memory(asked: Asked) -> list[dict]:
    """Return the sections that have something to say: `key`, `title`, `position`, `lines`, `more` (how many beside)."""
    if not asked.party:
        return []
    found = [_get_conflicts(asked)]
    if frappe.has_permission("Relation Event", "read"):
        promised = promises.get_open(party=asked.party)
        found += [_get_meetings(asked), _get_promises(promised), _get_planned(asked, promised)]
        found += [_get_colleagues(asked)] if asked.person else []
    for path in frappe.get_hooks("relcrm_memory_sections"):
        found += frappe.get_attr(path)(asked)
    return sorted((one for one in found if one["lines"]), key=lambda one: one["position"])


def make_section(key: str, title: str, position: int, lines: list[dict], more: int = 0) -> dict:
    """Return a section of the memory; positions of ours are 10, 20, 30 ... so that others fit between them."""
    return {"key": key, "title": title, "position": position, "lines": lines, "more": more}


def make_line(text: str, doctype: str, name: str, **more) -> dict:
    """Return a line: one sentence and the record behind it.

    `more`: `on` its day, `note` in small, `tone` "danger" where it presses, `amount` in the site's currency or
    `percent`, which whoever shows the line writes as their reader does.
    """
    return {"text": text, "doctype": doctype, "name": name, **more}


def _get_meetings(asked: Asked) -> dict:
    title = _("With this person") if asked.person else _("Last contacts")
    where, values = get_whose(asked.party, asked.person)
    return make_section("meetings", title, 10, _get_done(asked, where, values, MEETINGS))


def _get_colleagues(asked: Asked) -> dict:
    joined = "select `parent` from `tabRelation Event Participant` where `contact_person` = %(person)s"
    where = [
        f"{TABLE}.`party` = %(party)s",
        f"({TABLE}.`contact_person` is null or {TABLE}.`contact_person` != %(person)s)",
        f"{TABLE}.`name` not in ({joined})",
    ]
    values = {"party": asked.party, "person": asked.person}
    return make_section("colleagues", _("With their colleagues"), 20, _get_done(asked, where, values, COLLEAGUES))


def _get_done(asked: Asked, where: list[str], values: dict, limit: int) -> list[dict]:
    where = [*where, f"{TABLE}.`status` = 'Done'", *get_match()]
    where += [f"{TABLE}.`name` != %(event)s"] if asked.event else []
    rows = get_rows(where, values | {"event": asked.event}, "desc", limit)
    return [_describe(row, asked) for row in add_notes(rows)]


def _describe(row: dict, asked: Asked) -> dict:
    kind = row.type_title
    if row.contact_name and row.contact_person != asked.person:
        kind += " " + _("with {0}").format(row.contact_name)
    text = f"{_join(show_day(row.starts_on), kind, _name(row.assigned_to, row.assigned_name))}: {row.subject}"
    text += f" ({_(row.outcome)})" if row.outcome else ""
    note = "" if row.notes.startswith(row.subject.rstrip("…")) else row.notes
    return make_line(text, "Relation Event", row.name, on=row.starts_on, note=note)


def _name(user: str | None, full_name: str | None) -> str:
    return _("me") if user == frappe.session.user else full_name or ""


def _join(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _get_promises(promised: list[dict]) -> dict:
    rows = sorted(promised, key=lambda row: row.side == "Theirs")
    lines = [describe_promise(row) for row in rows[:PROMISES]]
    return make_section("promises", _("Open promises"), 30, lines, len(rows) - len(lines))


def describe_promise(row: dict) -> dict:
    """Return an open promise as a line: who promised what, by when."""
    if row.side == "Theirs":
        who = row.contact_name or _("They")
    else:
        who = _("I") if row.user == frappe.session.user else row.user_name or _("We")
    text = f"{who}: {row.promise}"
    if row.due_on:
        day = show_day(row.due_on)
        text += ", " + (_("was due on {0}") if row.overdue else _("by {0}")).format(day)
    tone = "danger" if row.overdue else ""
    return make_line(text, "Relation Event", row.event, on=row.due_on, tone=tone, **_get_terms(row))


def _get_terms(row: dict) -> dict:
    """Return how much an offer or discount is, if it says so."""
    if not row["kind"] or not flt(row["value"]):
        return {}
    return {"amount" if row["kind"] == "Offer" else "percent": flt(row["value"])}


def _get_conflicts(asked: Asked) -> dict:
    lines = get_conflict_lines(asked.party)
    return make_section("conflicts", _("Different terms from different people of ours"), 5, lines)


def get_conflict_lines(party: str) -> list[dict]:
    """Return the open offers of different people of ours to a party as lines, none where they do not contradict."""
    return [_describe_terms(offer) for one in promises.get_conflicts([party]) for offer in one["offers"]]


def _describe_terms(offer: dict) -> dict:
    text = f"{offer['user_name']}: {_(offer['kind'])}, {offer['promise']}"
    text += f" ({show_day(offer['made_on'])})" if offer["made_on"] else ""
    tone = {"on": offer["made_on"], "tone": "danger"}
    return make_line(text, offer["doctype"], offer["name"], **tone, **_get_terms(offer))


def _get_planned(asked: Asked, promised: list[dict]) -> dict:
    said = {asked.event, *(row.task for row in promised)}
    rows = timeline.get_planned(asked.party, None, limit=PLANNED + len(said))
    lines = []
    for row in [row for row in rows if row.name not in said][:PLANNED]:
        day = _("no day yet") if cint(row.undated) else show_day(row.starts_on)
        text = f"{_join(day, row.type_title, _name(row.assigned_to, row.assigned_name))}: {row.subject}"
        lines.append(make_line(text, "Relation Event", row.name, on=row.starts_on))
    return make_section("planned", _("Planned"), 60, lines)
