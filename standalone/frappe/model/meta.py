"""A DocType's metadata as the rest of the runtime reads it: fields, custom fields, property setters, permissions.

Kept in the derived store (`frappe.utils.caching.derived`), so a change of metadata in any process is seen at the next
request. The DocTypes that describe metadata itself are read from their JSON files, which is how a site is born.
"""

from __future__ import annotations

import importlib
import json
import os
from functools import cached_property
from typing import Any

import frappe
from frappe import _, _dict
from frappe.model import (
    bootstrap_doctypes,
    child_table_fields,
    data_fieldtypes,
    default_fields,
    no_value_fields,
    std_columns,
    std_fields,
    table_fields,
)
from frappe.utils.caching import derived

_FIELD_NUMBERS = ("precision", "length", "idx", "permlevel", "columns")
_CHILD_TABLES = {
    "fields": "DocField",
    "permissions": "DocPerm",
    "actions": "DocType Action",
    "links": "DocType Link",
    "states": "DocType State",
}


def get_meta(doctype: Any, cached: bool = True) -> Meta:
    """The Meta of a DocType. Raises DoesNotExistError for an unknown one."""
    if not isinstance(doctype, str):
        return doctype if isinstance(doctype, Meta) else _make_unsaved_meta(doctype)
    if not cached:
        return Meta(load_doctype_dict(doctype))
    return derived(("meta", doctype), lambda: Meta(load_doctype_dict(doctype)))


def _make_unsaved_meta(doctype: Any) -> Meta:
    """The Meta of a DocType document. A dict is refused: sent by a client, it would bring its own permissions."""
    from frappe.model.base_document import BaseDocument

    if not isinstance(doctype, BaseDocument):
        raise frappe.DoesNotExistError(frappe._("The document type must be named by a text."))
    return Meta(doctype.as_dict())


def load_doctype_dict(doctype: str) -> _dict:
    """The stored DocType with its child rows, before customisations."""
    if doctype in bootstrap_doctypes:
        return _bootstrap_dict(doctype)
    db = frappe.local.db
    row = db.sql("select * from `tabDocType` where `name` = %s", (doctype,), as_dict=True) if db else None
    # The column ignores case, but hooks, controllers and caches know a DocType by its exact name.
    if not row or row[0].name != doctype:
        frappe.throw(_("DocType {0} not found").format(doctype), frappe.DoesNotExistError)
    out = _dict(row[0])
    for fieldname, child in _CHILD_TABLES.items():
        out[fieldname] = db.sql(
            f"select * from `tab{child}` where `parent` = %s and `parenttype` = 'DocType' and `parentfield` = %s"
            " order by `idx`",
            (doctype, fieldname),
            as_dict=True,
        )
    return out


def _bootstrap_dict(doctype: str) -> _dict:
    base = os.path.dirname(frappe.__file__)
    name = frappe.scrub(doctype)
    for module in ("core", "custom"):
        path = os.path.join(base, module, "doctype", name, f"{name}.json")
        if os.path.exists(path):
            with open(path, encoding="utf-8") as handle:
                return _dict(json.load(handle), name=doctype)
    raise frappe.DoesNotExistError(f"DocType {doctype} has no file.")


class Meta:
    """Read-only view of one DocType. `fields` are `_dict`s in form order, customisations applied."""

    def __init__(self, source: dict) -> None:
        self._source = source
        self.doctype = "DocType"
        self.name: str = source.get("name")
        for key, value in source.items():
            if key not in _CHILD_TABLES and key not in ("doctype", "field_order"):
                setattr(self, key, value)
        self.fields = [_field(row, i) for i, row in enumerate(self._ordered_fields(), 1)]
        for key in ("permissions", "actions", "links", "states"):
            setattr(self, key, [_dict(row) for row in source.get(key) or []])
        if self.name not in bootstrap_doctypes and getattr(frappe.local, "db", None):
            self._add_custom_fields()
            self._apply_property_setters()
            self._apply_custom_permissions()
        self._fields = {df.fieldname: df for df in self.fields}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return None

    def __repr__(self) -> str:
        return f"<Meta: {self.name}>"

    # ---- building -----------------------------------------------------------------------------

    def _ordered_fields(self) -> list[dict]:
        fields = self._source.get("fields") or []
        order = self._source.get("field_order")
        if isinstance(order, list) and order and len(order) == len(fields):
            at = {name: i for i, name in enumerate(order)}
            return sorted(fields, key=lambda f: at.get(f.get("fieldname"), 10_000))
        return fields

    def _add_custom_fields(self) -> None:
        rows = frappe.local.db.sql(
            "select * from `tabCustom Field` where `dt` = %s and `docstatus` < 2 order by `idx`, `creation`",
            (self.name,),
            as_dict=True,
        )
        pending = [_field({**row, "is_custom_field": 1}, 0) for row in rows]
        while pending:
            left = [df for df in pending if not self._place(df)]
            if len(left) == len(pending):
                self.fields.extend(left)
                break
            pending = left

    def _place(self, df: _dict) -> bool:
        after = df.insert_after
        if not after:
            self.fields.append(df)
            return True
        for i, other in enumerate(self.fields):
            if other.fieldname == after:
                self.fields.insert(i + 1, df)
                return True
        return False

    def _apply_property_setters(self) -> None:
        rows = frappe.local.db.sql(
            "select * from `tabProperty Setter` where `doc_type` = %s order by `creation`",
            (self.name,),
            as_dict=True,
        )
        by_name = {df.fieldname: df for df in self.fields}
        for row in rows:
            value = _cast_property(row.property_type, row.value)
            if row.doctype_or_field == "DocType":
                setattr(self, row.property, value)
            elif row.field_name in by_name:
                by_name[row.field_name][row.property] = value
        if self.field_order and isinstance(self.field_order, str) and self.field_order.startswith("["):
            at = {name: i for i, name in enumerate(json.loads(self.field_order))}
            self.fields.sort(key=lambda df: at.get(df.fieldname, 10_000))
        for i, df in enumerate(self.fields, 1):
            df.idx = i

    def _apply_custom_permissions(self) -> None:
        if self.istable:
            return
        rows = frappe.local.db.sql(
            "select * from `tabCustom DocPerm` where `parent` = %s order by `idx`, `creation`",
            (self.name,),
            as_dict=True,
        )
        if rows:
            self.permissions = rows

    # ---- fields -------------------------------------------------------------------------------

    def get(self, key: str, filters: Any = None, limit: int | None = None, default: Any = None) -> Any:
        """An attribute, or rows of `fields`/`permissions`/... that match simple filters."""
        value = getattr(self, key, None)
        if isinstance(filters, dict) and isinstance(value, list):
            value = [row for row in value if all(_matches(row.get(k), v) for k, v in filters.items())]
            return value[:limit] if limit else value
        if filters is not None and not isinstance(filters, dict):
            default = filters
        return default if value is None else value

    def get_field(self, fieldname: str) -> _dict | None:
        """The field's definition; standard columns have one only through `get_docfield`."""
        return self._fields.get(fieldname)

    def get_docfield(self, fieldname: str) -> _dict | None:
        return self._fields.get(fieldname) or next((_dict(f) for f in std_fields if f["fieldname"] == fieldname), None)

    def has_field(self, fieldname: str) -> bool:
        return fieldname in self._fields

    def get_fieldnames_with_value(self, with_field_meta: bool = False, with_virtual_fields: bool = False) -> list:
        rows = [
            df
            for df in self.fields
            if df.fieldtype not in no_value_fields and (with_virtual_fields or not df.is_virtual)
        ]
        return rows if with_field_meta else [df.fieldname for df in rows]

    @cached_property
    def stored_fields(self) -> list[_dict]:
        """Fields that have a column of their own."""
        return [df for df in self.fields if df.fieldtype in data_fieldtypes and not df.is_virtual]

    @cached_property
    def valid_columns(self) -> list[str]:
        columns = [*std_columns, *(df.fieldname for df in self.stored_fields)]
        if self.istable:
            columns[len(std_columns) : len(std_columns)] = child_table_fields
        return columns

    @cached_property
    def column_set(self) -> frozenset[str]:
        return frozenset(self.valid_columns)

    def get_valid_columns(self) -> list[str]:
        """Column names of the table, standard ones first."""
        return self.valid_columns

    def get_valid_fields(self) -> list[str]:
        return [*default_fields, *(df.fieldname for df in self.fields if df.fieldtype not in no_value_fields)]

    @cached_property
    def table_field_list(self) -> list[_dict]:
        return [df for df in self.fields if df.fieldtype in table_fields and not df.is_virtual]

    def get_table_fields(self, include_computed: bool = False) -> list[_dict]:
        return self.table_field_list

    @cached_property
    def link_field_list(self) -> list[_dict]:
        return [df for df in self.stored_fields if df.fieldtype == "Link" and df.options and df.options != "[Select]"]

    def get_link_fields(self) -> list[_dict]:
        return self.link_field_list

    @cached_property
    def dynamic_link_field_list(self) -> list[_dict]:
        return [df for df in self.stored_fields if df.fieldtype == "Dynamic Link"]

    def get_dynamic_link_fields(self) -> list[_dict]:
        return self.dynamic_link_field_list

    @cached_property
    def select_field_list(self) -> list[_dict]:
        return [
            df for df in self.stored_fields if df.fieldtype == "Select" and df.options not in ("[Select]", "Loading...")
        ]

    def get_select_fields(self) -> list[_dict]:
        return self.select_field_list

    @cached_property
    def virtual_field_list(self) -> list[_dict]:
        return [df for df in self.fields if df.is_virtual and df.fieldtype in data_fieldtypes]

    @cached_property
    def password_field_list(self) -> list[_dict]:
        return [df for df in self.stored_fields if df.fieldtype == "Password"]

    @cached_property
    def fetch_fields(self) -> dict[str, list[tuple[str, _dict]]]:
        """Link fieldname -> [(fieldname of the source, field that receives it)]."""
        out: dict[str, list[tuple[str, _dict]]] = {}
        for df in self.stored_fields:
            if df.fetch_from and "." in df.fetch_from:
                link, source = df.fetch_from.split(".", 1)
                out.setdefault(link.strip(), []).append((source.strip(), df))
        return out

    def get_fields_to_fetch(self, link_fieldname: str | None = None) -> list[_dict]:
        if link_fieldname:
            return [df for _source, df in self.fetch_fields.get(link_fieldname, [])]
        return [df for pairs in self.fetch_fields.values() for _source, df in pairs]

    def get_set_only_once_fields(self) -> list[_dict]:
        return self.set_only_once_list

    @cached_property
    def set_only_once_list(self) -> list[_dict]:
        return [df for df in self.fields if df.set_only_once]

    def get_data_fields(self) -> list[_dict]:
        return [df for df in self.fields if df.fieldtype == "Data"]

    def get_phone_fields(self) -> list[_dict]:
        return [df for df in self.fields if df.fieldtype == "Phone"]

    def get_image_fields(self) -> list[_dict]:
        return [df for df in self.fields if df.fieldtype == "Attach Image"]

    def get_code_fields(self) -> list[_dict]:
        return [df for df in self.fields if df.fieldtype == "Code"]

    def get_global_search_fields(self) -> list[_dict]:
        return [df for df in self.fields if df.in_global_search]

    def get_translatable_fields(self) -> list[str]:
        return [df.fieldname for df in self.fields if df.translatable]

    def get_options(self, fieldname: str) -> Any:
        df = self.get_field(fieldname)
        return df.options if df else None

    def get_label(self, fieldname: str) -> str:
        """The field's label, or that of a standard column, or "No Label"."""
        df = self.get_docfield(fieldname)
        return (df.label if df else None) or "No Label"

    def get_table_doctype(self, fieldname: str) -> str | None:
        return self.get_options(fieldname)

    def get_title_field(self) -> str:
        """`title_field`, else a field called title, else name."""
        if self.title_field:
            return self.title_field
        return "title" if self.has_field("title") else "name"

    def get_search_fields(self) -> list[str]:
        fields = [f.strip() for f in (self.search_fields or "name").split(",") if f.strip()]
        return fields if "name" in fields else [*fields, "name"]

    def get_list_fields(self) -> list[str]:
        fields = [
            "name",
            *(df.fieldname for df in self.fields if df.in_list_view and df.fieldtype in data_fieldtypes),
        ]
        if self.title_field and self.title_field not in fields:
            fields.append(self.title_field)
        return fields

    def get_custom_fields(self) -> list[_dict]:
        return [df for df in self.fields if df.is_custom_field]

    def get_naming_series_options(self) -> list[str]:
        df = self.get_field("naming_series")
        return (df.options or "").split("\n") if df else []

    def has_permlevel(self) -> bool:
        return self.uses_permlevel

    @cached_property
    def uses_permlevel(self) -> bool:
        return any(df.permlevel for df in self.fields)

    @cached_property
    def high_permlevel_fields(self) -> list[_dict]:
        return [df for df in self.fields if (df.permlevel or 0) > 0]

    def get_high_permlevel_fields(self) -> list[_dict]:
        return self.high_permlevel_fields

    def get_permissions(self, parenttype: str | None = None) -> list[_dict]:
        if self.istable and parenttype:
            return get_meta(parenttype).permissions
        return self.permissions

    def get_permlevel_access(
        self, permission_type: str = "read", parenttype: str | None = None, *, user: str | None = None
    ) -> list[int]:
        """Field levels that the user's roles open for reading or writing."""
        roles = set(frappe.get_roles(user))
        levels = {
            p.permlevel or 0 for p in self.get_permissions(parenttype) if p.role in roles and p.get(permission_type)
        }
        return sorted(levels)

    def get_permitted_fieldnames(
        self,
        parenttype: str | None = None,
        *,
        user: str | None = None,
        permission_type: str = "read",
        with_virtual_fields: bool = True,
    ) -> list[str]:
        levels = set(self.get_permlevel_access(permission_type, parenttype, user=user))
        names = [
            df.fieldname for df in self.fields if df.fieldtype not in no_value_fields and (df.permlevel or 0) in levels
        ]
        return names

    def get_workflow(self) -> str | None:
        """Name of the DocType's active Workflow."""
        from frappe.model.workflow import get_workflow_name

        return get_workflow_name(self.name) or None

    def get_dashboard_data(self) -> _dict:
        data = _dict(transactions=[], non_standard_fieldnames={}, internal_links={}, fieldname=None)
        for link in self.links or []:
            data.transactions.append({"label": link.group or "", "items": [link.link_doctype]})
            data.non_standard_fieldnames[link.link_doctype] = link.link_fieldname
        return data

    def is_nested_set(self) -> bool:
        return bool(self.is_tree) or (self.has_field("lft") and self.has_field("rgt"))

    def as_dict(self, no_nulls: bool = False) -> _dict:
        """The DocType as a plain dict, customisations applied; what the desk's form loader sends."""
        out = _dict(
            {
                k: v
                for k, v in vars(self).items()
                if not k.startswith("_") and not isinstance(v, (list, frozenset)) and k not in _CACHED
            }
        )
        out.doctype = "DocType"
        for key, child in _CHILD_TABLES.items():
            out[key] = [_dict(row, doctype=child, parent=self.name) for row in getattr(self, key) or []]
        if no_nulls:
            out = _dict({k: v for k, v in out.items() if v is not None})
        return out


_CACHED = {name for name, value in vars(Meta).items() if isinstance(value, cached_property)}


def _field(row: dict, idx: int) -> _dict:
    df = _dict({k: v for k, v in row.items() if v is not None})
    df.setdefault("fieldtype", "Data")
    df["permlevel"] = int(df.get("permlevel") or 0)
    if idx:
        df["idx"] = idx
    df["parent"] = row.get("dt") or row.get("parent")
    return df


def _matches(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, (list, tuple)) and len(wanted) == 2 and wanted[0] in ("in", "not in", "!=", "="):
        op, other = wanted
        return {
            "in": lambda: value in other,
            "not in": lambda: value not in other,
            "!=": lambda: value != other,
            "=": lambda: value == other,
        }[op]()
    if isinstance(wanted, bool):
        return bool(value) == wanted
    if wanted == 0:
        return not value
    return value == wanted


def _cast_property(property_type: str | None, value: Any) -> Any:
    if property_type in ("Check", "Int"):
        try:
            return int(value or 0)
        except ValueError:
            return 0
    return value


# ---- controllers --------------------------------------------------------------------------------


def get_controller(doctype: str) -> type:
    """The class of a DocType's documents: its controller, the override of a hook, or plain Document."""
    return derived(("controller", doctype), lambda: _import_controller(doctype))


def _import_controller(doctype: str) -> type:
    from frappe.model.document import Document

    overrides = frappe.get_hooks("override_doctype_class", {}) or {}
    if doctype in overrides:
        return frappe.get_attr(overrides[doctype][-1])
    meta = get_meta(doctype)
    if meta.custom or not meta.module:
        return _plain_class(meta)
    from frappe.modules import get_module_app_map, get_module_name

    if frappe.scrub(meta.module) not in get_module_app_map():
        return _plain_class(meta)
    path = get_module_name(doctype, meta.module)
    classname = doctype.replace(" ", "").replace("-", "")
    try:
        module = importlib.import_module(path)
    except ModuleNotFoundError as exc:
        if exc.name and path.startswith(exc.name):
            raise ImportError(f"Module import failed for {doctype}: there is no {path}.") from exc
        raise
    cls = getattr(module, classname, None)
    if not (isinstance(cls, type) and issubclass(cls, Document)):
        raise ImportError(f"{path} has no class {classname} that is a Document.")
    return cls


def _plain_class(meta: Meta) -> type:
    from frappe.model.document import Document

    if meta.is_tree:
        from frappe.utils.nestedset import NestedSet

        return NestedSet
    return Document


def get_field_precision(df: _dict, doc: Any = None, currency: str | None = None) -> int:
    """Decimal places of a numeric field: its own, else the site's."""
    if df.precision not in (None, ""):
        return int(df.precision)
    if df.fieldtype == "Currency":
        return int(frappe.local.db.get_single_value("System Settings", "currency_precision") or 2)
    return int(frappe.local.db.get_single_value("System Settings", "float_precision") or 3)


def is_single(doctype: str) -> bool:
    return bool(get_meta(doctype).issingle)


def get_default_df(fieldname: str) -> _dict | None:
    if fieldname in (*default_fields, *child_table_fields):
        if fieldname in ("creation", "modified"):
            return _dict(fieldname=fieldname, fieldtype="Datetime")
        if fieldname in ("idx", "docstatus"):
            return _dict(fieldname=fieldname, fieldtype="Int")
        return _dict(fieldname=fieldname, fieldtype="Data")
    return None


def get_parent_dt(dt: str) -> str:
    found = frappe.local.db.sql(
        "select `parent` from `tabDocField` where `fieldtype` in ('Table', 'Table MultiSelect')"
        " and `options` = %s limit 1",
        (dt,),
    )
    return found[0][0] if found else ""

