"""One SELECT on a DocType: its joins, what the user may read, its conditions, and running it."""

from collections.abc import Sequence

import frappe

from relcrm.workplace.lists.conditions import Conditions, Opened, Sql
from relcrm.workplace.lists.fields import ListField, ListFields
from relcrm.workplace.lists.nodes import compile_linked, open_node
from relcrm.workplace.lists.related import compile_related
from relcrm.workplace.lists.rights import get_read_condition
from relcrm.workplace.rules import double_percent

COMMON = 2000


class Statement:
    """Collects what the parts of a list query need, then writes it down."""

    def __init__(self, fields: ListFields, is_page: bool = False):
        self.fields, self.is_page = fields, is_page
        self.table = fields.table
        self.joins: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self.where: list[str] = []
        self.values: list = []

    def restrict_to_readable(self) -> None:
        """Leave only what the user may read."""
        condition = get_read_condition(self.fields.doctype)
        if condition:
            self.where.append(f"({double_percent(condition)})")

    def add_condition(self, sql: Sql) -> None:
        """Add a condition, unless it is empty."""
        if sql[0]:
            self.where.append(sql[0])
            self.values += sql[1]

    def add_conditions(self, node: object, depth: int = 0) -> None:
        """Add conditions as the desk writes them."""
        common = is_common if self.is_page else None
        compiler = Conditions(self.fields.get, self.use, self.table, common, self._compile_other)
        self.add_condition(compiler.compile(node, depth))

    def _compile_other(self, node: dict, depth: int, is_by_record: bool) -> Sql | Opened | None:
        """Return the SQL of a node that is no group of conditions, or the conditions that it stands for."""
        if "has" in node:
            return compile_related(node, self.fields, depth, make_readable, is_by_record)
        if "linked" in node:
            return compile_linked(node, self.fields, depth, make_readable)
        return open_node(node, self.fields)

    def use(self, field: ListField) -> str:
        """Return the SQL of a column's value; a record with several values then stands once for each of them."""
        if not field.is_apart:
            if field.join:
                self.joins[field.join] = double_percent(field.join)
            return double_percent(field.column)
        alias = self.aliases.setdefault(field.source, f"`rows_{len(self.aliases)}`")
        self.joins[alias] = self._join_each_value(field, alias)
        return f"{alias}.`value`"

    def use_group(self, field: ListField) -> str:
        """Return the SQL of a column to group by: a text without signs is no value."""
        return f"nullif({self.use(field)}, '')" if field.kind in ("text", "key") else self.use(field)

    def _join_each_value(self, field: ListField, alias: str) -> str:
        """An inner join, which databases begin with: every value of every record, and NULL for those without."""
        empty = " and `value` <> ''" if field.kind in ("text", "key") else ""
        rows = f"from {field.rows} as `each` where `parent` is not null and `value` is not null{empty}"
        others = f"select `name`, null from {self.table} where `name` not in (select `parent` {rows})"
        values = f"select distinct `parent`, `value` {rows} union all {others}"
        return f"join ({values}) as {alias} on {alias}.`parent` = {self.table}.`name`"

    def run(self, select: str, tail: str = "", tail_values: Sequence = ()) -> list:
        """Run the SELECT; `tail` is what follows the conditions."""
        return run(*self.write(select, tail, tail_values))

    def write(self, select: str, tail: str = "", tail_values: Sequence = ()) -> Sql:
        """Return the SELECT and its values."""
        where = f"where {' and '.join(self.where)}" if self.where else ""
        parts = [f"select {select} from {self.table}", *self.joins.values(), where, tail]
        return " ".join(part for part in parts if part), [*self.values, *tail_values]


def make_readable(doctype: str) -> Statement:
    """Return the statement of all documents of a kind that the user may read."""
    statement = Statement(ListFields(doctype))
    statement.restrict_to_readable()
    return statement


def is_common(sql: str, values: list) -> bool:
    """Return whether a SELECT finds so many rows that a page is full sooner than all of them are sought."""
    return run(f"select count(*) from ({sql} limit %s) as `found`", [*values, COMMON])[0][0] == COMMON


def run(sql: str, values: Sequence) -> list:
    """Run SQL in which every % that is no placeholder is doubled."""
    if not values:
        return frappe.db.sql(sql.replace("%%", "%"))
    return frappe.db.sql(sql, tuple(values))
