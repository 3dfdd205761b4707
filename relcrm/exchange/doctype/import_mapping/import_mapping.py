from frappe.model.document import Document

from relcrm.exchange.mapping import get_target_field, parse_target


class ImportMapping(Document):
    """A remembered layout: which column fills which field, and how a row finds its record."""

    def validate(self):
        self.validate_targets()

    def validate_targets(self):
        """Refuse a target that is no field of the DocType, so that a run does not fail on it later."""
        for row in self.columns:
            get_target_field(self.target_doctype, parse_target(row.target), bool(row.make_missing))
        if self.match_by:
            get_target_field(self.target_doctype, parse_target(self.match_by))
