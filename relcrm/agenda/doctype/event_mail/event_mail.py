from frappe.model.document import Document


class EventMail(Document):
    """The mail of an event, named by its Message-ID so that one mail is one event; made by `agenda/mail`."""
