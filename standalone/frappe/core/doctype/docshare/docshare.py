"""One document opened to one user."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint


class DocShare(Document):
    """One document opened to one user."""

    def validate(self) -> None:
        if cint(self.everyone):
            self.user = None
        elif not self.user:
            frappe.throw(_("User is mandatory for Share"), frappe.MandatoryError)
        if self.write or self.submit or self.share:
            self.read = 1
        if not self.flags.ignore_share_permission and not frappe.has_permission(
            self.share_doctype, "share", self.share_name
        ):
            frappe.throw(_("You need to have 'Share' permission to share this document."), frappe.PermissionError)

    def after_insert(self) -> None:
        target = frappe.get_doc(self.share_doctype, self.share_name)
        who = _("everyone") if self.everyone else frappe.utils.get_fullname(self.user)
        target.add_comment(
            "Shared",
            _("{0} shared this document with {1}").format(frappe.utils.get_fullname(self.owner), who),
        )

    def on_trash(self) -> None:
        if not self.flags.ignore_share_permission and not self.flags.ignore_permissions:
            from frappe.share import check_share_permission

            check_share_permission(self.share_doctype, self.share_name)


def on_doctype_update() -> None:
    frappe.db.add_index("DocShare", ["user", "share_doctype"])
    frappe.db.add_index("DocShare", ["share_doctype", "share_name"])
