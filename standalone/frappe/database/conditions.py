"""One filter as SQL: the operators of lists, with Frappe's meaning of NULL, and how an index could find the rows.

A `Condition` is true for exactly the wanted rows. Its `seek`, where there is one, names index ranges that hold all of
them; the planner decides whether to begin there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from frappe.database.search_index import trigram_query
from frappe.database.table_info import TableInfo
from frappe.database.text import fold, is_wide, quoted
from frappe.database.values import (
    date_value,
    datetime_value,
    float_value,
    int_value,
    text_value,
    time_value,
)
from frappe.exceptions import DataError, ValidationError

LAST_SIGN = "\U0010ffff"
TREE_OPERATORS = (
    "descendants of", "descendants of (inclusive)", "not descendants of", "ancestors of", "not ancestors of",
)  # fmt: skip
OPERATORS = (
    "=", "!=", ">", "<", ">=", "<=", "in", "not in", "like", "not like", "between", "is", "timespan", "previous",
    "next", *TREE_OPERATORS,
)  # fmt: skip
_CONVERT: dict[str, Callable[[Any], Any]] = {
    "int": int_value,
    "float": float_value,
    "date": date_value,
    "datetime": datetime_value,
    "time": time_value,
}
_LOWEST = {"int": 0, "float": 0, "date": "0001-01-01", "datetime": "0001-01-01", "time": "00:00:00"}
_MANY = 400


@dataclass(slots=True)
class Arm:
    """One range of an index: a predicate over `{t}column`s, its values, the index that serves it."""

    predicate: str
    values: list[Any]
    index: str


@dataclass(slots=True)
class Seek:
    """Where the rows of a condition can be found: the arms' ranges together, or (where there are no arms) the hits of
    a trigram query.

    With `is_exact` the arms hold no other rows. `optional` is an arm that is most often empty: when it proves so, the
    condition is `simple` and the first arm is all.
    """

    arms: list[Arm] = field(default_factory=list)
    search: str | None = None
    is_exact: bool = False
    optional: Arm | None = None


@dataclass(slots=True)
class Condition:
    """A truth about a row, as SQL with `?` values."""

    sql: str
    values: list[Any] = field(default_factory=list)
    seek: Seek | None = None
    simple: str | None = None
    simple_values: list[Any] = field(default_factory=list)
    columns: frozenset[str] = frozenset()
    bound: tuple[Column, str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a query: how to write it, how its values compare, and what a tree operator may use."""

    sql: str
    kind: str
    name: str
    nullable: bool = True
    table: TableInfo | None = None
    tree: str | None = None


def combine(conditions: Iterable[Condition], word: str) -> Condition | None:
    """The conditions joined with AND or OR; a common trigram search where every part has one."""
    parts = list(conditions)
    if len(parts) < 2:
        return parts[0] if parts else None
    out = Condition(
        "(" + f" {word} ".join(part.sql for part in parts) + ")",
        [value for part in parts for value in part.values],
        columns=frozenset().union(*(part.columns for part in parts)),
    )
    if word == "OR":
        out.seek = _any_of([part.seek for part in parts])
    return out


def _any_of(seeks: list[Seek | None]) -> Seek | None:
    known = [seek for seek in seeks if seek]
    if len(known) < len(seeks):
        return None
    if all(seek.arms for seek in known):
        arms = [arm for seek in known for arm in (*seek.arms, *((seek.optional,) if seek.optional else ()))]
        return Seek(arms, is_exact=all(seek.is_exact for seek in known))
    if all(seek.search for seek in known):
        return Seek(search=" OR ".join(f"({search})" for search in dict.fromkeys(seek.search for seek in known)))
    return None


def negated(condition: Condition) -> Condition:
    """True where the condition is not, NULL included."""
    return Condition(f"NOT ifnull({condition.sql}, 0)", condition.values, columns=condition.columns)


def make_condition(column: Column, operator: str, value: Any) -> Condition:
    """The condition `column operator value`. Raises ValidationError for an unknown operator or an impossible value."""
    operator = " ".join(str(operator).lower().split())
    maker = _MAKERS.get(operator)
    if maker is None:
        raise ValidationError(f"Operator must be one of {', '.join(OPERATORS)}. {str(operator)[:40]} is none of them.")
    if isinstance(value, dict):
        raise ValidationError(
            f"The filter on {column.name} has an object as its value. Use a text, a number or a list."
        )
    if isinstance(value, bool):
        value = int(value)
    condition = maker(column, operator, value)
    condition.columns = frozenset((column.name,)) if column.table else frozenset()
    return condition


# ---- = in is -----------------------------------------------------------------------------------------


def _equals(column: Column, operator: str, value: Any) -> Condition:
    if isinstance(value, (list, tuple, set, frozenset)):
        raise ValidationError(f"The filter {column.name} {operator} takes one value, not a list. Use in.")
    return _among(column, [value])


def _not_equals(column: Column, operator: str, value: Any) -> Condition:
    return negated(_equals(column, operator, value))


def _in(column: Column, operator: str, value: Any) -> Condition:
    return _among(column, _items(value))


def _not_in(column: Column, operator: str, value: Any) -> Condition:
    return negated(_among(column, _items(value)))


def _items(value: Any) -> list[Any]:
    if value is None:
        return [""]
    if isinstance(value, str):
        return [part.strip() for part in value.split(",")]
    if isinstance(value, (list, tuple, set, frozenset)):
        return list(value) or [""]
    return [value]


def _among(column: Column, items: list[Any]) -> Condition:
    if any(isinstance(item, (list, tuple, dict, set)) for item in items):
        raise ValidationError(f"The filter on {column.name} has a list within its list. Use plain values.")
    if column.kind in _CONVERT:
        return _among_numbers(column, items)
    texts = [str(text_value("" if item is None else item)) for item in items]
    if column.kind == "text":
        texts = [fold(text) for text in texts]
    return _among_texts(column, list(dict.fromkeys(texts)))


def _among_numbers(column: Column, items: list[Any]) -> Condition:
    convert = _CONVERT[column.kind]
    values = list(dict.fromkeys(convert(item) for item in items))
    is_null = [value for value in values if value is None]
    known = [value for value in values if value is not None]
    if column.kind in ("int", "float") and column.nullable and 0 in known:
        is_null = [None]
    return _with_null(_membership(column, known), column, bool(is_null), not known)


def _among_texts(column: Column, texts: list[str]) -> Condition:
    blank = "" in texts
    if column.kind != "text":
        return _with_null(_membership(column, texts), column, blank and column.nullable, False)
    plain = _membership(column, texts)
    known = [text for text in texts if text]
    if not known:
        return _with_null(plain, column, blank, False)
    folded = _membership_sql(f"fold({column.sql})", len(known))
    condition = Condition(
        f"({plain.sql} OR ({is_wide(column.sql)} AND {folded}))",
        [*plain.values, *_many(known)],
        seek=None if blank else _text_seek(column, known),
    )
    if condition.seek and condition.seek.optional:
        condition.simple, condition.simple_values = plain.sql, plain.values
    return _with_null(condition, column, blank, False)


def _text_seek(column: Column, known: list[str]) -> Seek | None:
    info = column.table
    if info is None or len(known) > _MANY:
        return None
    name = f"{{t}}{quoted(column.name)}"
    if index := info.folded.get(column.name):
        return Seek([Arm(_membership_sql(f"fold({name})", len(known)), known, index)], is_exact=True)
    plain, wide = info.plain.get(column.name), info.wide.get(column.name)
    if not plain or not wide:
        return None
    wide_arm = Arm(f"{is_wide(name)} AND {_membership_sql(f'fold({name})', len(known))}", known, wide)
    ascii_only = [text for text in known if text.isascii()]
    if not ascii_only:
        return Seek([wide_arm], is_exact=True)
    return Seek([Arm(_membership_sql(name, len(ascii_only)), ascii_only, plain)], is_exact=True, optional=wide_arm)


def _membership(column: Column, values: list[Any]) -> Condition:
    condition = Condition(_membership_sql(column.sql, len(values)), _many(values))
    info = column.table
    if info and len(values) <= _MANY and values and (index := info.plain.get(column.name)):
        name = f"{{t}}{quoted(column.name)}"
        condition.seek = Seek([Arm(_membership_sql(name, len(values)), list(values), index)], is_exact=True)
    return condition


def _membership_sql(left: str, count: int) -> str:
    if count == 1:
        return f"{left} = ?"
    if count > _MANY:
        return f"{left} IN (SELECT value FROM json_each(?))"
    return f"{left} IN ({', '.join('?' * count)})"


def _many(values: list[Any]) -> list[Any]:
    if len(values) <= _MANY:
        return list(values)
    import json

    return [json.dumps(values)]


def _with_null(condition: Condition, column: Column, with_null: bool, null_only: bool) -> Condition:
    if not with_null:
        return condition
    if null_only:
        return Condition(f"{column.sql} IS NULL")
    return Condition(f"({condition.sql} OR {column.sql} IS NULL)", condition.values)


def _is(column: Column, operator: str, value: Any) -> Condition:
    word = str(value).strip().lower()
    if word not in ("set", "not set"):
        raise ValidationError(f"The filter {column.name} is takes set or not set, not {str(value)[:40]}.")
    if column.kind in _CONVERT:
        return Condition(f"{column.sql} IS {'NOT ' if word == 'set' else ''}NULL")
    if word == "set":
        return Condition(f"({column.sql} IS NOT NULL AND {column.sql} <> '')")
    return Condition(f"({column.sql} IS NULL OR {column.sql} = '')")


# ---- order -------------------------------------------------------------------------------------------


def _compared(column: Column, operator: str, value: Any) -> Condition:
    if isinstance(value, (list, tuple, set, frozenset)):
        raise ValidationError(f"The filter {column.name} {operator} takes one value, not a list.")
    if column.kind not in _CONVERT:
        text = str(text_value("" if value is None else value))
        left = f"fold({column.sql})" if column.kind == "text" else column.sql
        bound = fold(text) if column.kind == "text" else text
        return Condition(f"ifnull({left}, '') {operator} ?", [bound])
    bound = _CONVERT[column.kind](value)
    if bound is None:
        bound = _LOWEST[column.kind]
    condition = Condition(f"{column.sql} {operator} ?", [bound], seek=_range_seek(column, [(operator, bound)]))
    if column.nullable and _holds(_LOWEST[column.kind], operator, bound):
        condition = Condition(f"({condition.sql} OR {column.sql} IS NULL)", condition.values)
    condition.bound = (column, operator, bound)
    return condition


def merge_bounds(conditions: list[Condition]) -> list[Condition]:
    """Lower and upper bounds of the same column as one condition: the lower one leaves no NULL to ask for."""
    by_column: dict[str, list[Condition]] = {}
    for condition in conditions:
        if condition.bound:
            by_column.setdefault(condition.bound[0].sql, []).append(condition)
    for group in by_column.values():
        bounds = [(c.bound[1], c.bound[2]) for c in group if c.bound]
        column = group[0].bound[0]
        lows = [bound for bound in bounds if bound[0][0] == ">"]
        if len(group) < 2 or not any(not _holds(_LOWEST[column.kind], *low) for low in lows):
            continue
        merged = Condition(
            " AND ".join(f"{column.sql} {operator} ?" for operator, _value in bounds),
            [value for _operator, value in bounds],
            _range_seek(column, bounds),
            columns=group[0].columns,
        )
        conditions = [merged if c is group[0] else c for c in conditions if c is group[0] or c not in group]
    return conditions


def _holds(left: Any, operator: str, right: Any) -> bool:
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator]


def _range_seek(column: Column, bounds: list[tuple[str, Any]]) -> Seek | None:
    if column.table is None or not (index := column.table.plain.get(column.name)):
        return None
    predicate = " AND ".join(f"{{t}}{quoted(column.name)} {operator} ?" for operator, _value in bounds)
    return Seek([Arm(predicate, [value for _operator, value in bounds], index)], is_exact=True)


def _between(column: Column, operator: str, value: Any) -> Condition:
    low, high = _bounds(column, value)
    if column.kind == "text":
        return Condition(f"fold({column.sql}) BETWEEN ? AND ?", [fold(str(low)), fold(str(high))])
    if column.kind in _CONVERT:
        convert = _CONVERT[column.kind]
        low, high = convert(low), _end_of_day(high) if column.kind == "datetime" else convert(high)
    condition = Condition(f"{column.sql} BETWEEN ? AND ?", [low, high])
    if column.table and (index := column.table.plain.get(column.name)):
        arm = Arm(f"{{t}}{quoted(column.name)} BETWEEN ? AND ?", [low, high], index)
        condition.seek = Seek([arm], is_exact=True)
    return condition


def _bounds(column: Column, value: Any) -> tuple[Any, Any]:
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    if not isinstance(value, (list, tuple)) or len(value) > 2:
        raise ValidationError(f"The filter {column.name} between takes two values.")
    pair = [*value, None, None][:2]
    if any(isinstance(bound, (list, tuple, dict, set)) for bound in pair):
        raise ValidationError(f"The filter {column.name} between takes two values.")
    if column.kind in ("date", "datetime"):
        from frappe.utils import nowdate

        return tuple(bound or nowdate() for bound in pair)
    return tuple("" if bound is None else bound for bound in pair)


def _end_of_day(value: Any) -> Any:
    if (
        isinstance(value, date)
        and not isinstance(value, datetime)
        or isinstance(value, str)
        and len(value.strip()) <= 10
    ):
        return f"{date_value(value)} 23:59:59.999999"
    return datetime_value(value)


def _timespan(column: Column, operator: str, value: Any) -> Condition:
    from frappe.utils import get_timespan_date_range

    if operator != "timespan":
        spans = {"1 week": "week", "1 month": "month", "3 months": "quarter", "6 months": "6 months", "1 year": "year"}
        span = spans.get(str(value).strip().lower())
        if not span:
            raise ValidationError(f"The filter {column.name} {operator} takes one of {', '.join(spans)}.")
        value = f"{'last' if operator == 'previous' else 'next'} {span}"
    if column.kind not in ("date", "datetime"):
        raise ValidationError(f"The filter {column.name} {operator} needs a date field.")
    found = get_timespan_date_range(str(value).strip().lower())
    if not found:
        raise ValidationError(f"{str(value)[:40]} is not a known period. Use one like last month or this year.")
    return _between(column, "between", [str(found[0]), str(found[1])])


# ---- like --------------------------------------------------------------------------------------------


def _like(column: Column, operator: str, value: Any) -> Condition:
    if isinstance(value, (list, tuple, set, frozenset)):
        raise ValidationError(f"The filter {column.name} {operator} takes one text, not a list.")
    pattern = str(text_value("" if value is None else value))
    if len(pattern) > 10_000:
        raise DataError(f"The text to look for in {column.name} is too long. Use fewer than 10,000 signs.")
    if not pattern:
        return _among(column, [""])
    if column.kind in _CONVERT:
        return Condition(f"CAST({column.sql} AS TEXT) LIKE ?", [pattern])
    if column.kind != "text":
        return Condition(f"{column.sql} LIKE ?", [pattern], seek=_like_seek(column, pattern))
    folded = fold(pattern)
    sql = f"({column.sql} LIKE ? OR ({is_wide(column.sql)} AND fold({column.sql}) LIKE ?))"
    condition = Condition(sql, [folded, folded], seek=_like_seek(column, folded))
    condition.simple, condition.simple_values = f"{column.sql} LIKE ?", [folded]
    return condition


def _not_like(column: Column, operator: str, value: Any) -> Condition:
    return negated(_like(column, operator, value))


def _like_seek(column: Column, pattern: str) -> Seek | None:
    info = column.table
    if info is None:
        return None
    prefix = pattern.replace("_", "%").partition("%")[0]
    seek = (_prefix_seek(column, info, prefix) if prefix else None) or Seek()
    if column.name in info.search_columns:
        seek.search = trigram_query(pattern)
    return seek if seek.arms or seek.search else None


def _prefix_seek(column: Column, info: TableInfo, prefix: str) -> Seek | None:
    name = f"{{t}}{quoted(column.name)}"
    low = prefix.lower()
    if index := info.folded.get(column.name):
        if column.kind == "text":
            return Seek([Arm(f"fold({name}) >= ? AND fold({name}) < ?", [low, low + LAST_SIGN], index)])
    plain, wide = info.plain.get(column.name), info.wide.get(column.name)
    if not plain or not prefix.isascii() or column.kind == "text" and not wide:
        return None
    seek = Seek([Arm(f"{name} >= ? AND {name} < ?", [low, low + LAST_SIGN], plain)])
    if column.kind == "text" and wide:
        predicate = f"{is_wide(name)} AND fold({name}) >= ? AND fold({name}) < ?"
        seek.optional = Arm(predicate, [low, low + LAST_SIGN], wide)
    return seek


# ---- trees -------------------------------------------------------------------------------------------


def _tree(column: Column, operator: str, value: Any) -> Condition:
    if not column.tree:
        raise ValidationError(f"The filter {column.name} {operator} needs a field that links to a tree.")
    table = quoted(f"tab{column.tree}")
    relation, _space, _rest = operator.removeprefix("not ").partition(" ")
    inside = "n.lft > r.lft AND n.rgt < r.rgt" if relation == "descendants" else "n.lft < r.lft AND n.rgt > r.rgt"
    if operator.endswith("(inclusive)"):
        inside = "n.lft >= r.lft AND n.rgt <= r.rgt"
    node = str(text_value("" if value is None or isinstance(value, (list, tuple, set)) else value))
    condition = Condition(
        f"{column.sql} IN (SELECT n.`name` FROM {table} AS r JOIN {table} AS n ON {inside} WHERE r.`name` = ?)", [node]
    )
    return negated(condition) if operator.startswith("not ") else condition


_MAKERS: dict[str, Callable[[Column, str, Any], Condition]] = {
    "=": _equals,
    "!=": _not_equals,
    "in": _in,
    "not in": _not_in,
    "is": _is,
    ">": _compared,
    "<": _compared,
    ">=": _compared,
    "<=": _compared,
    "between": _between,
    "timespan": _timespan,
    "previous": _timespan,
    "next": _timespan,
    "like": _like,
    "not like": _not_like,
    **dict.fromkeys(TREE_OPERATORS, _tree),
}
