"""The one base of our tests on either Frappe version and on standalone, and makers of small documents."""

import frappe

try:
    from frappe.tests import IntegrationTestCase as HostTestCase
except ImportError:
    from frappe.tests.utils import FrappeTestCase as HostTestCase

__all__ = [
    "IntegrationTestCase",
    "make_contact_form",
    "make_event",
    "make_party",
    "make_person",
    "make_user",
]


class IntegrationTestCase(HostTestCase):
    """The host's base class, without the records that Frappe v16 makes for linked doctypes of its own."""

    @classmethod
    def setUpClass(cls):
        objects = getattr(frappe.local, "test_objects", None)
        if objects is not None:
            modules = frappe.get_all("Module Def", filters={"app_name": "relcrm"}, pluck="name")
            for doctype in frappe.get_all("DocType", filters={"module": ["in", modules]}, pluck="name"):
                objects.setdefault(doctype, [])
        super().setUpClass()


def make_party(party_name: str, **values):
    """Insert a party."""
    return frappe.get_doc({"doctype": "Party", "party_name": party_name, **values}).insert()


def make_person(party: str, full_name: str, **values):
    """Insert a contact person of a party."""
    return frappe.get_doc({"doctype": "Contact Person", "party": party, "full_name": full_name, **values}).insert()


def make_event(subject: str, **values):
    """Insert an event, a task unless another type is given."""
    defaults = {"doctype": "Relation Event", "event_type": "Task", "starts_on": "2026-11-23 10:00:00"}
    return frappe.get_doc({**defaults, "subject": subject, **values}).insert()


def make_user(email: str, *roles: str) -> str:
    """Make a user with just these roles, or give an existing one just these roles."""
    if not frappe.db.exists("User", email):
        values = {
            "email": email,
            "first_name": email.split("@")[0],
            "send_welcome_email": 0,
            "user_type": "System User",
        }
        frappe.get_doc({"doctype": "User", **values}).insert(ignore_permissions=True)
    user = frappe.get_doc("User", email)
    user.set("roles", [])
    for role in roles:
        user.append("roles", {"role": role})
    user.save(ignore_permissions=True)
    return email


def make_contact_form(**values):
    """Insert a form of the web site, open, that asks for name, e-mail and a message."""
    asked = [{"ask": "Name"}, {"ask": "E-mail", "required": 1}, {"ask": "Message"}]
    defaults = {
        "doctype": "Contact Form",
        "form_title": "Scriveteci",
        "published": 1,
        "language": "it",
        "questions": asked,
        "notice_link": "https://www.example.it/privacy",
        "told_user": "Administrator",
    }
    return frappe.get_doc({**defaults, **values}).insert()
