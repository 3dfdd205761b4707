import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime

from relcrm.exceptions import MapAddressError, MissingReasonError
from relcrm.page_policy import get_picture_host


class RelCRMSettings(Document):
    """Our own details for letters, who sees what, and whether figures name our own staff."""

    def validate(self):
        self.validate_staff_figures()
        self.validate_map_address()
        self.validate_import_source()

    def validate_import_source(self):
        """People without a source are let in only for a reason that is written down."""
        if not cint(self.import_source_free):
            self.import_source_reason = None
        elif not (self.import_source_reason or "").strip():
            text = _("People without a source: the reason is missing. Write it, or leave the mark off.")
            frappe.throw(text, MissingReasonError)

    def validate_map_address(self):
        """Refuse an address that no map could be drawn from, or that the page could not allow."""
        address = self.map_tile_address = (self.map_tile_address or "").strip()
        if not address:
            self.map_attribution = None
        elif not get_picture_host(address) or not all(part in address for part in ("{z}", "{x}", "{y}")):
            text = _(
                '"{0}" is no address of map pictures. Write it like https://tiles.example.com/{{z}}/{{x}}/{{y}}.png,'
                " or leave it empty."
            )
            frappe.throw(text.format(frappe.utils.escape_html(address)), MapAddressError)

    def validate_staff_figures(self):
        if not cint(self.staff_figures):
            self.update(dict.fromkeys(("staff_figures_reason", "staff_figures_since", "staff_figures_by")))
            return
        if not (self.staff_figures_reason or "").strip():
            text = _("Figures by name: the reason is missing. Write why they are needed, or leave them off.")
            frappe.throw(text, MissingReasonError)
        before = self.get_doc_before_save()
        if before and cint(before.staff_figures):
            self.staff_figures_since, self.staff_figures_by = before.staff_figures_since, before.staff_figures_by
        else:
            self.staff_figures_since, self.staff_figures_by = now_datetime(), frappe.session.user
