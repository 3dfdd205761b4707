"""Answers to the lists of module Workplace: when a party last bought, for how much, what."""

from frappe import _
from frappe.utils import add_months, nowdate

from relcrm.workplace.lists.rights import can_read, get_read_condition
from relcrm.workplace.rules import quote

ORDER, LINE = "`tabParty Order`", "`tabParty Order Line`"
PARTY = f"{ORDER}.`party`"


def get_purchase_columns(doctype: str) -> list[dict]:
    """Hook `relcrm_list_fields`: of the orders that the user may read and that were not cancelled."""
    if doctype != "Party" or not can_read("Party Order"):
        return []
    stands = get_standing()
    lately = f"{stands} and {ORDER}.`order_date` > {quote(str(add_months(nowdate(), -12)))}"
    return [
        _describe_figure("sales:last_order", _("Last order"), "Date", f"max({ORDER}.`order_date`)", stands),
        _describe_figure("sales:turnover", _("Bought in 12 months"), "Currency", f"sum({ORDER}.`total`)", lately),
        _describe_bought("sales:groups", _("Product groups bought"), "Party Product Group", "product_group", stands),
        _describe_bought("sales:products", _("Products bought"), "Party Product", "product", stands),
    ]


def get_standing() -> str:
    """Return the SQL condition of the orders that count as bought and that the user may read."""
    condition = get_read_condition("Party Order")
    return f"{ORDER}.`state` <> 'Cancelled'" + (f" and ({condition})" if condition else "")


def _describe_figure(path: str, label: str, fieldtype: str, figure: str, where: str) -> dict:
    rows = f"select {PARTY} as `parent`, {figure} as `value`, 0 as `idx` from {ORDER} where {where}"
    alias = f"`{path.replace(':', '_')}`"
    value = f"{alias}.`value`"
    return {
        "path": path,
        "label": label,
        "fieldtype": fieldtype,
        "group": _("Purchases"),
        "source": rows,
        "key": PARTY,
        "tail": f"group by {PARTY}",
        "column": f"coalesce({value}, 0)" if fieldtype == "Currency" else value,
        "join": f"left join ({rows} group by {PARTY}) as {alias} on {alias}.`parent` = `tabParty`.`name`",
    }


def _describe_bought(path: str, label: str, options: str, fieldname: str, where: str) -> dict:
    column = f"{LINE}.`{fieldname}`"
    origin = f"from {ORDER} join {LINE} on {LINE}.`parent` = {ORDER}.`name` where {column} is not null and {where}"
    return {
        "path": path,
        "label": label,
        "fieldtype": "Link",
        "options": options,
        "group": _("Purchases"),
        "source": f"select {PARTY} as `parent`, {column} as `value`, 0 as `idx` {origin}",
        "key": PARTY,
        "origin": origin,
        "value": column,
        "many": True,
    }
