import json

from frappe.model.document import Document

from relcrm.agenda.recurrence import changing

SHAPE = ("rrule", "starts_on", "minutes", "all_day", "exdates", "rdates", "template")


class RelationEventSeries(Document):
    """What repeats; made and changed by `relcrm.agenda.recurrence` and by the import of calendars."""

    def on_update(self):
        before = self.get_doc_before_save()
        if before and not self.flags.handled and any(self.has_value_changed(field) for field in SHAPE):
            changing.resync(self, json.loads(before.template or "{}"))

    def on_trash(self):
        changing.dissolve(self)
