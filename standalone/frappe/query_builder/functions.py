"""SQL functions that this database has, under Frappe's names."""

from __future__ import annotations

from typing import Any

from pypika.functions import *  # noqa: F403
from pypika.functions import DistinctOptionFunction, IfNull
from pypika.terms import CustomFunction, Function

Ifnull = IfNull
Locate = CustomFunction("instr", ["text", "part"])
Month = CustomFunction("month", ["date"])
NullIf = CustomFunction("nullif", ["a", "b"])
Quarter = CustomFunction("quarter", ["date"])
Year = CustomFunction("year", ["date"])


class Round(Function):
    """round(term, decimals)."""

    def __init__(self, term: Any, decimal: int = 0, **kwargs: Any) -> None:
        super().__init__("ROUND", term, decimal, **kwargs)


class GroupConcat(DistinctOptionFunction):
    """group_concat(term)."""

    def __init__(self, column: Any, alias: str | None = None) -> None:
        super().__init__("GROUP_CONCAT", column, alias=alias)


class Concat_ws(Function):  # noqa: N801 - Frappe's name
    """The terms joined by the first one."""

    def get_function_sql(self, **kwargs: Any) -> str:
        separator, *parts = [arg.get_sql(with_alias=False, subquery=True, **kwargs) for arg in self.args]
        return "(" + f" || {separator} || ".join(f"ifnull({part}, '')" for part in parts) + ")"

    def __init__(self, *terms: Any, **kwargs: Any) -> None:
        super().__init__("CONCAT_WS", *terms, **kwargs)


class SumDistinct(Function):
    """sum(distinct term)."""

    def __init__(self, term: Any, **kwargs: Any) -> None:
        super().__init__("SUM", term, **kwargs)

    def get_function_sql(self, **kwargs: Any) -> str:
        return f"SUM(DISTINCT {self.args[0].get_sql(with_alias=False, **kwargs)})"


class Now(Function):
    """The site's present time, not the server's."""

    def __init__(self, alias: str | None = None) -> None:
        super().__init__("NOW", alias=alias)

    def get_function_sql(self, **kwargs: Any) -> str:
        from frappe.utils import now

        return f"'{now()}'"
