"""The builder classes behind `frappe.qb`."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

import pypika.queries
import pypika.terms
from frappe.database.connection import datetime_text, timedelta_text
from frappe.database.text import table_name
from pypika import Field, Query, Table


def literal(value: Any) -> str:
    """A value as SQL: quotes doubled, dates in the form in which they are stored."""
    if isinstance(value, Enum):
        value = value.value
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    if isinstance(value, datetime):
        value = datetime_text(value)
    elif isinstance(value, (date, time)):
        value = value.isoformat()
    elif isinstance(value, timedelta):
        value = timedelta_text(value)
    text = str(value)
    if "\x00" in text:
        return f"CAST(X'{text.encode('utf-8', 'replace').hex()}' AS TEXT)"
    return "'" + text.replace("'", "''") + "'"


def _value_sql(self: pypika.terms.ValueWrapper, **kwargs: Any) -> str:
    if isinstance(self.value, pypika.terms.Term):
        return self.value.get_sql(**kwargs)
    return literal(self.value)


pypika.terms.ValueWrapper.get_value_sql = _value_sql


class _Runnable:
    """Adds `.run()` to a PyPika query."""

    def run(
        self,
        as_dict: bool | int = 0,
        as_list: bool | int = 0,
        *,
        pluck: Any = False,
        debug: Any = 0,
        **kwargs: Any,
    ) -> Any:
        """Run the query as `frappe.db.sql` would."""
        from frappe import local

        if isinstance(pluck, str):
            kwargs["as_dict"] = as_dict = 1
            return [row[pluck] for row in local.db.sql(self.get_sql(), as_dict=1)]
        return local.db.sql(self.get_sql(), as_dict=as_dict, as_list=as_list, pluck=pluck, debug=debug, **kwargs)

    def walk(self) -> tuple[str, dict]:
        """The SQL and its (no) separate values."""
        return self.get_sql(), {}


class SetOperation(_Runnable, pypika.queries._SetOperation):
    """UNION and its like."""


class QueryBuilder(_Runnable, pypika.queries.QueryBuilder):
    """A query on this site's database."""

    QUOTE_CHAR = "`"
    ALIAS_QUOTE_CHAR = "`"
    SECONDARY_QUOTE_CHAR = "'"

    def _union(self, other: Any, kind: Any) -> SetOperation:
        return SetOperation(self, other, kind, wrapper_cls=self._wrapper_cls)

    def union(self, other: Any) -> SetOperation:
        return self._union(other, pypika.queries.SetOperation.union)

    def union_all(self, other: Any) -> SetOperation:
        return self._union(other, pypika.queries.SetOperation.union_all)

    def intersect(self, other: Any) -> SetOperation:
        return self._union(other, pypika.queries.SetOperation.intersect)

    def except_of(self, other: Any) -> SetOperation:
        return self._union(other, pypika.queries.SetOperation.except_of)

    __add__ = union
    __mul__ = union_all

    def _for_update_sql(self, lock_strength: str = "UPDATE", **kwargs: Any) -> str:
        return ""


QueryBuilder.QUERY_CLS = Query


def DocType(name: str, *args: Any, **kwargs: Any) -> Table:  # noqa: N802 - Frappe's name
    """The table of a DocType."""
    return Table(table_name(name), *args, **kwargs)


class SQLite(Query):
    """What `frappe.qb` is."""

    Field = Field
    Table = Table
    DocType = staticmethod(DocType)

    @classmethod
    def _builder(cls, **kwargs: Any) -> QueryBuilder:
        return QueryBuilder(**kwargs)

    @classmethod
    def from_(cls, table: Any, *args: Any, **kwargs: Any) -> QueryBuilder:
        if isinstance(table, str):
            table = DocType(table)
        return super().from_(table, *args, **kwargs)

    @classmethod
    def into(cls, table: Any, *args: Any, **kwargs: Any) -> QueryBuilder:
        return super().into(DocType(table) if isinstance(table, str) else table, *args, **kwargs)

    @classmethod
    def update(cls, table: Any, *args: Any, **kwargs: Any) -> QueryBuilder:
        return super().update(DocType(table) if isinstance(table, str) else table, *args, **kwargs)

    @classmethod
    def get_query(cls, *args: Any, **kwargs: Any) -> Any:
        """A list query with fields, filters and nested child lists; see `get_query`."""
        return get_query(*args, **kwargs)

    engine = property(lambda self: self)


def get_query(
    table: Any,
    fields: Any = None,
    filters: Any = None,
    or_filters: Any = None,
    order_by: str | None = None,
    group_by: str | None = None,
    limit: int | None = None,
    offset: int | None = None,
    distinct: bool = False,
    ignore_permissions: bool = True,
    user: str | None = None,
    parent_doctype: str | None = None,
    for_update: bool = False,
    **_unused: Any,
) -> Any:
    """A query of the list engine with `.run()` and `.get_sql()`; checks rights only with ignore_permissions=False."""
    from frappe.model.db_query import EngineQuery

    doctype = getattr(table, "_table_name", table).removeprefix("tab") if not isinstance(table, str) else table
    return EngineQuery(
        doctype,
        user=user,
        fields=fields,
        filters=filters,
        or_filters=or_filters,
        order_by=order_by or "",
        group_by=group_by,
        limit=limit,
        start=offset,
        distinct=distinct,
        ignore_permissions=ignore_permissions,
        parent_doctype=parent_doctype,
    )


qb = SQLite
for _name, _value in {"functions": "frappe.query_builder.functions", "terms": "pypika.terms"}.items():
    import importlib as _importlib

    setattr(qb, _name, _importlib.import_module(_value))
