import json

import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.exceptions import SegmentError
from relcrm.relations.segments import validation
from relcrm.relations.segments.reading import read_conditions
from relcrm.relations.segments.watching import watch_segment
from relcrm.workplace import shown_to

KEPT_WHEN_FROZEN = ("conditions", "frozen_on", "frozen_from")


class Segment(Document):
    """A group of companies or people by conditions."""

    def validate(self):
        self.segment_name = (self.segment_name or "").strip()
        self.validate_target()
        self.validate_frozen()
        if not self.frozen_on:
            validation.validate_conditions(self)
        self.conditions = json.dumps(read_conditions(self.conditions), ensure_ascii=False)
        shown_to.validate_role(self, self.segment_name, SegmentError)
        self.validate_sharing()
        self.validate_watched()

    def on_update(self):
        if self.watched and not self.watched_on and self.is_mine():
            watch_segment(self.name)

    def on_trash(self):
        validation.validate_unused(self)
        frappe.db.delete("Party Segment Member", {"segment": self.name})
        for copy in frappe.get_all("Segment", filters={"frozen_from": self.name}, pluck="name"):
            frappe.db.set_value("Segment", copy, "frozen_from", None, update_modified=False)

    def validate_target(self):
        if not frappe.has_permission(self.target, "read"):
            text = _('"{0}": you may not see the list {1}. Choose another.')
            frappe.throw(text.format(self.segment_name, _(self.target)), SegmentError)

    def validate_sharing(self):
        """Whoever was let in to change it does not let in others."""
        before = self.get_doc_before_save()
        if not before or self.flags.ignore_permissions or self.may_be_shared():
            return
        if (self.visibility, self.role or None) != (before.visibility, before.role or None):
            text = _('Who sees "{0}" is for {1} to say, to whom it belongs. Ask them, or make a segment of your own.')
            frappe.throw(text.format(self.segment_name, frappe.utils.get_fullname(self.owner)), SegmentError)

    def may_be_shared(self) -> bool:
        return self.is_mine() or shown_to.is_keeper()

    def validate_watched(self):
        """What is frozen is not followed; whether another is followed, only the one it belongs to decides."""
        if self.frozen_on:
            self.watched = 0
        elif not self.is_new() and not self.is_mine():
            self.watched = self.get_doc_before_save().watched

    def is_mine(self) -> bool:
        return self.owner == frappe.session.user

    def validate_frozen(self):
        """What is frozen stays as it was; only the server freezes."""
        if self.flags.freezing:
            return
        before = self.get_doc_before_save()
        kept = [before.get(field) if before else None for field in KEPT_WHEN_FROZEN]
        if before and before.frozen_on:
            for field, value in zip(KEPT_WHEN_FROZEN, kept, strict=True):
                self.set(field, value)
        else:
            self.frozen_on = self.frozen_from = None
