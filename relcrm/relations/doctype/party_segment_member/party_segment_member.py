import frappe
from frappe.model.document import Document


class PartySegmentMember(Document):
    """One company or person in a segment: by hand, when it was frozen, or from a day to a day."""


def on_doctype_update():
    """Index members by segment and way, for each kind that may be one."""
    for link in ("party", "contact_person"):
        frappe.db.add_index("Party Segment Member", ["segment", "how", link], f"segment_how_{link}")
