"""Conditions on a linked record as a whole, and nodes that modules add (`{"segment": ...}`), opened into conditions.

`{"linked": "party", "of": [conditions on the party]}` holds for the records whose link leads to one that fulfils them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import frappe
from frappe import _

from relcrm.workplace.lists.conditions import Opened, Sql, refuse
from relcrm.workplace.lists.fields import ListFields
from relcrm.workplace.lists.rights import can_read

if TYPE_CHECKING:
    from relcrm.workplace.lists.statement import Statement

PREFERRED = ("party", "contact_person")


def compile_linked(node: dict, fields: ListFields, depth: int, make_statement: Callable[[str], Statement]) -> Sql:
    """Return the SQL of conditions on a linked record that the user may read, and its values."""
    link = str(node["linked"])
    target = get_link_targets(fields).get(link)
    if not target:
        text = _('The records of {0} have no link "{1}" that leads to a list. Choose another.')
        refuse(text.format(_(fields.doctype), frappe.utils.escape_html(link[:60])))
    statement = make_statement(target)
    statement.add_conditions({"op": node.get("op", "all"), "of": node.get("of") or []}, depth=depth + 1)
    sql, values = statement.write(f"{statement.table}.`name`")
    return f"{fields.table}.`{link}` in ({sql})", values


def get_link_targets(fields: ListFields) -> dict[str, str]:
    """Return the links of a list's own records that the user may follow, and where each leads."""
    links = [df for df in fields.meta.get_link_fields() if df.permlevel in fields.levels]
    return {df.fieldname: df.options for df in links if not df.get("is_virtual") and can_read(df.options)}


def find_link(fields: ListFields, doctype: str) -> str | None:
    """Return the field by which the records of a list belong to a record of another kind, the usual one first."""
    links = [name for name, target in get_link_targets(fields).items() if target == doctype]
    return min(links, key=lambda name: name not in PREFERRED, default=None)


def open_node(node: dict, fields: ListFields) -> Opened | None:
    """Return what a node stands for that a module knows (hook `relcrm_list_nodes`), None for any other."""
    for key, paths in fields.once(_get_openers).items():
        if key in node:
            return frappe.get_attr(paths[-1])(node, fields)
    return None


def _get_openers() -> dict[str, list[str]]:
    return frappe.get_hooks("relcrm_list_nodes", default={}) or {}
