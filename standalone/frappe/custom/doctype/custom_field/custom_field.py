"""A field that a site adds to a DocType."""

from __future__ import annotations

import re
from typing import Any

import frappe
from frappe import _
from frappe.model import bootstrap_doctypes
from frappe.model.document import Document

_TEXTS = ("Data", "Select", "Small Text", "Text", "Link", "Read Only", "Autocomplete", "Text Editor", "Code")


class CustomField(Document):
    """A field that a site adds to a DocType."""

    def autoname(self) -> None:
        self.set_fieldname()
        self.name = f"{self.dt}-{self.fieldname}"

    def set_fieldname(self) -> None:
        """From the label when it has none; a name the DocType has already gets a suffix."""
        if not self.fieldname:
            if not self.label:
                if self.fieldtype not in ("Section Break", "Column Break", "Tab Break"):
                    frappe.throw(_("Custom Field of {0}: a label is mandatory.").format(_(self.dt)))
                self.label = f"{self.fieldtype} {frappe.generate_hash(length=4)}"
            base = re.sub(
                r"[^a-z0-9_]",
                "",
                frappe.scrub(
                    frappe.utils.strip_accents(self.label) if hasattr(frappe.utils, "strip_accents") else self.label
                ),
            )
            self.fieldname = (f"custom_{base}" if not base.startswith("custom_") else base)[:64]
        self.fieldname = self.fieldname.lower()

    def validate(self) -> None:
        from frappe.core.doctype.doctype.doctype import validate_field

        if self.dt in bootstrap_doctypes:
            frappe.throw(_("{0} cannot be customised.").format(_(self.dt)))
        meta = frappe.get_meta(self.dt)
        validate_field(self.dt, self)
        existing = meta.get_field(self.fieldname)
        if self.is_new() and existing and not existing.is_custom_field:
            frappe.throw(
                _("A field with the name {0} already exists in {1}").format(frappe.bold(self.fieldname), _(self.dt))
            )
        if self.insert_after and not meta.has_field(self.insert_after):
            self.insert_after = None
        if not self.insert_after and meta.fields:
            self.insert_after = next(
                (df.fieldname for df in reversed(meta.fields) if df.fieldname != self.fieldname), None
            )
        if not self.is_new():
            self.validate_fieldtype_change()
        if not self.idx:
            self.idx = len(meta.fields) + 1

    def validate_fieldtype_change(self) -> None:
        previous = self.get_doc_before_save()
        if previous and previous.fieldtype != self.fieldtype:
            groups = (_TEXTS, ("Int", "Check"), ("Float", "Currency", "Percent"))
            if not any(previous.fieldtype in g and self.fieldtype in g for g in groups):
                frappe.throw(
                    _("Fieldtype of {0} cannot be changed from {1} to {2}; add a new field instead.").format(
                        self.label or self.fieldname, previous.fieldtype, self.fieldtype
                    )
                )

    def on_update(self) -> None:
        frappe.clear_cache(doctype=self.dt)
        if not self.flags.ignore_validate and not frappe.flags.in_setup_wizard:
            frappe.db.updatedb(self.dt)
        frappe.clear_cache(doctype=self.dt)

    def on_trash(self) -> None:
        if self.is_system_generated and frappe.session.user != "Administrator" and not self.flags.in_uninstall:
            frappe.throw(
                _("Custom Field {0} is made by the system and only an Administrator can delete it.").format(
                    frappe.bold(self.label)
                )
            )
        frappe.db.delete("Property Setter", {"doc_type": self.dt, "field_name": self.fieldname})

    def after_delete(self) -> None:
        frappe.clear_cache(doctype=self.dt)


def create_custom_field(doctype: str, df: Any, ignore_validate: bool = False, is_system_generated: bool = True) -> Any:
    """Make a Custom Field unless the DocType has the field."""
    df = frappe._dict(df)
    if not df.fieldname and df.label:
        df.fieldname = frappe.scrub(df.label)
    if frappe.db.exists("Custom Field", {"dt": doctype, "fieldname": df.fieldname}) or frappe.get_meta(
        doctype
    ).has_field(df.fieldname):
        return None
    doc = frappe.get_doc(
        {
            "doctype": "Custom Field",
            "dt": doctype,
            "permlevel": 0,
            "fieldtype": "Data",
            "is_system_generated": int(is_system_generated),
            **df,
        }
    )
    doc.flags.ignore_validate = ignore_validate
    return doc.insert(ignore_permissions=True)


def create_custom_fields(custom_fields: dict, ignore_validate: bool = False, update: bool = True) -> None:
    """Make or update Custom Fields: {doctype or (doctypes): field or [fields]}."""
    for doctypes, fields in custom_fields.items():
        for doctype in (doctypes,) if isinstance(doctypes, str) else doctypes:
            for df in fields if isinstance(fields, (list, tuple)) else [fields]:
                name = frappe.db.get_value("Custom Field", {"dt": doctype, "fieldname": df["fieldname"]})
                if not name:
                    create_custom_field(doctype, df, ignore_validate=ignore_validate)
                elif update:
                    doc = frappe.get_doc("Custom Field", name)
                    doc.flags.ignore_validate = ignore_validate
                    doc.update(df)
                    doc.save(ignore_permissions=True)


@frappe.whitelist()
def get_fields_label(doctype: str | None = None) -> list[dict]:
    """[{value, label}] of a DocType's fields, for choosing where a new one goes."""
    frappe.only_for("System Manager")
    if not doctype or not frappe.db.exists("DocType", doctype):
        frappe.throw(_("There is no document type {0}.").format(doctype or ""), frappe.DoesNotExistError)
    meta = frappe.get_meta(doctype)
    return [{"value": df.fieldname or "", "label": _(df.label or "")} for df in meta.get("fields")]

