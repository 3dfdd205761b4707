"""Refuses circles in fields that point upwards: part of, reports to."""

import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.exceptions import CircularHierarchyError


def validate_no_circle(doc: Document, fieldname: str) -> None:
    """Refuse a document that would stand above itself through a field."""
    seen, above = {doc.name}, doc.get(fieldname)
    while above:
        if above in seen:
            text = _('In "{1}", "{0}" cannot be "{2}", which stands below it already. Choose another.')
            label = _(doc.meta.get_label(fieldname))
            chosen = frappe.db.get_value(doc.doctype, doc.get(fieldname), doc.meta.get_title_field())
            frappe.throw(text.format(label, doc.get_title(), chosen), CircularHierarchyError)
        seen.add(above)
        above = frappe.db.get_value(doc.doctype, above, fieldname)
