import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.exchange.exceptions import ImportStateError

BUSY = ("Queued", "Running", "Undoing")


class ImportRun(Document):
    """One import of one file; the work itself is in `relcrm.exchange.running` and `undoing`."""

    def validate(self):
        self.validate_target()

    def on_trash(self):
        self.validate_idle()
        frappe.db.delete("Import Run Row", {"import_run": self.name})

    def validate_target(self):
        """Only record types that may be imported, by somebody who may; into one's own agenda everybody may."""
        if self.flags.own_calendar:
            return
        if not self.is_new() and not self.has_value_changed("target_doctype"):
            return
        if not frappe.has_permission(self.target_doctype, "import"):
            frappe.throw(
                _("You may not import {0}. Ask an administrator for the right to import.").format(
                    _(self.target_doctype)
                ),
                frappe.PermissionError,
            )

    def validate_idle(self):
        """A run that is at work is not deleted under its own feet."""
        if self.status in BUSY:
            raise ImportStateError(
                _('The import of "{0}" is at work. Stop it first, then delete it.').format(self.file_name)
            )
