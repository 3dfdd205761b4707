"""Events that repeat, over REST: a rule in words, and changes of one event, the following ones or all."""

from datetime import timedelta

import frappe
from frappe.utils import get_datetime

from relcrm.agenda.events import parse_instant
from relcrm.agenda.recurrence import changing, series
from relcrm.agenda.recurrence.rule import get_occurrences, parse_rule
from relcrm.agenda.recurrence.words import get_words
from relcrm.agenda.zones import get_system_zone
from relcrm.api.agenda import get_event_row

SHOWN = 6


@frappe.whitelist(methods=["GET", "POST"])
def describe(rrule: str, starts_on: str) -> dict:
    """Return a rule in words, and the first days that it gives from a start; any user."""
    start = parse_instant(starts_on)
    rule = parse_rule(rrule, get_system_zone())
    days = get_occurrences(rule, start, start + timedelta(days=366 * 9), SHOWN)
    return {"rrule": str(rule), "words": get_words(rule, days[0] if days else start), "dates": days}


@frappe.whitelist(methods=["GET", "POST"])
def get_series(name: str) -> dict:
    """Return the series of an event: rrule, words, ended, done and ahead (counts), dates (next ones); needs read."""
    event = frappe.get_doc("Relation Event", name)
    event.check_permission("read")
    if not event.series:
        return {}
    kept = frappe.get_doc("Relation Event Series", event.series)
    fields = ["name", "starts_on", "status"]
    rows = frappe.get_list(
        "Relation Event", filters={"series": kept.name}, fields=fields, order_by="starts_on asc", limit=0
    )
    ahead = [row for row in rows if row.status in series.AHEAD]
    return {
        "name": kept.name,
        "rrule": kept.rrule,
        "starts_on": kept.starts_on,
        "ended": kept.ended,
        "words": get_words(series.get_rule(kept), get_datetime(kept.starts_on)),
        "done": sum(row.status == "Done" for row in rows),
        "ahead": len(ahead),
        "dates": [row.starts_on for row in ahead[:SHOWN]],
    }


@frappe.whitelist(methods=["GET", "POST"])
def get_going(name: str, scope: str) -> list[str]:
    """Return the events that `remove` would delete with "following" or "all", and `end` ("later"); needs read."""
    event = frappe.get_doc("Relation Event", name)
    event.check_permission("read")
    if not event.series:
        return []
    rows = changing.get_going(event, frappe.get_doc("Relation Event Series", event.series), scope)
    return [row.name for row in rows]


@frappe.whitelist(methods=["POST"])
def start(name: str, rrule: str) -> dict:
    """Let an event repeat by a rule; needs write on it."""
    event = frappe.get_doc("Relation Event", name)
    event.check_permission("write")
    series.make_series(event, rrule)
    return get_event_row(name)


@frappe.whitelist(methods=["POST"])
def change(name: str, values: dict, scope: str = changing.THIS) -> dict:
    """Change an event of a series ("this"), it and the following ones ("following"), or "all" still to be done.

    `values`: fields of the event, starts_on, ends_on, all_day, and rrule for another rule; needs write on the event.
    """
    return get_event_row(changing.change(name, values, scope).name)


@frappe.whitelist(methods=["POST"])
def remove(name: str, scope: str = changing.THIS) -> dict:
    """Delete an event of a series, it and the following ones, or all still to be done; needs delete on each."""
    return changing.remove(name, scope)


@frappe.whitelist(methods=["POST"])
def end(name: str) -> dict:
    """End a series with this event: the later ones still to be done go; needs delete on each."""
    return changing.end_after(name)
