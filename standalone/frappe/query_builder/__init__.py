"""`frappe.qb`: PyPika over this database. Names in backticks, values as literals, `.run()` on every query."""

from __future__ import annotations

from frappe.query_builder import functions
from frappe.query_builder.builder import DocType, QueryBuilder, get_query, qb
from pypika import Case, Criterion, CustomFunction, Field, Interval, JoinType, Order, Query, Table, Tuple
from pypika.terms import ValueWrapper

__all__ = [
    "Case",
    "Criterion",
    "CustomFunction",
    "DocType",
    "Field",
    "Interval",
    "JoinType",
    "Order",
    "Query",
    "QueryBuilder",
    "Table",
    "Tuple",
    "ValueWrapper",
    "functions",
    "get_query",
    "qb",
]
