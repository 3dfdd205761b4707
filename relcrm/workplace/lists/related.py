"""Conditions on what hangs on a record: how many visits, people or deals it has, or what they add up to.

A node is `{"has": key, "of": [conditions on what hangs there], "op": "all", "count": [">=", 2]}`; instead of `count` it
may have `"total": ["sum", "amount"], "is": [">=", 1000]`. Without either, one is enough. Hooks say what hangs on what.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import frappe
from frappe import _

from relcrm.workplace.lists.conditions import Sql, get_two, read_number, refuse
from relcrm.workplace.lists.fields import ListField, ListFields
from relcrm.workplace.lists.rights import can_read
from relcrm.workplace.rules import double_percent

if TYPE_CHECKING:
    from relcrm.workplace.lists.statement import Statement

COMPARE: dict[str, Callable[..., bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "between": lambda value, low, high: low <= value <= high,
}
TOTALS = ("sum", "avg", "min", "max")


@dataclass(frozen=True)
class Measure:
    """A number compared: a count or a total as SQL, and what it is of a record on which nothing hangs, if anything."""

    number: str
    sign: str
    bounds: list[float]
    of_none: float | None = 0

    @property
    def sql(self) -> str:
        return f"{self.number} between %s and %s" if self.sign == "between" else f"{self.number} {self.sign} %s"

    @property
    def holds_for_none(self) -> bool:
        return self.of_none is not None and COMPARE[self.sign](self.of_none, *self.bounds)

    @property
    def is_of_presence(self) -> bool:
        """Whether it asks only for some or none, which needs no counting."""
        return self.number == "count(*)" and (self.sign, *self.bounds) in PRESENCE


PRESENCE = ((">=", 1), (">", 0), ("!=", 0), ("=", 0), ("<", 1), ("<=", 0))


@dataclass(frozen=True)
class Relation:
    """What hangs on a kind of record: documents whose field `link` names it, or those that `through` leads to.

    `through` is a SELECT of `parent` and `related`, of what the user may read, without placeholders.
    """

    key: str
    label: str
    doctype: str
    link: str = ""
    through: str = ""

    def describe(self) -> dict:
        """Return what the desk needs to offer it."""
        return {"key": self.key, "label": self.label, "doctype": self.doctype}


def get_relations(doctype: str) -> dict[str, Relation]:
    """Return what hangs on a kind of record and the user may read, by key."""
    found = [
        Relation(**values)
        for path in frappe.get_hooks("relcrm_list_relations")
        for values in frappe.get_attr(path)(doctype)
    ]
    return {relation.key: relation for relation in found if can_read(relation.doctype)}


def compile_related(
    node: dict,
    fields: ListFields,
    depth: int,
    make_statement: Callable[[str], Statement],
    is_by_record: bool = False,
) -> Sql:
    """Return the SQL of one such node in a list, and its values.

    All records that have what is wanted are sought at once, or `is_by_record` what hangs on each record is looked at:
    that is little work where other conditions leave few of them.
    """
    relation = fields.once(get_relations, fields.doctype).get(str(node["has"]))
    if not relation:
        text = _('Nothing called "{0}" hangs on the records of {1}. Choose something else.')
        refuse(text.format(frappe.utils.escape_html(str(node["has"])[:60]), _(fields.doctype)))
    statement = make_statement(relation.doctype)
    statement.add_conditions({"op": node.get("op", "all"), "of": node.get("of") or []}, depth=depth + 1)
    measure = _read_measure(node, statement)
    if is_by_record and relation.link and relation.doctype != fields.doctype:
        return _write_of_one(relation, statement, measure, fields.table)
    sql, values = _write_parents(relation, statement, measure)
    return f"{fields.table}.`name` {'not in' if measure.holds_for_none else 'in'} ({sql})", values


def _write_of_one(relation: Relation, statement: Statement, measure: Measure, outer: str) -> Sql:
    """Return the SQL of the test for one record of the list."""
    statement.add_condition((f"{statement.table}.`{relation.link}` = {outer}.`name`", []))
    if measure.is_of_presence:
        sql, values = statement.write("1")
        return f"{'not ' if measure.holds_for_none else ''}exists ({sql})", values
    sql, values = statement.write(measure.number)
    return replace(measure, number=f"({sql})").sql, [*values, *measure.bounds]


def _write_parents(relation: Relation, statement: Statement, measure: Measure) -> Sql:
    """Return the SELECT of the records whose number is among those that the test lets in, or keeps out."""
    name = f"{statement.table}.`name`"
    parent = f"{statement.table}.`{relation.link}`"
    if relation.through:
        alias = "`through`"
        pairs = f"(select distinct `parent`, `related` from ({double_percent(relation.through)}) as `pairs`)"
        statement.joins[alias] = f"join {pairs} as {alias} on {alias}.`related` = {name}"
        parent = f"{alias}.`parent`"
    statement.add_condition((f"{parent} is not null", []))
    if measure.is_of_presence:
        return statement.write(parent)
    having = f"not ({measure.sql})" if measure.holds_for_none else measure.sql
    same = f"{parent} collate binary" if frappe.db.db_type == "sqlite" else parent  # as names are written
    return statement.write(parent, f"group by {same} having {having}", measure.bounds)


def _read_measure(node: dict, statement: Statement) -> Measure:
    total, count = node.get("total"), node.get("count")
    if total is None:
        number = ListField("count", _("Number"), "Int")
        return Measure("count(*)", *_read_comparison([">=", 1] if count is None else count, number))
    column, way = _read_total(total, statement)
    sql = f"{way}({statement.use(column)})"
    sql = f"coalesce({sql}, 0)" if way == "sum" else sql
    return Measure(sql, *_read_comparison(node.get("is"), column), of_none=0 if way == "sum" else None)


def _read_total(total: object, statement: Statement) -> tuple[ListField, str]:
    way, path = total if isinstance(total, (list, tuple)) and len(total) == 2 else (None, None)
    column = statement.fields.get(path) if way in TOTALS else None
    if not column or column.many or column.kind != "number":
        refuse(_("A total is sum, avg, min or max of a column of numbers."))
    return column, way


def _read_comparison(test: object, column: ListField) -> tuple[str, list[float]]:
    sign, value = test if isinstance(test, (list, tuple)) and len(test) == 2 else (None, None)
    if sign not in COMPARE:
        refuse(_("A count or a total is compared by =, !=, <, >, <=, >= or between, with a number."))
    return sign, [read_number(column, bound) for bound in (get_two(column, value) if sign == "between" else [value])]
