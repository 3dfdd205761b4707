"""A kind of record: checks of a definition made on the site, import of one from a file, its table."""

from __future__ import annotations

import re
from typing import Any

import frappe
from frappe import _
from frappe.model import (
    bootstrap_doctypes,
    child_table_fields,
    data_fieldtypes,
    default_fields,
    display_fieldtypes,
    no_value_fields,
    optional_fields,
    table_fields,
)
from frappe.model.document import Document
from frappe.utils import cint, now

FIELDNAME = re.compile(r"^[a-z_][a-z0-9_]*$")
DOCTYPE_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9 _\-]*$")
# Names that a Document uses itself; a field of that name would hide the method.
RESERVED = frozenset(
    {
        *default_fields,
        *child_table_fields,
        *optional_fields,
        "meta",
        "flags",
        "save",
        "insert",
        "get",
        "set",
        "update",
        "append",
        "extend",
        "delete",
        "submit",
        "cancel",
        "reload",
        "rename",
        "as_dict",
        "as_json",
        "run_method",
        "has_permission",
        "check_permission",
        "get_password",
        "db_set",
        "db_get",
        "db_insert",
        "db_update",
        "remove",
        "is_new",
        "lock",
        "unlock",
        "precision",
        "get_title",
        "get_url",
        "add_comment",
        "notify_update",
    }
)
_TABLES = ("fields", "permissions", "actions", "links", "states")


class DocType(Document):
    """A kind of record: its fields, rights and behaviour."""

    def autoname(self) -> None:
        self.name = (self.__dict__.get("__newname") or self.name or "").strip()

    def before_insert(self) -> None:
        if not frappe.flags.in_install and not frappe.flags.in_migrate:
            self.custom = 1

    def validate(self) -> None:
        self.validate_name()
        self.set_fieldnames()
        self.validate_fields()
        self.validate_permissions()
        self.validate_naming()

    def validate_name(self) -> None:
        if not DOCTYPE_NAME.match(self.name or "") or len(self.name) > 61:
            frappe.throw(
                _(
                    "DocType {0}: a name starts with a letter, has letters, digits, spaces, - or _ and at most "
                    "61 signs."
                ).format(frappe.utils.escape_html(self.name or "")),
                frappe.NameError,
            )
        if not self.is_new() and not self.custom and not frappe.flags.in_migrate:
            frappe.throw(
                _(
                    "DocType {0} comes with an app. Add a Custom Field or a Property Setter, which "
                    "outlive upgrades."
                ).format(self.name)
            )

    def set_fieldnames(self) -> None:
        """Fields made by label get a name from it."""
        taken = {df.fieldname for df in self.fields if df.fieldname}
        for i, df in enumerate(self.fields, 1):
            df.idx = i
            if not df.fieldname:
                base = (
                    re.sub(r"[^a-z0-9_]", "", frappe.scrub(df.label or f"{df.fieldtype} {i}")).strip("_")
                    or f"field_{i}"
                )
                name, number = base if base not in RESERVED else f"{base}1", 1
                while name in taken:
                    number += 1
                    name = f"{base}_{number}"
                df.fieldname = name
                taken.add(name)

    def validate_fields(self) -> None:
        seen: set[str] = set()
        for df in self.fields:
            validate_field(self.name, df)
            if df.fieldname in seen:
                frappe.throw(_("{0}: Fieldname {1} appears multiple times in rows").format(self.name, df.fieldname))
            seen.add(df.fieldname)
        for key in ("title_field", "image_field", "timeline_field"):
            if self.get(key) and self.get(key) not in seen:
                frappe.throw(
                    _("{0}: {1} must be one of its fields, {2} is none.").format(
                        self.name, _(self.meta.get_label(key)), self.get(key)
                    )
                )
        for fieldname in (self.search_fields or "").split(","):
            if fieldname.strip() and fieldname.strip() not in seen and fieldname.strip() not in default_fields:
                frappe.throw(_("{0}: search field {1} is not one of its fields.").format(self.name, fieldname.strip()))

    def validate_permissions(self) -> None:
        for row in self.permissions:
            if cint(row.permlevel) > 0 and any(
                cint(row.get(r)) for r in ("create", "delete", "submit", "cancel", "amend", "import", "export")
            ):
                frappe.throw(
                    _("{0}: row {1} of the permissions: a level above 0 is for reading and writing only.").format(
                        self.name, row.idx
                    )
                )

    def validate_naming(self) -> None:
        autoname = self.autoname_text()
        if autoname.startswith("field:"):
            fieldname = autoname[6:]
            if fieldname not in {df.fieldname for df in self.fields}:
                frappe.throw(_("{0}: it is named by field {1}, which it does not have.").format(self.name, fieldname))
        if autoname.startswith("naming_series:") and "naming_series" not in {df.fieldname for df in self.fields}:
            frappe.throw(_("{0}: naming by series needs a field naming_series.").format(self.name))

    def autoname_text(self) -> str:
        return self.__dict__.get("autoname") or ""

    def on_update(self) -> None:
        frappe.clear_cache(doctype=self.name)
        if not frappe.flags.in_install:
            make_module_and_roles(self)
        self.ensure_amended_from()
        frappe.db.updatedb(self.name)
        frappe.clear_cache(doctype=self.name)

    def ensure_amended_from(self) -> None:
        if self.is_submittable and not any(df.fieldname == "amended_from" for df in self.fields):
            row = self.append(
                "fields",
                {
                    "label": "Amended From",
                    "fieldtype": "Link",
                    "fieldname": "amended_from",
                    "options": self.name,
                    "read_only": 1,
                    "print_hide": 1,
                    "no_copy": 1,
                    "idx": len(self.fields) + 1,
                },
            )
            row.name = frappe.generate_hash(length=10)
            row.db_insert()

    def on_trash(self) -> None:
        if not self.custom and not frappe.flags.in_migrate and not self.flags.force_delete:
            frappe.throw(_("DocType {0} comes with an app and cannot be deleted.").format(self.name))
        for doctype in ("Custom Field", "Property Setter", "Custom DocPerm"):
            key = {"Custom Field": "dt", "Property Setter": "doc_type", "Custom DocPerm": "parent"}[doctype]
            frappe.db.delete(doctype, {key: self.name})

    def after_delete(self) -> None:
        if self.custom and not self.issingle:
            frappe.db.drop_table(self.name)
        frappe.clear_cache()


def validate_field(doctype: str, df: Any) -> None:
    """One field's definition. Raises ValidationError with what to change."""
    where = f"{doctype}: {_('Row')} {df.idx or ''} {df.fieldname or df.label or ''}".strip()
    if not FIELDNAME.match(df.fieldname or "") or len(df.fieldname) > 64:
        frappe.throw(
            _(
                "{0}: a fieldname has small letters, digits and _, starts with a letter and has at most 64 signs."
            ).format(where),
            frappe.InvalidColumnName if hasattr(frappe, "InvalidColumnName") else frappe.ValidationError,
        )
    if df.fieldname in RESERVED and doctype not in bootstrap_doctypes and df.fieldtype not in display_fieldtypes:
        frappe.throw(_("{0}: {1} is a word the system uses itself. Choose another name.").format(where, df.fieldname))
    if df.fieldtype not in (*data_fieldtypes, *no_value_fields):
        frappe.throw(_("{0}: there is no field type {1}.").format(where, frappe.utils.escape_html(str(df.fieldtype))))
    if df.fieldtype in ("Link", *table_fields):
        if not df.options:
            frappe.throw(_("{0}: options must name a DocType.").format(where))
        if df.options != doctype and not frappe.db.exists("DocType", df.options):
            frappe.throw(_("{0}: there is no DocType {1}.").format(where, frappe.utils.escape_html(df.options)))
        if df.fieldtype in table_fields and not frappe.get_meta(df.options).istable:
            frappe.throw(_("{0}: {1} is not a child table.").format(where, df.options))
    if df.reqd and df.fieldtype in display_fieldtypes:
        frappe.throw(_("{0}: a field of type {1} cannot be mandatory.").format(where, df.fieldtype))
    if df.unique and df.fieldtype in (
        "Text",
        "Small Text",
        "Long Text",
        "Text Editor",
        "Code",
        "Check",
        *no_value_fields,
    ):
        frappe.throw(_("{0}: a field of type {1} cannot be unique.").format(where, df.fieldtype))


def make_module_and_roles(doc: Any) -> None:
    """The module and the roles that a DocType names exist."""
    if doc.module and not frappe.db.exists("Module Def", doc.module):
        frappe.get_doc(doctype="Module Def", module_name=doc.module, custom=1).insert(ignore_permissions=True)
    for role in {row.role for row in doc.get("permissions") or [] if row.role}:
        if not frappe.db.exists("Role", role):
            frappe.get_doc(doctype="Role", role_name=role, desk_access=1).insert(
                ignore_permissions=True, ignore_mandatory=True
            )


# ---- from files ------------------------------------------------------------------------------------


def import_doctype(record: dict, digest: str | None) -> None:
    """Write a DocType from its file straight into the tables; its own table follows in `sync_pending_tables`."""
    name = record["name"]
    stamp = record.get("modified") or now()
    db = frappe.db
    old = db.sql("select `name` from `tabDocType` where `name` = %s", (name,))
    if old:
        db.sql("delete from `tabDocType` where `name` = %s", (name,))
        for child in ("DocField", "DocPerm", "DocType Action", "DocType Link", "DocType State"):
            db.sql(f"delete from `tab{child}` where `parent` = %s and `parenttype` = 'DocType'", (name,))
    std = {
        "owner": "Administrator",
        "modified_by": "Administrator",
        "creation": record.get("creation") or stamp,
        "modified": stamp,
        "docstatus": 0,
    }
    doc = frappe.get_doc(
        {**{k: v for k, v in record.items() if k not in _TABLES and k != "field_order"}, "doctype": "DocType"}
    )
    doc.__dict__.update(std, idx=0, migration_hash=digest)
    db.insert_row("DocType", doc.get_db_values())
    order = {fieldname: i for i, fieldname in enumerate(record.get("field_order") or [], 1)}
    for table in _TABLES:
        child = doc.meta.get_field(table).options
        rows = []
        for i, row in enumerate(record.get(table) or [], 1):
            idx = order.get(row.get("fieldname"), i) if table == "fields" else i
            row_doc = frappe.get_doc({**row, "doctype": child})
            row_doc.__dict__.update(
                std,
                idx=idx,
                name=frappe.generate_hash(length=10),
                parent=name,
                parenttype="DocType",
                parentfield=table,
            )
            rows.append(row_doc.get_db_values())
        if rows:
            db.insert_rows(child, rows)
    frappe.local.pending_tables = [*(getattr(frappe.local, "pending_tables", None) or []), name]


def sync_pending_tables() -> None:
    """Create or alter the tables of the DocTypes just imported, and the roles and modules they name."""
    pending = getattr(frappe.local, "pending_tables", None) or []
    frappe.local.pending_tables = []
    for name in dict.fromkeys(pending):
        meta = frappe.get_meta(name)
        if not (meta.issingle or meta.is_virtual):
            frappe.db.updatedb(name)
    roles = sorted({p.role for name in pending for p in frappe.get_meta(name).permissions if p.role})
    for role in roles:
        if not frappe.db.exists("Role", role):
            frappe.get_doc(doctype="Role", role_name=role, desk_access=1).insert(
                ignore_permissions=True, ignore_mandatory=True
            )
    for name in dict.fromkeys(pending):
        module = frappe.get_meta(name)
        handler = getattr(_controller_module(name, module), "on_doctype_update", None)
        if handler:
            handler()


def _controller_module(name: str, meta: Any) -> Any:
    from frappe.modules import load_doctype_module

    if meta.custom:
        return None
    try:
        return load_doctype_module(name, meta.module)
    except ImportError:
        return None


def validate_fields_for_doctype(doctype: str) -> None:
    """Check a DocType with its customisations."""
    for df in frappe.get_meta(doctype, cached=False).fields:
        validate_field(doctype, df)
