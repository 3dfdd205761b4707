"""Answers to the lists and boards of module Workplace: how long a negotiation is silent, what comes next."""

import frappe
from frappe import _
from frappe.utils import now

from relcrm.workplace.lists.rights import can_read, get_read_condition

EVENT, DEAL = "`tabRelation Event`", "`tabNegotiation`"
COMES = "`comes`.`parent`"


def get_deal_columns(doctype: str) -> list[dict]:
    """Hook `relcrm_list_fields`: last contact with the company, day and name of the next event of a negotiation.

    Of events that the reader may see, those that belong to the negotiation, or to its company and to no process.
    """
    if doctype != "Negotiation" or not can_read("Relation Event"):
        return []
    condition = get_read_condition("Relation Event")
    readable = f"({condition})" if condition else "1 = 1"
    return [_get_last(readable), *_get_next(readable)]


def _get_last(readable: str) -> dict:
    source = (
        f"select {DEAL}.`name` as `parent`, substr(max({EVENT}.`starts_on`), 1, 10) as `value`, 0 as `idx`"
        f" from {DEAL} join {EVENT} on {EVENT}.`party` = {DEAL}.`party`"
        f" where {EVENT}.`status` = 'Done' and {readable}"
    )
    key = f"{DEAL}.`name`"
    return _describe("agenda:last", _("Last contact"), "Date", source=source, key=key, tail=f"group by {key}")


def _get_next(readable: str) -> list[dict]:
    coming = (
        f"{EVENT}.`status` in ('Planned', 'Open') and {EVENT}.`starts_on` >= {frappe.db.escape(now())} and {readable}"
    )
    columns = f"{EVENT}.`name`, {EVENT}.`starts_on`"
    own = f"{EVENT}.`reference_doctype` = 'Negotiation' and {EVENT}.`reference_name` is not null"
    events = (
        f"select {EVENT}.`reference_name` as `parent`, {columns} from {EVENT} where {own} and {coming}"
        f" union all select {DEAL}.`name` as `parent`, {columns} from {EVENT}"
        f" join {DEAL} on {DEAL}.`party` = {EVENT}.`party`"
        f" where coalesce({EVENT}.`reference_name`, '') = '' and {coming}"
    )
    place = "row_number() over (partition by `parent` order by `starts_on`, `name`)"
    first = f"from (select `parent`, `name`, `starts_on`, {place} as `place` from ({events}) as `events`) as `comes`"
    where = f"{first} where `comes`.`place` = 1"
    day = f"select {COMES}, substr(`comes`.`starts_on`, 1, 10) as `value`, 0 as `idx` {where}"
    event = f"select {COMES}, `comes`.`name` as `value`, 0 as `idx` {where}"
    return [
        _describe("agenda:next", _("Next appointment"), "Date", source=day, key=COMES),
        _describe("agenda:next_event", _("What comes next"), "Link", source=event, key=COMES, options="Relation Event"),
    ]


def _describe(path: str, label: str, fieldtype: str, **more: str) -> dict:
    return {"path": path, "label": label, "fieldtype": fieldtype, "group": _("Agenda"), **more}
