"""Answers to the lists of module Workplace: when somebody was last heard of, and what comes next.

Decision 0012 tells why the days are sought in the events each time, and by which indexes.
"""

import frappe
from frappe import _
from frappe.utils import now

from relcrm.agenda.privacy import get_open_condition, get_own_conditions
from relcrm.relations import visibility
from relcrm.workplace.lists.rights import can_read, get_read_condition

PARTNERS = {"Party": "party", "Contact Person": "contact_person"}
TABLE = "`tabRelation Event`"
DONE = f"{TABLE}.`status` = 'Done'"


def get_event_columns(doctype: str) -> list[dict]:
    """Hook `relcrm_list_fields`: day of the last and of the next event that the user may see."""
    partner = PARTNERS.get(doctype)
    if not partner or not can_read("Relation Event"):
        return []
    seen = get_read_condition("Relation Event")
    coming = f"{TABLE}.`status` in ('Planned', 'Open') and {TABLE}.`starts_on` >= {frappe.db.escape(now())}"
    last = _describe("agenda:last", _("Last contact"), partner, "max", _and(DONE, seen))
    after = _describe("agenda:next", _("Next appointment"), partner, "min", _and(coming, seen))
    return [last | _seek_last(doctype, partner, seen), after | _seek_next(doctype, partner, _and(coming, seen))]


def get_relations(doctype: str) -> list[dict]:
    """Hook `relcrm_list_relations`: the events of companies and people."""
    link = PARTNERS.get(doctype)
    return [{"key": "events", "label": _("Events"), "doctype": "Relation Event", "link": link}] if link else []


def _describe(path: str, label: str, partner: str, which: str, where: str) -> dict:
    column = f"{TABLE}.`{partner}`"
    return {
        "path": path,
        "label": label,
        "fieldtype": "Date",
        "group": _("Agenda"),
        "source": (
            f"select {column} as `parent`, substr({which}({TABLE}.`starts_on`), 1, 10) as `value`, 0 as `idx`"
            f" from {TABLE} where {where} and {column} is not null"
        ),
        "key": column,
        "tail": f"group by {column}",
    }


def _seek_next(doctype: str, partner: str, where: str) -> dict:
    """What comes is little beside what was: it is gathered once, by the index of state and time."""
    column = f"{TABLE}.`{partner}`"
    rows = f"select {column} as `parent`, min({TABLE}.`starts_on`) as `value` from {TABLE} where {where}"
    join = f"left join ({rows} group by {column}) as `coming` on `coming`.`parent` = `tab{doctype}`.`name`"
    return {"column": "substr(`coming`.`value`, 1, 10)", "join": join}


def _seek_last(doctype: str, partner: str, seen: str) -> dict:
    """The last open event of each by its index, and the reader's own, gathered once, which may be later."""
    open_ones, own = _split(seen)
    key = f"{TABLE}.`{partner}` = `tab{doctype}`.`name`"
    last = f"(select max({TABLE}.`starts_on`) from {TABLE} where {_and(f'{key} and {DONE}', open_ones)})"
    if not own:
        return {"column": f"substr({last}, 1, 10)"}
    rows = f"select {TABLE}.`{partner}` as `parent`, {TABLE}.`starts_on` as `value` from {TABLE} where {DONE} and "
    rows = " union all ".join(rows + one for one in own)
    gathered = f"select `parent`, max(`value`) as `value` from ({rows}) as `each_own` group by `parent`"
    mine = "`own_last`.`value`"
    later = f"case when {mine} is null then {last} when {last} >= {mine} then {last} else {mine} end"
    join = f"left join ({gathered}) as `own_last` on `own_last`.`parent` = `tab{doctype}`.`name`"
    return {"column": f"substr({later}, 1, 10)", "join": join}


def _split(seen: str) -> tuple[str, list[str]]:
    """Return the condition of what an index finds for everybody, and those of what is the reader's own.

    Together they are the reader's events. Where more than the rule of privacy holds for them, nothing is split.
    """
    user = frappe.session.user
    open_ones, own = get_open_condition(user), get_own_conditions(user)
    if not seen or _plain(seen) != _plain("or".join([open_ones, *own])):
        return seen, []
    if visibility.get_scope(user):
        return open_ones, own
    return open_ones, [f"{TABLE}.`private` = 1 and {one}" for one in own]


def _plain(condition: str) -> str:
    """Return a condition as hosts have it in common, who add brackets and blanks."""
    return "".join(sign for sign in condition if sign not in " ()")


def _and(first: str, second: str) -> str:
    return f"{first} and ({second})" if second else first
