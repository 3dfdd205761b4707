"""Following a document is not part of this runtime; each call says so."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _


@frappe.whitelist(methods=["POST"])
def update_follow(doctype: str, doc_name: Any, following: Any) -> None:
    """Raises NotInStandaloneError."""
    raise frappe.NotInStandaloneError(
        _("Following documents needs a Frappe bench. Use assignments or notifications.")
    )
