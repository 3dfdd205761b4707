"""Access Log: who took data out of the system, and which."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document


class AccessLog(Document):
    pass


@frappe.whitelist(methods=["POST"])
def make_access_log(
    doctype: str | None = None,
    document: str | None = None,
    method: str | None = None,
    file_type: str | None = None,
    report_name: str | None = None,
    filters: Any = None,
    page: str | None = None,
    columns: Any = None,
) -> None:
    """Note an export, print or download by the session user; kept even when the request was a GET."""
    frappe.get_doc(
        doctype="Access Log",
        user=frappe.session.user,
        export_from=doctype,
        reference_document=document,
        method=method,
        file_type=file_type,
        report_name=report_name,
        filters=filters if isinstance(filters, str) or filters is None else frappe.as_json(filters),
        page=page,
        columns=columns if isinstance(columns, str) or columns is None else frappe.as_json(columns),
        timestamp=frappe.utils.now(),
    ).insert(ignore_permissions=True, ignore_links=True)
    request = getattr(frappe.local, "request", None)
    if request is not None and request.method == "GET":
        frappe.db.commit()
