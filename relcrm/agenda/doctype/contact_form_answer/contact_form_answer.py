from frappe.model.document import Document


class ContactFormAnswer(Document):
    """What somebody sent from a form of the web site; written by `relcrm.agenda.contact_forms` alone."""
