"""What the conformance tests share: the base class of either Frappe version, users, small factories."""

from __future__ import annotations

import frappe

try:
    from frappe.tests import IntegrationTestCase
except ImportError:
    from frappe.tests.utils import FrappeTestCase as IntegrationTestCase

USERS = {
    "contract.user@example.com": ["Ctr User"],
    "contract.other@example.com": ["Ctr User"],
    "contract.manager@example.com": ["Ctr User", "Ctr Manager"],
    "contract.reader@example.com": ["Ctr Reader"],
    "contract.nobody@example.com": [],
}
USER, OTHER, MANAGER, READER, NOBODY = USERS


class ContractTestCase(IntegrationTestCase):
    """Each test runs inside a savepoint, so that order does not matter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for email, roles in USERS.items():
            if not frappe.db.exists("User", email):
                user = frappe.get_doc(doctype="User", email=email, first_name=email.split("@")[0], send_welcome_email=0)
                user.flags.no_welcome_mail = True
                user.insert(ignore_permissions=True)
                user.add_roles(*roles)

    def setUp(self):
        super().setUp()
        frappe.set_user("Administrator")
        frappe.db.savepoint("contract_test")
        frappe.clear_messages()

    def tearDown(self):
        frappe.set_user("Administrator")
        frappe.flags.ctr_events = None
        frappe.db.rollback(save_point="contract_test")
        super().tearDown()

    def as_user(self, user):
        """A context in which `user` acts."""
        return self.set_user(user)

    def record(self):
        """Start recording events; returns the list they go to."""
        frappe.flags.ctr_events = []
        return frappe.flags.ctr_events


def make_lead(**values):
    """An inserted Ctr Lead."""
    return frappe.get_doc({"doctype": "Ctr Lead", "lead_name": "Alpha", **values}).insert()


def make_order(**values):
    """An inserted Ctr Order (submittable)."""
    return frappe.get_doc({"doctype": "Ctr Order", "title": "Order", **values}).insert()


def make_status(name, **values):
    return frappe.get_doc({"doctype": "Ctr Status", "status_name": name, **values}).insert()


def messages():
    """Texts of the messages queued so far."""
    log = frappe.get_message_log() if hasattr(frappe, "get_message_log") else frappe.message_log
    return [m["message"] if isinstance(m, dict) else frappe.parse_json(m).message for m in log]
