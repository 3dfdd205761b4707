"""What every report of ours asks: the days of a filter, and the rows that the reader may count."""

import re
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime

from relcrm.exceptions import ReportChoiceError, StaffFiguresError
from relcrm.relations.staff_figures import get_sentence, may_see_each
from relcrm.workplace import rules
from relcrm.workplace.colleagues import names_colleague
from relcrm.workplace.days import show_day
from relcrm.workplace.lists.fields import ListFields
from relcrm.workplace.lists.statement import Statement

PLACES = re.compile("%%|%s")
YEARS = (1900, 2999)


def get_rules(doctype: str) -> str:
    """Return the row-level rules of the reader as SQL for a query with values; refuse who may not read."""
    frappe.has_permission(doctype, "read", throw=True)
    found = rules.get_rules(doctype)
    return f"({rules.double_percent(found)})" if found else "1 = 1"


def get_day(value, label: str) -> date | None:
    """Return the day of a filter, or refuse what is none; hosts read the first day of all calendars as none."""
    if not value:
        return None
    try:
        if not isinstance(value, str | date):
            raise TypeError
        day = getdate(value)
    except (ValueError, TypeError, OverflowError, frappe.ValidationError) as fault:
        if isinstance(fault, frappe.ValidationError):
            frappe.clear_last_message()
        text = _('{0}: "{1}" is no day. Write it like 23/11/2026.')
        frappe.throw(text.format(label, frappe.utils.escape_html(str(value)[:40])), ReportChoiceError)
    if day and not YEARS[0] <= day.year <= YEARS[1]:
        text = _("{0}: {1} is too far away. Write a day of the years from {2} to {3}.")
        frappe.throw(text.format(label, show_day(day), *YEARS), ReportChoiceError)
    return day


def get_text(filters, key: str) -> str:
    """Return the one word or name of a filter; nothing where none is chosen. Refuses what is no text."""
    value = filters.get(key)
    if value and not isinstance(value, str):
        text = _('"{0}" is no choice of the filter. Choose one of its list.')
        frappe.throw(text.format(frappe.utils.escape_html(str(value)[:40])), ReportChoiceError)
    return value or ""


def get_days(filters) -> tuple[date | None, date | None]:
    """Return the first day and the day after the last one of a report's filters; none is no bound."""
    first = get_day(filters.get("from_date"), _("From"))
    last = get_day(filters.get("to_date"), _("To"))
    return first, last + timedelta(days=1) if last else None


def add_days_between(conditions: list, values: dict, column: str, days: tuple) -> None:
    """Add to a query that a column lies from the first day to before the second."""
    for operator, key, day in ((">=", "first_day", days[0]), ("<", "day_after", days[1])):
        if day:
            conditions.append(f"{column} {operator} %({key})s")
            values[key] = day


def get_day_conditions(path: str, filters) -> list[list]:
    """Return the same bounds for a list."""
    first, after = get_days(filters)
    conditions = [[path, ">=", str(first)]] if first else []
    return [*conditions, [path, "<", str(after)]] if after else conditions


def get_equals(filters, **paths: str) -> list[list]:
    """Return a list's conditions for the filters that are set."""
    return [[path, "=", filters[key]] for key, path in paths.items() if filters.get(key)]


def get_segment(filters) -> list[dict]:
    """Return a list's condition that its records, or what they belong to, are in the segment of the filters."""
    return [{"segment": filters["segment"], "op": "all", "of": []}] if filters.get("segment") else []


def add_segment(conditions: list, values: dict, doctype: str, filters, counts: bool = True) -> None:
    """Add the same to a query; a count is refused where the segment would make it that of one colleague."""
    nodes = get_segment(filters)
    if not nodes:
        return
    fields = add_list_conditions(conditions, values, doctype, nodes)
    if counts and not may_see_each() and names_colleague(nodes[0], fields):
        frappe.throw(get_sentence(), StaffFiguresError)


def add_territory(conditions: list, values: dict, doctype: str, path: str, filters) -> None:
    """Add to a query that its records, or what a path leads to, lie in the territory of the filters or below it."""
    if territory := get_text(filters, "territory"):
        add_list_conditions(conditions, values, doctype, [[path, "below", [territory]]])


def add_list_conditions(conditions: list, values: dict, doctype: str, nodes: list) -> ListFields:
    """Add conditions of a list, all of which must hold, to a query; returns the fields that they are on."""
    statement = Statement(ListFields(doctype))
    statement.add_conditions({"op": "all", "of": nodes})
    sql, given = statement.write(f"{statement.table}.`name`")
    sql = f"{statement.table}.`name` in ({sql})" if statement.joins else " and ".join(statement.where)
    named = {f"list_{number}": value for number, value in enumerate(given, len(values))}
    keys = iter(named)
    conditions.append(PLACES.sub(lambda place: place[0] if place[0] == "%%" else f"%({next(keys)})s", f"({sql})"))
    values.update(named)
    return statement.fields


def get_row_condition(path: str, value) -> list:
    """Return a list's condition that a path has a row's value, or none."""
    return [path, "=", value] if value not in (None, "") else [path, "is", "not set"]


def get_last_contacts(parties: str, values: dict | None = None) -> dict[str, object]:
    """Return when each of the parties that a subquery names was last in touch: their latest event done."""
    query = (
        "select `party`, max(`starts_on`) as `last` from `tabRelation Event`"
        f" where `status` = 'Done' and `private` = 0 and `starts_on` <= %(now)s and `party` in ({parties})"
        " group by `party`"
    )
    return {row[0]: row[1] for row in frappe.db.sql(query, {**(values or {}), "now": now_datetime()})}
