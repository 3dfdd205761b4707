"""What a document holds and how its values become database values; no life cycle (see document.py)."""

from __future__ import annotations

import datetime
import json
from typing import Any

import frappe
from frappe import _, _dict
from frappe.model import child_table_fields, data_fieldtypes, default_fields, table_fields
from frappe.model.docstatus import DocStatus
from frappe.model.meta import get_controller, get_meta
from frappe.utils import cint, cstr, flt, get_datetime, getdate

DOCTYPES_FOR_DOCTYPE = frozenset(("DocType", "DocField", "DocPerm"))
_STATE = frozenset(("flags", "meta", "parent_doc"))
# Columns with an underscore that every table has; other such names are a document's own business.
_KEPT = frozenset(("_user_tags", "_comments", "_assign", "_liked_by", "_seen"))
_HIDDEN = frozenset(
    ("flags", "_doc_before_save", "_table_names", "parent_doc", "_action", "dont_update_if_missing", "_meta")
)


class BaseDocument:
    """A record as attributes. Rows of table fields are documents too."""

    def __init__(self, d: dict) -> None:
        self.__dict__["flags"] = _dict()
        if d.get("doctype"):
            self.__dict__["doctype"] = d["doctype"]
        self.update(d)

    @property
    def meta(self) -> Any:
        return get_meta(self.doctype)

    def __getstate__(self) -> dict:
        state = dict(self.__dict__)
        state.pop("_doc_before_save", None)
        state.pop("parent_doc", None)
        return state

    def __repr__(self) -> str:
        values = self.__dict__
        return f"<{type(self).__name__}: doctype={values.get('doctype')} {values.get('name') or 'unsaved'}>"

    # ---- reading and setting ------------------------------------------------------------------

    def update(self, d: dict) -> BaseDocument:
        """Set many values; table fields take lists of dicts or documents."""
        tables = {df.fieldname for df in self._get_table_fields()}
        values = self.__dict__
        for key, value in d.items():
            if key in tables:
                self.set(key, value)
            elif not self._is_inner(key):
                values[key] = value
        return self

    def _is_inner(self, key: str) -> bool:
        """Whether a key names what a document is made of, which no values may replace: its methods and its state."""
        if key[:1] == "_" and key[:2] != "__":
            return key not in _KEPT
        if key in _STATE:
            return True
        return callable(getattr(type(self), key, None)) and self.meta.get_field(key) is None

    def _get_table_fields(self) -> list:
        if self.__dict__.get("doctype") is None:
            return []
        return get_meta(self.doctype).table_field_list

    def get(self, key: Any, filters: Any = None, limit: int | None = None, default: Any = None) -> Any:
        """A value; for a table field the rows, filtered by a dict or object filter."""
        if isinstance(key, dict):
            return [row for row in self.get_all_children() if _row_matches(row, key)]
        value = self.__dict__.get(key)
        if value is None and key not in self.__dict__:
            if key in {df.fieldname for df in self._get_table_fields()}:
                self.__dict__[key] = value = []
            elif isinstance(getattr(type(self), key, None), property):
                value = getattr(self, key)
        if filters is None:
            return default if value is None else value
        if isinstance(filters, dict):
            rows = [row for row in (value or []) if _row_matches(row, filters)]
            return rows[:limit] if limit else rows
        return filters if value is None else value

    def getone(self, key: str, filters: Any = None) -> Any:
        rows = self.get(key, filters=filters, limit=1)
        return rows[0] if rows else None

    def set(self, key: str, value: Any, as_value: bool = False) -> None:
        """Set a value; a list for a table field replaces its rows."""
        if not as_value and key in {df.fieldname for df in self._get_table_fields()}:
            self.__dict__[key] = []
            if value:
                self.extend(key, value)
            return
        self.__dict__[key] = value

    def __setattr__(self, key: str, value: Any) -> None:
        if isinstance(value, (list, tuple)) and key in {df.fieldname for df in self._get_table_fields()}:
            self.set(key, value)
        else:
            object.__setattr__(self, key, value)

    def delete_key(self, key: str) -> None:
        self.__dict__.pop(key, None)

    def append(self, key: str, value: Any = None, position: int = -1) -> Any:
        """Add a row to a table field and return it."""
        rows = self.__dict__.setdefault(key, [])
        row = self._init_child(value if value is not None else {}, key, len(rows) + 1)
        if position == -1:
            rows.append(row)
        else:
            rows.insert(position, row)
            for i, other in enumerate(rows, 1):
                other.idx = i
        return row

    def extend(self, key: str, value: Any) -> None:
        if not isinstance(value, (list, tuple)):
            raise frappe.ValidationError(_("{0} of {1} must be a list of rows.").format(key, self.doctype))
        for row in value:
            self.append(key, row)

    def remove(self, doc: BaseDocument) -> None:
        """Take a row out and renumber the others."""
        rows = self.get(doc.parentfield)
        if doc in rows:
            rows.remove(doc)
            for i, row in enumerate(rows, 1):
                row.idx = i

    def _init_child(self, value: Any, key: str, position: int) -> BaseDocument:
        df = self.meta.get_field(key)
        if df is None or df.fieldtype not in table_fields:
            raise AttributeError(key)
        if isinstance(value, BaseDocument):
            row = value
        elif isinstance(value, dict):
            data = {k: v for k, v in value.items() if k != "doctype"}
            row = get_controller(df.options)({"doctype": df.options, **data})
        else:
            raise frappe.ValidationError(
                _("Row {0} of {1} in {2} is not an object with fields.").format(position, _(df.label), _(self.doctype))
            )
        state = row.__dict__
        state["parent"] = self.__dict__.get("name")
        state["parenttype"] = self.doctype
        state["parentfield"] = key
        state["parent_doc"] = self
        if state.get("docstatus") is None:
            state["docstatus"] = DocStatus.draft()
        if not state.get("idx"):
            state["idx"] = position
        if not state.get("name"):
            state["__islocal"] = 1
        return row

    def is_child_row(self) -> bool:
        return bool(self.__dict__.get("parentfield"))

    def get_all_children(self, parenttype: str | None = None) -> list:
        """Every row of every table field (of one child DocType when named)."""
        out: list = []
        for df in self._get_table_fields():
            if parenttype in (None, df.options):
                out.extend(self.__dict__.get(df.fieldname) or [])
        return out

    @property
    def docstatus(self) -> DocStatus:  # type: ignore[override]
        return DocStatus(cint(self.__dict__.get("docstatus")))

    @docstatus.setter
    def docstatus(self, value: Any) -> None:
        self.__dict__["docstatus"] = DocStatus(cint(value))

    def __getattr__(self, key: str) -> Any:
        # Only reached for what is not set: fields read as None, so that controllers need no guards.
        if key.startswith("__") or key in _HIDDEN:
            raise AttributeError(key)
        doctype = self.__dict__.get("doctype")
        if doctype:
            meta = get_meta(doctype)
            df = meta.get_field(key)
            if df is not None:
                if df.fieldtype in table_fields:
                    rows: list = []
                    self.__dict__[key] = rows
                    return rows
                if df.is_virtual and df.options:
                    return frappe.safe_eval(df.options, None, {"doc": self})
                return None
            if key in default_fields or key in child_table_fields:
                return None
        raise AttributeError(f"'{self.__class__.__name__}' object has no attribute '{key}'")

    # ---- forms of output ----------------------------------------------------------------------

    def get_valid_dict(
        self,
        sanitize: bool = True,
        convert_dates_to_str: bool = False,
        ignore_nulls: bool = False,
        ignore_virtual: bool = False,
    ) -> _dict:
        """Values of all columns, cast to their field's Python type."""
        out = _dict()
        values = self.__dict__
        meta = self.meta
        for fieldname in meta.valid_columns:
            value = values.get(fieldname)
            df = meta._fields.get(fieldname)
            if df is not None:
                value = cast_for_output(df, value)
            if convert_dates_to_str and isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
                value = str(value)
            if value is not None or not ignore_nulls:
                out[fieldname] = value
        if not ignore_virtual:
            for df in meta.virtual_field_list:
                out[df.fieldname] = self.get_virtual_value(df)
        return out

    def get_virtual_value(self, df: _dict) -> Any:
        """A virtual field's value: the controller's property, else its `options` as an expression."""
        if isinstance(getattr(type(self), df.fieldname, None), property):
            return getattr(self, df.fieldname)
        if df.options and df.fieldtype != "Link":
            return frappe.safe_eval(df.options, None, {"doc": self})
        return self.__dict__.get(df.fieldname)

    def as_dict(
        self,
        no_nulls: bool = False,
        no_default_fields: bool = False,
        convert_dates_to_str: bool = False,
        no_child_table_fields: bool = False,
        no_private_properties: bool = False,
    ) -> _dict:
        """The document as plain dicts, rows included, with `doctype` and the `__` marks."""
        values = self.__dict__
        out = self.get_valid_dict(convert_dates_to_str=convert_dates_to_str, ignore_nulls=no_nulls)
        if out.get("docstatus") is None and "docstatus" in out:
            out["docstatus"] = 0
        out["doctype"] = self.doctype
        for df in self._get_table_fields():
            rows = values.get(df.fieldname) or []
            out[df.fieldname] = [
                row.as_dict(no_nulls=no_nulls, convert_dates_to_str=convert_dates_to_str,
                            no_default_fields=no_default_fields, no_child_table_fields=no_child_table_fields)
                for row in rows
            ]  # fmt: skip
        if no_default_fields:
            for key in default_fields:
                out.pop(key, None)
        if no_child_table_fields:
            for key in child_table_fields:
                out.pop(key, None)
        if not no_private_properties:
            for key in ("__islocal", "__onload", "__run_link_triggers", "__unsaved", "localname",
                        "_user_tags", "_assign",
                        "_liked_by", "_comments", "_seen", "__newname"):  # fmt: skip
                if values.get(key) is not None:
                    out[key] = values[key]
        return out

    def as_json(self) -> str:
        return frappe.as_json(self.as_dict())

    def get_db_values(self) -> dict[str, Any]:
        """Column values in the form the database keeps (ISO text for dates, 0/1, numbers)."""
        values = self.__dict__
        meta = self.meta
        fields = meta._fields
        out: dict[str, Any] = {}
        for column in meta.valid_columns:
            value = values.get(column)
            df = fields.get(column)
            out[column] = to_db(df, value, self) if df is not None else std_to_db(column, value)
        return out

    # ---- formatting ---------------------------------------------------------------------------

    def precision(self, fieldname: str, parentfield: Any = None) -> int | None:
        from frappe.model.meta import get_field_precision

        df = self.meta.get_field(fieldname)
        if df and df.fieldtype in ("Currency", "Float", "Percent"):
            return get_field_precision(df, self)
        return None

    def get_formatted(
        self,
        fieldname: str,
        doc: Any = None,
        currency: str | None = None,
        absolute_value: bool = False,
        translated: bool = False,
        format: str | None = None,
    ) -> Any:
        from frappe.utils.formatters import format_value

        df = self.meta.get_docfield(fieldname)
        value = self.get(fieldname)
        if translated:
            value = _(value)
        if absolute_value and isinstance(value, (int, float)):
            value = abs(value)
        return format_value(value, df=df, doc=doc or self, currency=currency, format=format)

    def get_value(self, fieldname: str) -> Any:
        df = self.meta.get_field(fieldname)
        return cast_for_output(df, self.get(fieldname)) if df else self.get(fieldname)

    def get_label_from_fieldname(self, fieldname: str) -> str | None:
        df = self.meta.get_field(fieldname)
        return df.label if df else None

    def get_password(self, fieldname: str = "password", raise_exception: bool = True) -> str | None:
        from frappe.utils.password import get_decrypted_password

        value = self.get(fieldname)
        if value and set(value) != {"*"}:
            return value
        return get_decrypted_password(self.doctype, self.name, fieldname, raise_exception=raise_exception)

    def is_dummy_password(self, pwd: str) -> bool:
        return bool(pwd) and set(pwd) == {"*"}

    def reset_values_if_no_permlevel_access(self, levels: list[int], high_permlevel_fields: list) -> None:
        """Give fields above the user's write levels back their stored (or default) value."""
        closed = [df for df in high_permlevel_fields if (df.permlevel or 0) not in levels]
        for df in closed:
            if df.fieldtype in table_fields:
                self._reset_rows(df.fieldname)
        reset = [df.fieldname for df in closed if df.fieldtype in data_fieldtypes and not df.is_virtual]
        if not reset:
            return
        if self.is_new():
            from frappe.model.create_new import get_defaults_of

            stored = get_defaults_of(self.doctype)
        else:
            stored = frappe.db.get_value(self.doctype, self.name, reset, as_dict=True) or {}
        for fieldname in reset:
            self.__dict__[fieldname] = stored.get(fieldname)

    def _reset_rows(self, fieldname: str) -> None:
        """Give a table its stored rows back; a new document has none."""
        before = self.__dict__.get("_doc_before_save")
        self.set(fieldname, [row.as_dict() for row in before.get(fieldname) or ()] if before else [])

    def is_new(self) -> Any:
        return self.__dict__.get("__islocal")


def _row_matches(row: Any, filters: dict) -> bool:
    for key, wanted in filters.items():
        value = row.get(key)
        if isinstance(wanted, (list, tuple)):
            op, other = wanted
            ok = frappe.utils.compare(value, op, other)
        elif isinstance(wanted, bool):
            ok = bool(value) == wanted
        else:
            ok = value == wanted
        if not ok:
            return False
    return True


# ---- values ---------------------------------------------------------------------------------------


def cast_for_output(df: _dict, value: Any) -> Any:
    """The value as Python code reads it: numbers as numbers, JSON as text, the rest as it is."""
    fieldtype = df["fieldtype"]
    if fieldtype == "Check":
        return 1 if cint(value) else 0
    if fieldtype in ("Int", "Long Int"):
        return value if type(value) is int else cint(value)
    if fieldtype in ("Float", "Currency", "Percent"):
        return value if type(value) is float else flt(value)
    if fieldtype == "JSON" and isinstance(value, dict):
        return json.dumps(value, sort_keys=True, indent=None, separators=(",", ":"))
    if df.get("unique") and isinstance(value, str) and not value.strip():
        return None
    if fieldtype in ("Date", "Datetime", "Time") and value == "":
        return None
    return value


def to_db(df: _dict, value: Any, doc: Any = None) -> Any:
    """The value as the table keeps it. Raises ValidationError for what cannot be that type."""
    fieldtype = df["fieldtype"]
    if fieldtype in ("Check", "Int", "Long Int", "Float", "Currency", "Percent"):
        return cast_for_output(df, value)
    if value is None:
        return None
    if fieldtype == "Date":
        return str(getdate(value)) if value and not _is_zero_date(value) else None
    if fieldtype == "Datetime":
        return str(get_datetime(value)) if value and not _is_zero_date(value) else None
    if fieldtype == "Time":
        return format_time(value) if value not in ("", None) else None
    if fieldtype == "Rating":
        return max(0.0, min(1.0, flt(value)))
    if fieldtype == "Duration":
        return flt(value) if value != "" else None
    if fieldtype == "JSON" and isinstance(value, dict):
        return cast_for_output(df, value)
    if isinstance(value, (list, dict, tuple, set)):
        where = f"{_(doc.doctype)} {doc.get('name') or ''}".strip() if doc is not None else ""
        frappe.throw(_("{0}: value for {1} cannot be a list or an object").format(where, frappe.bold(_(df.label))))
    if df.get("unique") and isinstance(value, str) and not value.strip():
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return cstr(int(value))
    return cstr(value)


def std_to_db(column: str, value: Any) -> Any:
    if column in ("docstatus", "idx"):
        return cint(value)
    if isinstance(value, datetime.datetime):
        return str(value)
    return value


def _is_zero_date(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("0000-00-00")


def format_time(value: Any) -> str:
    """A time of day as HH:MM:SS[.ffffff]. Raises ValidationError where it is none."""
    if isinstance(value, datetime.timedelta):
        seconds = int(value.total_seconds())
        text = f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
        return f"{text}.{value.microseconds:06d}" if value.microseconds else text
    from frappe.utils import get_time

    return str(get_time(value))
