import frappe
from frappe.model.document import Document

from ctr_app.events import note


class CtrLead(Document):
    @property
    def virt(self):
        return f"V:{self.lead_name}"

    def before_insert(self):
        note(self, "before_insert")

    def before_naming(self):
        note(self, "before_naming")

    def before_validate(self):
        note(self, "before_validate")

    def validate(self):
        note(self, "validate")

    def before_save(self):
        note(self, "before_save")

    def after_insert(self):
        note(self, "after_insert")

    def on_update(self):
        note(self, "on_update")

    def on_change(self):
        note(self, "on_change")

    def on_trash(self):
        note(self, "on_trash")

    def after_delete(self):
        note(self, "after_delete")

    @frappe.whitelist()
    def hello(self, x=None):
        return {"x": x, "me": self.name}

    @frappe.whitelist()
    def rename_me(self, lead_name):
        self.lead_name = lead_name
        self.save()
        return self.lead_name

    def closed(self):
        return "never over HTTP"
