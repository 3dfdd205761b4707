"""Who sees what hangs on purchases: the lines of an order as their order, a contract by any of its parties."""

import frappe
from frappe.model.document import Document

from relcrm.relations import visibility

CONTRACT, SIDE = "`tabParty Contract`", "`tabParty Contract Side`"


def get_line_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: rows of an order's lines, which a list of rows would show by themselves."""
    scope = visibility.get_scope(user)
    if not scope:
        return ""
    orders = f"select `name` from `tabParty Order` where `party` in ({visibility.get_party_names_query(scope)})"
    return f"(`tabParty Order Line`.`parenttype` = 'Party Order' and `tabParty Order Line`.`parent` in ({orders}))"


def get_contract_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: the contracts of which a user sees any party."""
    scope = visibility.get_scope(user)
    if not scope:
        return ""
    names = visibility.get_party_names_query(scope)
    sides = f"select {SIDE}.`parent` from {SIDE} where {SIDE}.`party` in ({names})"
    return f"({CONTRACT}.`party` in ({names}) or {CONTRACT}.`name` in ({sides}))"


def has_contract_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: a stored contract is judged by its stored parties; a new one may be made."""
    if not visibility.get_scope(user) or not doc.name:
        return True
    stored = frappe.db.get_value("Party Contract", doc.name, "party")
    if not stored:
        return True
    filters = {"parent": doc.name, "parenttype": "Party Contract"}
    sides = frappe.get_all("Party Contract Side", filters=filters, pluck="party")
    return any(visibility.is_party_visible(party, user) for party in [stored, *sides])


def get_side_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: rows of a contract's other parties, which a list of rows would show by themselves."""
    condition = get_contract_conditions(user)
    if not condition:
        return ""
    contracts = f"select {CONTRACT}.`name` from {CONTRACT} where {condition}"
    return f"({SIDE}.`parenttype` = 'Party Contract' and {SIDE}.`parent` in ({contracts}))"
