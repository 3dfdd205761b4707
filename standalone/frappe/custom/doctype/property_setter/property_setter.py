"""One property of a DocType or field that a site sets otherwise."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model import bootstrap_doctypes
from frappe.model.document import Document

_COLUMN_PROPERTIES = ("search_index", "unique", "length", "fieldtype", "precision")


class PropertySetter(Document):
    """One property of a DocType or field that a site sets otherwise."""

    def autoname(self) -> None:
        self.name = f"{self.doc_type}-{self.field_name or self.row_name or 'main'}-{self.property}"

    def validate(self) -> None:
        if self.doc_type in bootstrap_doctypes:
            frappe.throw(_("{0} cannot be customised.").format(_(self.doc_type)))
        if (
            self.doctype_or_field == "DocField"
            and self.field_name
            and not frappe.get_meta(self.doc_type).has_field(self.field_name)
        ):
            frappe.throw(_("{0} has no field {1}.").format(_(self.doc_type), self.field_name))
        if self.is_new():
            delete_property_setter(self.doc_type, self.property, self.field_name, self.row_name)

    def on_update(self) -> None:
        frappe.clear_cache(doctype=self.doc_type)
        if self.property in _COLUMN_PROPERTIES and self.doctype_or_field == "DocField":
            frappe.db.updatedb(self.doc_type)
        frappe.clear_cache(doctype=self.doc_type)


def make_property_setter(
    doctype: str,
    fieldname: str | None,
    property: str,
    value: Any,
    property_type: str,
    for_doctype: bool = False,
    validate_fields_for_doctype: bool = True,
    is_system_generated: bool = True,
    **kwargs: Any,
) -> Any:
    """Set a property of a DocType or of one of its fields."""
    delete_property_setter(doctype, property, None if for_doctype else fieldname)
    return frappe.get_doc(
        doctype="Property Setter",
        doctype_or_field="DocType" if for_doctype else "DocField",
        doc_type=doctype,
        field_name=None if for_doctype else fieldname,
        property=property,
        value=str(value) if value is not None else None,
        property_type=property_type,
        is_system_generated=int(is_system_generated),
    ).insert(ignore_permissions=True)


def delete_property_setter(
    doc_type: str, property: str | None = None, field_name: str | None = None, row_name: str | None = None
) -> None:
    filters = {"doc_type": doc_type}
    for key, value in (("property", property), ("field_name", field_name), ("row_name", row_name)):
        if value:
            filters[key] = value
    if property and not field_name:
        filters["doctype_or_field"] = "DocType"
    for name in frappe.get_all("Property Setter", filters, pluck="name"):
        frappe.delete_doc("Property Setter", name, ignore_permissions=True, force=True)
