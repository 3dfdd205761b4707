"""Whether conditions hold for every record, or for none, by what they say, whatever the records hold."""

import json

from relcrm.workplace.lists.conditions import NEGATIVE
from relcrm.workplace.lists.fields import STANDARD, ListFields

ALWAYS_SET = frozenset({"name", *STANDARD})
OPPOSITE = NEGATIVE | {positive: negative for negative, positive in NEGATIVE.items()}
OPEN = ("segment", "near", "linked")


def is_always(node: object, fields: ListFields) -> bool:
    """Return whether conditions hold for every record; none at all do."""
    return node is None or judge(node, fields) is True


def judge(node: object, fields: ListFields) -> bool | None:
    """Return True where conditions hold for every record, False where for none, None where it depends on the record."""
    if isinstance(node, (list, tuple)):
        return _judge_condition(node, fields)
    if not isinstance(node, dict) or any(key in node for key in OPEN):
        return None
    if "has" in node:
        return None if node.get("total") else _judge_count(node.get("count"))
    parts = [part for part in node.get("of") or [] if not is_empty(part)]
    found = [judge(part, fields) for part in parts]
    if node.get("op", "all") == "all":
        return _join(found, False, parts)
    some = _join(found, True, parts)
    if node["op"] == "any" or some is None or not parts:
        return some if parts else True
    return not some


def _join(found: list[bool | None], decisive: bool, parts: list) -> bool | None:
    """One decisive part settles a group, and so do two that say the opposite of each other."""
    if decisive in found or (parts and _has_opposites(parts)):
        return decisive
    return None if None in found else not decisive


def is_empty(node: object) -> bool:
    """Return whether a group holds no condition in all its depth."""
    if not isinstance(node, dict) or any(key in node for key in ("has", *OPEN)):
        return False
    return all(map(is_empty, node.get("of") or []))


def _has_opposites(parts: list) -> bool:
    written = {_write(part) for part in parts}
    return any(_write(opposite) in written for opposite in map(_turn_round, parts) if opposite)


def _write(node: object) -> str:
    return json.dumps(node, sort_keys=True, default=str)


def _turn_round(node: object) -> object:
    """Return the opposite of a condition, or of a group that denies one; None where there is no plain one."""
    if isinstance(node, dict) and node.get("op") == "none" and len(node.get("of") or []) == 1:
        return node["of"][0]
    if not isinstance(node, (list, tuple)) or len(node) != 3:
        return None
    path, operator, value = node
    if operator == "is":
        return [path, operator, "not set" if value == "set" else "set"]
    return [path, OPPOSITE[operator], value] if operator in OPPOSITE else None


def _judge_count(test: object) -> bool | None:
    """A count is never below 0."""
    sign, bound = test if isinstance(test, (list, tuple)) and len(test) == 2 else (None, None)
    if isinstance(bound, bool) or not isinstance(bound, (int, float)):
        return None
    if (sign == ">=" and bound <= 0) or (sign in (">", "!=") and bound < 0):
        return True
    return False if (sign == "<" and bound <= 0) or (sign in ("<=", "=") and bound < 0) else None


def _judge_condition(node: list | tuple, fields: ListFields) -> bool | None:
    path, operator, value = node if len(node) == 3 else (None, None, None)
    field = fields.find(path) if isinstance(path, str) else None
    df = field and fields.meta.get_field(path)
    if not field or not (path in ALWAYS_SET or (df and df.reqd)):
        return None
    if operator == "is":
        return value == "set"
    says_nothing = operator in ("!=", "contains", "starts") and not str(value or "").strip()
    return True if says_nothing else None
