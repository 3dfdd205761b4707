"""The agenda over REST: events between two instants; make, move and complete them."""

import frappe

from relcrm.agenda import event_type, events

ME, TEAM, ALL = "me", "team", "all"


@frappe.whitelist(methods=["GET", "POST"])
def get_events(
    start: str,
    end: str,
    who: str = ME,
    users: str | list | None = None,
    areas: str | list | None = None,
    types: str | list | None = None,
    statuses: str | list | None = None,
) -> list[dict]:
    """Return the events between two instants of me, my team, all or given users; only what one may see."""
    filters = [
        ["Relation Event", "status", "not in" if not statuses else "in", _list(statuses) or ["Cancelled"]]
    ]
    for fieldname, values in (("area", _list(areas)), ("event_type", _list(types))):
        if values:
            filters.append(["Relation Event", fieldname, "in", values])
    people = _list(users) or get_people(who)
    if not people:
        return events.get_events_between(start, end, filters)
    assigned = events.get_events_between(
        start, end, [*filters, ["Relation Event", "assigned_to", "in", people]]
    )
    invited = _get_invited(people, start, end)
    if invited:
        seen = {row.name for row in assigned}
        more = events.get_events_between(start, end, [*filters, ["Relation Event", "name", "in", invited]])
        assigned += [row for row in more if row.name not in seen]
    return sorted(assigned, key=lambda row: str(row.starts_on))


def _list(values: str | list | None) -> list:
    """Return a list from a list, its JSON or one value."""
    parsed = frappe.parse_json(values) if isinstance(values, str) and values.startswith("[") else values
    return parsed if isinstance(parsed, list) else [parsed] if parsed else []


def _get_invited(people: list[str], start: str, end: str) -> list[str]:
    return events.get_names_of_participants(people, start, end)


def get_people(who: str) -> list[str]:
    """Return the users whose agenda is meant; empty means everybody's."""
    if who == ALL:
        return []
    if who == ME:
        return [frappe.session.user]
    return [user["name"] for user in get_team()]


@frappe.whitelist(methods=["GET", "POST"])
def get_team() -> list[dict]:
    """Return the users of my teams, me first; any user."""
    from relcrm.relations.teams import get_colleagues

    return get_colleagues()


@frappe.whitelist(methods=["POST"])
def create_event(values: dict) -> dict:
    """Insert an event and return it as the agenda shows it; needs create on Relation Event."""
    return get_event_row(events.make_event(values).name)


@frappe.whitelist(methods=["POST"])
def move_event(name: str, starts_on: str, ends_on: str | None = None) -> dict:
    """Give an event another time, keeping its length unless an end is given; needs write on it."""
    events.move_event(name, starts_on, ends_on)
    return get_event_row(name)


@frappe.whitelist(methods=["POST"])
def complete_event(
    name: str, outcome: str | None = None, notes: str | None = None, next_event: dict | None = None
) -> dict:
    """Close an event and plan the one that follows, both or neither; needs write on it."""
    event, follow_up = events.complete_event(name, outcome, notes, next_event)
    return {
        "event": get_event_row(event.name),
        "follow_up": get_event_row(follow_up.name) if follow_up else None,
    }


@frappe.whitelist(methods=["GET", "POST"])
def get_types() -> list[dict]:
    """Return the event types in use with looks, outcomes and own fields; any user."""
    return event_type.get_types()


def get_event_row(name: str) -> dict:
    """Return one event as the agenda shows it."""
    rows = frappe.get_list("Relation Event", filters={"name": name}, fields=events.LIST_FIELDS, order_by=None)
    return events.add_names(rows)[0] if rows else {"name": name}
