"""Which figures of a list would tell colleagues apart: judged here for lists, boards, cards and charts, in
`figure_doors.py` for the host's own. Who may see them says the app that answers the hook `relcrm_colleague_headings`.
"""

from collections.abc import Callable, Sequence

import frappe

from relcrm.workplace.lists.conditions import Opened
from relcrm.workplace.lists.fields import ListFields
from relcrm.workplace.lists.nodes import get_link_targets, open_node
from relcrm.workplace.lists.related import get_relations

ME = "@me"
OPEN_OPERATORS = ("is",)


def get_headings():
    """Return what says under which heading colleagues are counted for the reader; None where nobody asks for it."""
    paths = frappe.get_hooks("relcrm_colleague_headings")
    return frappe.get_attr(paths[-1])() if paths else None


def get_telling(
    fields: ListFields, conditions: object = None, levels: Sequence[str] = (), within: Sequence = ()
) -> tuple[Callable[[object], bool], str]:
    """Return which groups of the last level may have figures, by value, and why the others have none."""
    is_person = [fields.names_colleague(path) for path in levels]
    is_narrowed = names_colleague(conditions, fields)
    headings = get_headings() if is_narrowed or any(is_person) else None
    if not headings or headings.each:
        return lambda _value: True, ""
    chosen = [value for person, value in zip(is_person, within, strict=False) if person]
    is_closed = is_narrowed or any(not is_open(value) for value in chosen)
    by_person = len(levels) > len(within) and is_person[-1]
    return lambda value: not is_closed and (not by_person or is_open(value)), headings.get_sentence()


def is_open(value: object) -> bool:
    """Return whether figures for a value of a column of users are nobody else's than the reader's."""
    return value in (None, "", ME, frappe.session.user)


def names_colleague(node: object, fields: ListFields) -> bool:
    """Return whether conditions narrow a list, or what hangs on its records, to some colleagues."""
    if isinstance(node, Opened):
        return names_colleague(node.node, fields)
    if isinstance(node, dict):
        if "has" in node:
            fields = ListFields(get_relations(fields.doctype)[node["has"]].doctype)
        elif "linked" in node:
            fields = ListFields(get_link_targets(fields)[node["linked"]])
        elif opened := open_node(node, fields):
            return names_colleague(opened, fields)
        return any(names_colleague(part, fields) for part in node.get("of") or [])
    if _is_condition(node):
        path, operator, value = node
        if operator in OPEN_OPERATORS or not fields.names_colleague(path):
            return False
        return not all(map(is_open, value if isinstance(value, (list, tuple)) else [value]))
    return isinstance(node, (list, tuple)) and any(names_colleague(part, fields) for part in node)


def _is_condition(node: object) -> bool:
    return isinstance(node, (list, tuple)) and len(node) == 3 and isinstance(node[0], str)
