"""Purchases, contracts and needs in a time line: what was ordered, what began or ended, what somebody wished for."""

from collections.abc import Iterator
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from relcrm.relations.search_text import fold
from relcrm.relations.timeline import Asked, make_entry
from relcrm.sales.contracts import list_contracts

ORDER_FIELDS = "name order_number order_date state total agent owner".split()
NEED_FIELDS = "name statement kind state said_on settled_on contact_person owner creation".split()
KINDS = {"order": "Party Order", "contract": "Party Contract", "need": "Party Need"}
MOST = 200


def get_entries(asked: Asked) -> list[dict]:
    """Answer `relcrm_timeline_sources`: orders, contracts and needs that the user may see, each on its day.

    Orders and contracts are of a company, so that the time line of a person has none.
    """
    filters = asked.filters
    if filters.get("state") or filters.get("event_type") or filters.get("area"):
        return []
    words = fold(filters.get("text", "")).split()
    entries = []
    for kind, read in (("order", _read_orders), ("contract", _read_contracts), ("need", _read_needs)):
        if asked.asks_for(kind) and frappe.has_permission(KINDS[kind], "read"):
            entries += [entry for entry in read(asked) if _fits(entry, asked, words)]
    entries.sort(key=lambda entry: (entry["on"], entry["key"]), reverse=True)
    return entries[: asked.wanted]


def _fits(entry: dict, asked: Asked, words: list[str]) -> bool:
    colleague = asked.filters.get("colleague")
    if entry["on"] > min(asked.before, now_datetime()) or (colleague and entry["by"] != colleague):
        return False
    return all(word in fold(entry["title"]) for word in words)


def _make(kind: str, row: dict, moment: str, on, title: str, by: str, **values) -> dict:
    values |= {"by": by, "title": title, "doctype": KINDS[kind], "name": row.name}
    return make_entry(kind, f"{row.name}/{moment}", on, **values)


def _read_orders(asked: Asked) -> Iterator[dict]:
    if asked.person:
        return
    filters = [["party", "=", asked.party], ["order_date", "<=", min(asked.before, now_datetime()).date()]]
    filters += [["agent", "=", asked.filters["colleague"]]] if asked.filters.get("colleague") else []
    words = asked.filters.get("text", "").split()
    filters += [["order_number", "like", f"%{word.replace('%', '')}%"] for word in words]
    order = "order_date desc, name desc"
    for row in frappe.get_list("Party Order", filters=filters, fields=ORDER_FIELDS, order_by=order, limit=asked.wanted):
        title = _("Order {0}").format(row.order_number)
        yield _make(
            "order", row, "placed", row.order_date, title, row.agent or row.owner, text=_(row.state), amount=row.total
        )


def _read_contracts(asked: Asked) -> Iterator[dict]:
    if asked.person:
        return
    for row in list_contracts(asked.party, MOST):
        by = row.responsible or row.owner
        moments = {"began": (row.starts_on, _("Contract begins")), "notice": (row.notice_given_on, _("Notice given"))}
        if row.ends_on:
            moments["ended"] = (get_datetime(row.ends_on) + timedelta(days=1), _("Contract ended"))
        for moment, (on, text) in moments.items():
            if on:
                yield _make("contract", row, moment, on, row.contract_name, by, text=text)


def _read_needs(asked: Asked) -> Iterator[dict]:
    given = {"party": asked.party, "contact_person": asked.person}
    filters = {name: value for name, value in given.items() if value}
    order = "said_on desc, name desc"
    for row in frappe.get_list("Party Need", filters=filters, fields=NEED_FIELDS, order_by=order, limit=MOST):
        said = _("Goal") if row.kind == "Goal" else _("Need")
        yield _make("need", row, "said", row.said_on or row.creation, row.statement, row.owner, text=said)
        if row.settled_on and row.state in ("Met", "Dropped"):
            text = f"{said}: {_(row.state).lower()}"
            yield _make("need", row, "settled", row.settled_on, row.statement, row.owner, text=text)
