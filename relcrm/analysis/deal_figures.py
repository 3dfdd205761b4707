"""Deals by state: how many, how much, how long, and the share that is won."""

import frappe
from frappe import _
from frappe.utils import flt, get_datetime, now_datetime

from relcrm.analysis.scope import (
    add_days_between,
    add_segment,
    get_day_conditions,
    get_days,
    get_equals,
    get_rules,
    get_segment,
)  # fmt: skip
from relcrm.processes.doctype.negotiation.negotiation import CLOSED
from relcrm.relations.staff_figures import Headings

TABLE = "`tabNegotiation`"


def get_states() -> list[str]:
    """Return the states of deals in the order of the active workflow."""
    workflow = frappe.db.get_value("Workflow", {"document_type": "Negotiation", "is_active": 1})
    rows = frappe.get_all("Workflow Document State", filters={"parent": workflow}, fields=["state"], order_by="idx asc")
    return list(dict.fromkeys(row.state for row in rows)) if workflow else []


def get_deals(filters, open_only: bool = False) -> list[dict]:
    """Return the deals that the reader may see, as far as the filters go."""
    Headings().check_choice(filters.get("agent"))
    conditions, values = [get_rules("Negotiation")], {}
    column = "expected_close" if open_only else "creation"
    add_days_between(conditions, values, f"{TABLE}.`{column}`", get_days(filters))
    for key in ("area", "agent"):
        if filters.get(key):
            conditions.append(f"{TABLE}.`{key}` = %({key})s")
            values[key] = filters[key]
    add_segment(conditions, values, "Negotiation", filters)
    if open_only:
        conditions.append(get_open_condition())
    fields = "name agent area party workflow_state expected_value probability state_since creation".split()
    columns = ", ".join(f"{TABLE}.`{field}`" for field in fields)
    return frappe.db.sql(f"select {columns} from {TABLE} where {' and '.join(conditions)}", values, as_dict=True)


def get_open_condition() -> str:
    """Return the SQL condition of deals that are not closed."""
    closed = ", ".join(frappe.db.escape(state) for state in CLOSED)
    return f"coalesce({TABLE}.`workflow_state`, '') not in ({closed})"


def get_state_rows(filters) -> list[dict]:
    """Return one row for each state, in the order of the workflow; states that no deal is in, too."""
    now = now_datetime()
    order = get_states()
    rows = {state: _new_row(state) for state in order}
    for deal in get_deals(filters):
        state = deal.workflow_state or ""
        row = rows.setdefault(state, _new_row(state))
        row["deals"] += 1
        row["amount"] += flt(deal.expected_value)
        row["weighted"] += flt(deal.expected_value) * flt(deal.probability) / 100
        row["days"] += (now - get_datetime(deal.state_since or deal.creation)).days
    for row in rows.values():
        row["average"] = row["amount"] / row["deals"] if row["deals"] else None
        row["days"] = round(row["days"] / row["deals"]) if row["deals"] else None
    return list(rows.values())


def _new_row(state: str) -> dict:
    return {"workflow_state": state, "deals": 0, "amount": 0.0, "weighted": 0.0, "days": 0}


def get_win_rate(rows: list[dict]) -> float | None:
    """Return won deals in percent of won and lost ones, or None where none is decided."""
    deals = {row["workflow_state"]: row["deals"] for row in rows}
    decided = deals.get("Won", 0) + deals.get("Lost", 0)
    return 100 * deals.get("Won", 0) / decided if decided else None


def get_summary(rows: list[dict]) -> list[dict]:
    """Return the figures above the table: open deals, their amount, the share won."""
    open_rows = [row for row in rows if row["workflow_state"] not in CLOSED]
    rate = get_win_rate(rows)
    summary = [
        {"label": _("Open deals"), "value": sum(row["deals"] for row in open_rows), "datatype": "Int"},
        {"label": _("Their amount"), "value": sum(row["amount"] for row in open_rows), "datatype": "Currency"},
    ]
    if rate is not None:
        label = _("Won, of those decided")
        summary.append({"label": label, "value": round(rate, 1), "datatype": "Percent"})
    return summary


def get_deal_conditions(filters, row: dict) -> list:
    """Return the list's conditions that hold for the deals behind a row."""
    conditions = get_day_conditions("creation", filters) + get_equals(filters, area="area", agent="agent")
    conditions += get_segment(filters)
    if row.get("workflow_state"):
        conditions.append(["workflow_state", "=", row["workflow_state"]])
    return conditions
