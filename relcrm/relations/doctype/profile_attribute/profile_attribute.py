import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.exceptions import ProfileValueError


class ProfileAttribute(Document):
    """A characteristic of companies and people that the firm itself defines."""

    def validate(self):
        self.validate_options()
        self.validate_used_options()

    def on_update(self):
        if any(self.has_value_changed(name) for name in ("expected", "party_type", "role", "disabled")):
            frappe.enqueue("relcrm.relations.profile.recount", queue="long", enqueue_after_commit=True)

    def validate_options(self):
        if self.value_type not in ("Choice", "Choices"):
            return
        options = [row.option.strip() for row in self.options if row.option]
        if not options or len(options) != len(set(options)):
            text = _('"{0}" needs at least one option, and none twice. Complete its options.')
            frappe.throw(text.format(self.attribute_name), ProfileValueError)

    def validate_used_options(self):
        before = self.get_doc_before_save()
        if not before:
            return
        removed = {row.option for row in before.options} - {row.option for row in self.options}
        for option in removed:
            filters = {"attribute": self.name, "choice": option, "parenttype": "Party Profile"}
            if frappe.db.exists("Profile Value", filters):
                text = _('Option "{0}" of "{1}" is in use. Change the profiles that have it first.')
                frappe.throw(text.format(option, self.attribute_name), ProfileValueError)
