"""Which figures of a list would tell colleagues apart: judged here for lists, boards, cards and charts, in
`figure_doors.py` for the host's own. Who may see them says the app that answers the hook `relcrm_colleague_headings`.
"""

from collections.abc import Callable, Iterable, Sequence

import frappe

ME = "@me"
OPEN_OPERATORS = ("is",)


def get_headings():
    """Return what says under which heading colleagues are counted for the reader; None where nobody asks for it."""
    paths = frappe.get_hooks("relcrm_colleague_headings")
    return frappe.get_attr(paths[-1])() if paths else None


def get_telling(
    fields, conditions: object = None, levels: Sequence[str] = (), within: Sequence = ()
) -> tuple[Callable[[object], bool], str]:
    """Return which groups of the last level may have figures, by value, and why the others have none."""
    is_person = [fields.names_colleague(path) for path in levels]
    is_narrowed = names_colleague(conditions, fields.names_colleague)
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


def names_colleague(node: object, is_person: Callable[[str], bool]) -> bool:
    """Return whether conditions narrow a list to some colleagues."""
    if isinstance(node, dict):
        return names_colleague(list(node.get("of") or []), is_person)
    if _is_condition(node):
        path, operator, value = node
        if operator in OPEN_OPERATORS or not is_person(path):
            return False
        return not all(map(is_open, value if isinstance(value, (list, tuple)) else [value]))
    return isinstance(node, Iterable) and not isinstance(node, str) and any(names_colleague(n, is_person) for n in node)


def _is_condition(node: object) -> bool:
    return isinstance(node, (list, tuple)) and len(node) == 3 and isinstance(node[0], str)
