import json

import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.exceptions import SavedViewError
from relcrm.workplace import shown_to

LONGEST = 100_000


class SavedView(Document):
    """A list as somebody likes it: columns, conditions, order, groups and the way it is shown."""

    def validate(self):
        self.validate_list()
        self.validate_definition()
        self.validate_sharing()

    def on_update(self):
        self.clear_other_defaults()

    def validate_list(self):
        if not frappe.has_permission(self.for_doctype, "read"):
            text = _('"{0}": you may not see the list {1}. Choose another.')
            frappe.throw(text.format(self.title, _(self.for_doctype)), SavedViewError)

    def validate_definition(self):
        try:
            definition = json.loads(self.definition or "{}")
        except (TypeError, ValueError, RecursionError):
            definition = None
        if not isinstance(definition, dict) or len(self.definition or "") > LONGEST:
            text = _('The view "{0}" cannot be kept: what it holds cannot be read. Load the page again.')
            frappe.throw(text.format(self.title), SavedViewError)
        self.definition = json.dumps(definition, ensure_ascii=False)

    def validate_sharing(self):
        shown_to.validate_role(self, self.title, SavedViewError)
        if self.flags.ignore_permissions or shown_to.is_keeper():
            return
        if self.visibility != "Private" and self.is_default and self.has_value_changed("is_default"):
            text = _('An administrator decides which view opens first for others. Leave "{0}" without that.')
            frappe.throw(text.format(self.title), SavedViewError)

    def clear_other_defaults(self):
        """One view opens first for each person, role, and everybody."""
        if not self.is_default:
            return
        filters = {"for_doctype": self.for_doctype, "visibility": self.visibility, "is_default": 1}
        filters |= {"name": ["!=", self.name]}
        if self.visibility == "Private":
            filters["owner"] = self.owner
        elif self.visibility == "Role":
            filters["role"] = self.role
        for name in frappe.get_all("Saved View", filters=filters, pluck="name"):
            frappe.db.set_value("Saved View", name, "is_default", 0)
