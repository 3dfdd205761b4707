import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from relcrm.exceptions import NextStepError, ProfileValueError

LONGEST_WAIT = 250  # working days: a year


class RelationEventType(Document):
    """A kind of event with its own look, length, outcomes and fields."""

    def before_insert(self):
        """A new kind stands last: what people are used to stays first, and stays what is proposed."""
        if not self.position:
            last = frappe.get_all("Relation Event Type", order_by="position desc", limit=1, pluck="position")
            self.position = (last[0] if last else 0) + 1

    def validate(self):
        self.set_field_keys()
        self.validate_choices()
        self.validate_next_steps()

    def set_field_keys(self):
        seen = set()
        for row in self.fields_of_type:
            row.field_key = row.field_key or frappe.scrub(row.label)[:60]
            if row.field_key in seen:
                text = _('Own field "{0}" of {1} stands there twice. Give one of them another label or key.')
                frappe.throw(text.format(row.label, self.type_name), ProfileValueError)
            seen.add(row.field_key)

    def validate_choices(self):
        for row in self.fields_of_type:
            if row.value_type == "Choice" and not (row.choices or "").strip():
                text = _('Own field "{0}" of {1} is a choice without choices. Write one per line.')
                frappe.throw(text.format(row.label, self.type_name), ProfileValueError)

    def validate_next_steps(self):
        """One proposal for each outcome, and none for a day beyond a year."""
        seen = set()
        for row in self.next_steps:
            row.outcome = (row.outcome or "").strip()
            if row.outcome in seen:
                text = _('Outcome "{0}" of {1} has two next steps. Leave one.')
                frappe.throw(text.format(row.outcome, self.type_name), NextStepError)
            seen.add(row.outcome)
            if not 0 <= cint(row.next_days) <= LONGEST_WAIT:
                text = _('Outcome "{0}" of {1} proposes a step after {2} working days. Give 0 to {3}.')
                frappe.throw(text.format(row.outcome, self.type_name, row.next_days, LONGEST_WAIT), NextStepError)
