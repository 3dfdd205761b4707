"""The events of a time line, and what a card knows of them: who was met last, what can be filtered by."""

from collections.abc import Iterable
from datetime import date

import frappe
from frappe.utils import getdate

from relcrm.agenda.events import LIST_FIELDS, add_names
from relcrm.relations.hanging import add_words
from relcrm.relations.timeline import Asked, get_excerpt, make_entry
from relcrm.relations.titles import get_titles
from relcrm.workplace.rules import double_percent, get_rules

TABLE = "`tabRelation Event`"
ROWS = "`tabRelation Event Participant`"
AHEAD = "('Planned', 'Open')"


def get_entries(asked: Asked) -> list[dict]:
    """Answer `relcrm_timeline_sources`: what happened, or what is in the state that is asked for."""
    if not asked.asks_for("event") or not frappe.has_permission("Relation Event", "read"):
        return []
    return [_make_entry(row) for row in get_rows(*get_conditions(asked), "desc", asked.wanted, ["notes"])]


def get_planned(party: str | None = None, contact_person: str | None = None, limit: int = 20) -> list[dict]:
    """Return what comes next with a party or a person, the nearest first, as far as the user may see it."""
    where, values = get_whose(party, contact_person)
    where += [f"{TABLE}.`status` in {AHEAD}", *get_match()]
    return get_rows(where, values, "asc", limit)


def get_last(party: str | None = None, contact_person: str | None = None, limit: int = 3) -> list[dict]:
    """Return what was done last with a party or a person, the latest first, as far as the user may see it."""
    if not frappe.has_permission("Relation Event", "read"):
        return []
    where, values = get_whose(party, contact_person)
    where += [f"{TABLE}.`status` = 'Done'", *get_match()]
    return get_rows(where, values, "desc", limit)


def get_rows(where: list[str], values: dict, direction: str, limit: int, more: Iterable[str] = ()) -> list[dict]:
    """Return the event rows that fulfil conditions, by their start, with the names of whoever is in them."""
    query = (
        f"select {TABLE}.`name` from {TABLE} where {' and '.join(where)}"
        f" order by {TABLE}.`starts_on` {direction} limit {int(limit)}"
    )
    names = [row[0] for row in frappe.db.sql(query, values)]
    if not names:
        return []
    rows = frappe.get_all(
        "Relation Event",
        filters={"name": ["in", names]},
        fields=[*LIST_FIELDS, *more],
        order_by=f"starts_on {direction}",
        limit=len(names),
    )
    return add_names(rows)


def _make_entry(row: dict) -> dict:
    text = get_excerpt(row.pop("notes"))
    return make_entry(
        "event", row.name, row.starts_on, by=row.assigned_to, title=row.subject, text=text,
        area=row.area, state=row.status, event=row,
    )  # fmt: skip


def get_conditions(asked: Asked) -> tuple[list[str], dict]:
    """Return the conditions of a time line on events, with their values; the rules of rows among them."""
    filters = asked.filters
    where, values = get_whose(asked.party, asked.person)
    where.append(f"{TABLE}.`starts_on` <= %(before)s")
    values["before"] = asked.before.strftime("%Y-%m-%d %H:%M:%S.%f")
    if filters.get("state"):
        where.append(f"{TABLE}.`status` = %(state)s")
    else:
        where.append(f"{TABLE}.`status` not in {AHEAD}")
    for name in ("area", "event_type"):
        where += [f"{TABLE}.`{name}` = %({name})s"] if filters.get(name) else []
    if filters.get("colleague"):
        joined = f"select {ROWS}.`parent` from {ROWS} where {ROWS}.`user` = %(colleague)s"
        where.append(f"({TABLE}.`assigned_to` = %(colleague)s or {TABLE}.`name` in ({joined}))")
    if filters.get("text"):
        add_words(where, values, [f"{TABLE}.`subject`", f"{TABLE}.`notes`"], filters["text"])
    values |= {key: filters[key] for key in ("state", "area", "event_type", "colleague") if filters.get(key)}
    return where + get_match(), values


def get_whose(party: str | None, person: str | None) -> tuple[list[str], dict]:
    """Return the conditions for events with a party, with a person, or with both."""
    joined = f"select {ROWS}.`parent` from {ROWS} where {ROWS}.`contact_person` = %(person)s"
    where = [f"{TABLE}.`party` = %(party)s"] if party else []
    where += [f"({TABLE}.`contact_person` = %(person)s or {TABLE}.`name` in ({joined}))"] if person else []
    return where, {"party": party, "person": person}


def get_match() -> list[str]:
    """Return the row-level rules as a condition; none for a user who sees every event."""
    match = double_percent(get_rules("Relation Event"))
    return [f"({match})"] if match else []


def get_last_contacts(party: str) -> dict[str, str]:
    """Return when each person of a party was last in an event that is done and that the user may see."""
    if not frappe.has_permission("Relation Event", "read"):
        return {}
    rules = [f"{TABLE}.`party` = %(party)s", f"{TABLE}.`status` = 'Done'", *get_match()]
    where = " and ".join(rules)
    direct = (
        f"select {TABLE}.`contact_person`, max({TABLE}.`starts_on`) from {TABLE} where {where}"
        f" and {TABLE}.`contact_person` is not null group by {TABLE}.`contact_person`"
    )
    joined = (
        f"select {ROWS}.`contact_person`, max({TABLE}.`starts_on`) from {TABLE} join {ROWS} on {ROWS}.`parent` ="
        f" {TABLE}.`name` where {where} and {ROWS}.`contact_person` is not null group by {ROWS}.`contact_person`"
    )
    last: dict[str, str] = {}
    for query in (direct, joined):
        for person, moment in frappe.db.sql(query, {"party": party}):
            last[person] = max(last.get(person, ""), str(moment))
    return last


def get_facets(asked: Asked) -> dict:
    """Return what the events of a party or a person can be narrowed to: kinds, areas, colleagues."""
    if not frappe.has_permission("Relation Event", "read"):
        return {"types": [], "areas": [], "colleagues": []}
    where, values = get_whose(asked.party, asked.contact_person)
    columns = ("event_type", "area", "assigned_to")
    select = ", ".join(f"{TABLE}.`{name}`" for name in columns)
    query = f"select distinct {select} from {TABLE} where {' and '.join([*where, *get_match()])}"
    rows = frappe.db.sql(query, values)
    types, areas, users = ({row[place] for row in rows} - {None, ""} for place in range(3))
    names = get_titles("User", "full_name", users)
    return {
        "types": _get_titled(types),
        "areas": _get_titled(areas),
        "colleagues": sorted(({"value": name, "title": title} for name, title in names.items()), key=_get_title),
    }


def _get_titled(names: set[str]) -> list[dict]:
    return sorted(({"value": name, "title": frappe._(name)} for name in names), key=_get_title)


def _get_title(choice: dict) -> str:
    return choice["title"] or ""


def get_last_open_contacts(parties: list[str]) -> dict[str, date]:
    """Answer `relcrm_last_contacts`: the day of the last event that was done and is not private, by party."""
    if not parties:
        return {}
    marks = ", ".join(["%s"] * len(parties))
    table = "`tabRelation Event`"
    rows = frappe.db.sql(
        f"select `party`, max(`starts_on`) from {table} where `party` in ({marks}) and `status` = 'Done'"
        " and `private` = 0 group by `party`",
        tuple(parties),
    )
    return {party: getdate(moment) for party, moment in rows}
