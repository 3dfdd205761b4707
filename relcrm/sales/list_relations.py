"""Answers to the lists of module Workplace: contracts, needs and purchases of a party, buyers of a product."""

from frappe import _

from relcrm.sales.list_columns import LINE, ORDER, PARTY, get_standing
from relcrm.workplace.lists.rights import can_read


def get_relations(doctype: str) -> list[dict]:
    """Hook `relcrm_list_relations`: what sales keeps of a party, and who bought a product."""
    kept = [
        {"key": key, "label": label, "doctype": kind, "link": "party"}
        for key, label, kind in (
            ("contracts", _("Contracts"), "Party Contract"),
            ("needs", _("Needs and goals"), "Party Need"),
        )
        if doctype == "Party" and can_read(kind)
    ]
    return kept + _get_purchases(doctype)


def _get_purchases(doctype: str) -> list[dict]:
    if not can_read("Party Order"):
        return []
    if doctype == "Party":
        orders = {"key": "orders", "label": _("Orders"), "doctype": "Party Order", "link": "party"}
        bought = _select(PARTY, f"{LINE}.`product`")
        return [orders, {"key": "bought", "label": _("Bought products"), "doctype": "Party Product", "through": bought}]
    if doctype == "Party Product":
        orders = _select(f"{LINE}.`product`", f"{ORDER}.`name`")
        buyers = _select(f"{LINE}.`product`", PARTY)
        return [
            {"key": "orders", "label": _("Orders"), "doctype": "Party Order", "through": orders},
            {"key": "buyers", "label": _("Bought by"), "doctype": "Party", "through": buyers},
        ]
    return []


def _select(parent: str, related: str) -> str:
    return (
        f"select {parent} as `parent`, {related} as `related` from {ORDER} join {LINE} on"
        f" {LINE}.`parent` = {ORDER}.`name` and {LINE}.`parenttype` = 'Party Order'"
        f" where {LINE}.`product` is not null and {get_standing()}"
    )
