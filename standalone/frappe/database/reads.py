"""Value readers of `frappe.db`; filters go through the list engine, a plain name straight to the table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from frappe.database.text import quoted, table_name
from frappe.database.transaction import as_dicts
from frappe.database.writes import Writes
from frappe.exceptions import DataError

_PLAIN_FIELD = re.compile(r"[^\W\d]\w*\Z")
_KEEP = "KEEP_DEFAULT_ORDERING"


class Reads(Writes):
    """The reading half of `frappe.db`; no permission checks anywhere in it."""

    def get_value(
        self,
        doctype: str,
        filters: Any = None,
        fieldname: str | Iterable[str] = "name",
        ignore: Any = None,
        as_dict: bool | int = False,
        debug: bool = False,
        order_by: str | None = _KEEP,
        cache: bool = False,
        for_update: bool = False,
        *,
        run: bool = True,
        pluck: bool = False,
        distinct: bool = False,
        skip_locked: bool = False,
        wait: bool = True,
    ) -> Any:
        """One value, or several as a tuple or `_dict`, of the first match; None where nothing matches."""
        rows = self.get_values(
            doctype,
            filters,
            fieldname,
            as_dict=as_dict,
            order_by=order_by,
            for_update=for_update,
            distinct=distinct,
            limit=1,
        )
        if not rows:
            return None
        row = rows[0]
        return row if as_dict or len(row) > 1 else row[0]

    def get_values(
        self,
        doctype: str,
        filters: Any = None,
        fieldname: str | Iterable[str] = "name",
        ignore: Any = None,
        as_dict: bool | int = False,
        debug: bool = False,
        order_by: str | None = _KEEP,
        update: dict | None = None,
        cache: bool = False,
        for_update: bool = False,
        *,
        run: bool = True,
        pluck: bool = False,
        distinct: bool = False,
        limit: int | None = None,
        skip_locked: bool = False,
        wait: bool = True,
    ) -> Any:
        """Rows of values: tuples, or `_dict`s, or the first column with `pluck`."""
        if for_update:
            self.begin_write()
        fields = [fieldname] if isinstance(fieldname, str) else list(fieldname)
        if (filters is None or filters == doctype) and doctype != "DocType" and _is_single(self, doctype):
            return self._single_values(doctype, fields, as_dict, pluck)
        if isinstance(filters, (str, int)) and not isinstance(filters, bool) and all(map(_PLAIN_FIELD.match, fields)):
            rows = self._by_name(doctype, filters, fields, as_dict, update)
        elif filters is None and doctype != "DocType" and order_by == _KEEP and limit == 1:
            return []
        else:
            rows = self._by_filters(doctype, filters, fields, as_dict, order_by, distinct, limit, update)
        return [next(iter(row.values())) if as_dict else row[0] for row in rows] if pluck else rows

    def _by_name(self, doctype: str, name: Any, fields: list[str], as_dict: Any, update: dict | None) -> Any:
        columns = ", ".join(map(quoted, fields))
        cursor = self.execute(f"SELECT {columns} FROM {quoted(table_name(doctype))} WHERE `name` = ?", (name,))
        rows = cursor.fetchall()
        return as_dicts(cursor, rows, update) if as_dict else rows

    def _by_filters(
        self, doctype: str, filters: Any, fields: list[str], as_dict: Any, order_by: str | None, distinct: bool,
        limit: int | None, update: dict | None,
    ) -> Any:  # fmt: skip
        from frappe.model.db_query import DatabaseQuery

        if isinstance(filters, (str, int)):
            filters = {"name": filters}
        return DatabaseQuery(doctype).execute(
            fields=fields,
            filters=filters,
            order_by="" if order_by is None else (None if order_by == _KEEP else order_by),
            limit=limit,
            distinct=distinct,
            as_list=not as_dict,
            update=update,
            ignore_permissions=True,
        )

    def get_all(self, *args: Any, **kwargs: Any) -> list:
        """frappe.get_all."""
        from frappe import get_all

        return get_all(*args, **kwargs)

    def get_list(self, *args: Any, **kwargs: Any) -> list:
        """frappe.get_list."""
        from frappe import get_list

        return get_list(*args, **kwargs)

    def exists(self, dt: str | dict, dn: Any = None, cache: bool = False, *, debug: bool = False) -> Any:
        """The name of the row that `dn` (a name or filters) finds, or None; None too for a DocType without a table."""
        if isinstance(dt, dict):
            dn = dict(dt)
            dt = dn.pop("doctype")
        if dt != "DocType" and dt == dn:
            return dn
        if dn is None or not self.table_info(dt).columns:
            return None
        return self.get_value(dt, dn, "name", order_by=None)

    def count(
        self, dt: str, filters: Any = None, debug: bool = False, cache: bool = False, distinct: bool = True
    ) -> int:
        """How many rows match."""
        from frappe.model.db_query import DatabaseQuery

        return DatabaseQuery(dt).count(filters=filters, ignore_permissions=True)

    def get_descendants(self, doctype: str, name: str) -> list[str]:
        """Names of all nodes under a node of a tree."""
        from frappe.utils.nestedset import get_descendants_of

        return get_descendants_of(doctype, name, ignore_permissions=True)

    def get_creation_count(self, doctype: str, minutes: int) -> int:
        """How many rows were created in the last minutes."""
        from frappe.utils import add_to_date, now_datetime

        since = add_to_date(now_datetime(), minutes=-minutes)
        return self.read(f"SELECT count(*) FROM {quoted(table_name(doctype))} WHERE `creation` >= ?", (since,))[0][0]

    # ---- singles and defaults ------------------------------------------------------------------

    def get_singles_dict(
        self, doctype: str, debug: bool = False, *, for_update: bool = False, cast: bool = False
    ) -> Any:
        """What is stored of a Single, as text, or in the fields' types with `cast`."""
        from frappe import _dict

        out = _dict(self.read("SELECT field, value FROM `tabSingles` WHERE doctype = ?", (doctype,)))
        if cast:
            for field in out:
                out[field] = _cast_single(doctype, field, out[field])
        return out

    def get_single_value(self, doctype: str, fieldname: str, cache: bool = True) -> Any:
        """One value of a Single, in the field's type."""
        rows = self.read("SELECT value FROM `tabSingles` WHERE doctype = ? AND field = ?", (doctype, fieldname))
        return _cast_single(doctype, fieldname, rows[0][0] if rows else None)

    def _single_values(self, doctype: str, fields: list[str], as_dict: Any, pluck: bool) -> Any:
        stored = self.get_singles_dict(doctype)
        if not stored and fields != ["*"]:
            return []
        from frappe import _dict

        if fields == ["*"]:
            return [stored] if as_dict else [tuple(stored.values())]
        values = [stored.get(field) for field in fields]
        if pluck:
            return values[:1]
        return [_dict(zip(fields, values, strict=True))] if as_dict else [tuple(values)]

    def get_default(self, key: str, parent: str = "__default") -> Any:
        """A default of the site (parent "__default") or of a user."""
        from frappe.defaults import get_defaults_for

        return get_defaults_for(parent).get(key)

    def get_defaults(self, key: str | None = None, parent: str = "__default") -> Any:
        """All defaults of a parent, or one of them."""
        from frappe.defaults import get_defaults_for

        found = get_defaults_for(parent)
        return found.get(key) if key else found

    def get_system_setting(self, key: str) -> Any:
        """A value of System Settings."""
        return self.get_single_value("System Settings", key)

    def get_global_meta(self, key: str) -> str | None:
        """A fact of the runtime about this site."""
        rows = self.execute("SELECT value FROM `__global_meta` WHERE key = ?", (key,)).fetchall()
        return rows[0][0] if rows else None


def _is_single(db: Reads, doctype: str) -> bool:
    if db.table_info(doctype).columns:
        return False
    from frappe.model.meta import get_meta

    if get_meta(doctype).issingle:
        return True
    raise DataError(f"{doctype} has no table in this site. Run migrate.")


def _cast_single(doctype: str, fieldname: str, value: Any) -> Any:
    from frappe.model.meta import get_meta
    from frappe.utils import cint, flt, get_datetime, getdate

    df = get_meta(doctype).get_field(fieldname)
    kind = df.fieldtype if df else None
    if kind in ("Check", "Int", "Long Int"):
        return cint(value)
    if kind in ("Float", "Percent", "Currency", "Duration", "Rating"):
        return flt(value)
    if kind == "Date":
        return getdate(value) if value else None
    if kind == "Datetime":
        return get_datetime(value) if value else None
    return value
