"""The filter forms that callers use, read into one: groups of (doctype, field, operator, value)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from frappe.exceptions import ValidationError

_MAX_DEPTH = 12
_MAX_FILTERS = 500
_FORM = 'Write filters as {"field": value} or [["field", "operator", value], ...].'


@dataclass(slots=True)
class Filter:
    """One comparison; `doctype` is None for the list's own."""

    doctype: str | None
    field: str
    operator: str
    value: Any


@dataclass(slots=True)
class Group:
    """Filters and groups joined by AND or OR."""

    word: str
    parts: list[Filter | Group]


def parse_filters(filters: Any, word: str = "AND") -> Group:
    """Filters as a Group. Raises ValidationError with the right form in its sentence."""
    if isinstance(filters, str):
        text = filters.strip()
        if not text:
            return Group(word, [])
        try:
            filters = json.loads(text)
        except (ValueError, RecursionError):
            raise ValidationError(f"The filters are not valid JSON. {_FORM}") from None
    if not filters:
        return Group(word, [])
    group = _group(filters, word, 0)
    if _size(group) > _MAX_FILTERS:
        raise ValidationError(f"A list takes at most {_MAX_FILTERS} filters. Use in with a list of values.")
    return group


def _size(group: Group) -> int:
    return sum(_size(part) if isinstance(part, Group) else 1 for part in group.parts)


def _group(filters: Any, word: str, depth: int) -> Group:
    if depth > _MAX_DEPTH:
        raise ValidationError("The filters are nested too deeply.")
    if isinstance(filters, dict):
        return Group(word, [_from_pair(key, value) for key, value in filters.items()])
    if not isinstance(filters, (list, tuple)):
        raise ValidationError(_FORM)
    words = {part.strip().lower() for part in filters if isinstance(part, str)}
    if words and words <= {"and", "or"}:
        return _worded(filters, words, depth)
    return Group(word, [_part(part, depth) for part in filters])


def _worded(filters: Any, words: set[str], depth: int) -> Group:
    if len(words) > 1:
        raise ValidationError("Put and / or groups of filters in lists of their own: one word per list.")
    if any(isinstance(part, str) != bool(at % 2) for at, part in enumerate(filters)) or len(filters) % 2 == 0:
        raise ValidationError('Write a group of filters as [filter, "or", filter].')
    return Group(words.pop().upper(), [_part(part, depth) for part in filters[::2]])


def _part(part: Any, depth: int) -> Filter | Group:
    if isinstance(part, dict):
        return _group(part, "AND", depth + 1)
    if not isinstance(part, (list, tuple)) or not part:
        raise ValidationError(_FORM)
    if isinstance(part[0], (list, tuple, dict)):
        return _group(part, "AND", depth + 1)
    if not isinstance(part[0], str):
        raise ValidationError(_FORM)
    if len(part) == 2:
        return _from_pair(part[0], part[1])
    if len(part) == 3:
        return Filter(None, part[0], _operator(part[1]), part[2])
    if len(part) in (4, 5) and isinstance(part[1], str):
        return Filter(part[0], part[1], _operator(part[2]), part[3])
    raise ValidationError(_FORM)


def _from_pair(name: Any, value: Any) -> Filter:
    if not isinstance(name, str):
        raise ValidationError(_FORM)
    if isinstance(value, (list, tuple)):
        if len(value) != 2:
            raise ValidationError(f'Write the filter on {name[:140]} as ["operator", value].')
        return Filter(None, name, _operator(value[0]), value[1])
    return Filter(None, name, "=", value)


def _operator(value: Any) -> str:
    if not isinstance(value, str):
        raise ValidationError(f"Operator must be a text such as = or like, not {str(value)[:40]}.")
    return value
