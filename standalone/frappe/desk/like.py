"""Likes of a document, kept in `_liked_by`."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _
from frappe.api import get_document


@frappe.whitelist(methods=["POST"])
def toggle_like(doctype: str, name: Any, add: Any = False) -> None:
    """Add ("Yes") or take back the session user's like. Needs read on the document."""
    doc = get_document(doctype, name)
    user = frappe.session.user
    liked_by = json.loads(frappe.db.get_value(doctype, name, "_liked_by") or "[]")
    wanted = add == "Yes" or frappe.utils.sbool(add) is True
    if wanted == (user in liked_by):
        return
    if wanted:
        liked_by.append(user)
        doc.add_comment("Like", _("Liked"))
    else:
        liked_by.remove(user)
        frappe.db.delete(
            "Comment",
            {"comment_type": "Like", "reference_doctype": doctype, "reference_name": name, "owner": user},
        )
    frappe.db.set_value(doctype, name, "_liked_by", json.dumps(liked_by), update_modified=False)
