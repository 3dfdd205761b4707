"""Telling people outside of an appointment: a real SMTP server on this machine gets the mail with its calendar file."""

import email
import socket
from email.policy import default as mail_policy

import frappe
from aiosmtpd.controller import Controller
from icalendar import Calendar

from relcrm.agenda.informing import inform
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user


class Mailbox:
    """Keeps what arrives."""

    def __init__(self):
        self.arrived = []

    async def handle_DATA(self, server, session, envelope):
        self.arrived.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=mail_policy)))
        return "250 OK"


class TestInformingByMail(IntegrationTestCase):
    def setUp(self):
        self.mailbox = Mailbox()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        controller = Controller(self.mailbox, hostname="127.0.0.1", port=port)
        controller.start()
        self.addCleanup(controller.stop)
        frappe.set_user("Administrator")
        frappe.flags.testing_email = True
        self.addCleanup(setattr, frappe.flags, "testing_email", False)
        self.addCleanup(self.take_away)
        account = {"email_id": "ufficio@example.com", "email_account_name": "Ufficio", "enable_outgoing": 1}
        server = {"smtp_server": "localhost", "smtp_port": port}
        rest = {"doctype": "Email Account", "default_outgoing": 1, "no_smtp_authentication": 1}
        frappe.get_doc(account | server | rest).insert()

    def take_away(self):
        frappe.set_user("Administrator")
        frappe.db.rollback()
        for doctype in ("Email Queue Recipient", "Email Queue", "Email Account", "Communication", "Relation Event"):
            frappe.db.delete(doctype)
        frappe.db.commit()
        frappe.clear_cache()

    def test_the_appointment_arrives_as_a_calendar_file_without_inner_notes(self):
        from frappe.email.queue import flush

        user = make_user("mittente.avvisi@example.com", "RelCRM User")
        party = make_party("Fuori S.p.A.").name
        person = make_person(party, "Ada Esterna", emails=[{"email": "ada@example.org"}]).name
        values = {"party": party, "starts_on": "2031-05-06 10:00:00", "ends_on": "2031-05-06 11:00:00"}
        frappe.set_user(user)
        event = make_event("Visita", **values, notes="<p>NOTA INTERNA</p>", location="Via Roma 1", assigned_to=user)
        outside = [{"contact_person": person}, "Bruno@example.org", "bruno@example.org"]
        answer = inform(event.name, [], outside, "La aspettiamo")
        self.assertEqual(answer["mailed"], ["ada@example.org", "Bruno@example.org"])
        frappe.db.commit()
        flush()
        self.assertEqual(sorted(to[0] for to, _mail in self.mailbox.arrived), ["Bruno@example.org", "ada@example.org"])
        mail = self.mailbox.arrived[0][1]
        self.assertNotIn("NOTA INTERNA", mail.as_string())
        self.assertIn("La aspettiamo", mail.get_body(("html",)).get_content())
        file = next(part for part in mail.iter_attachments() if part.get_filename().endswith(".ics"))
        content = file.get_content()
        calendar = Calendar.from_ical(content if isinstance(content, bytes) else content.encode())
        entry = calendar.walk("VEVENT")[0]
        self.assertEqual((str(calendar["METHOD"]), str(entry["SUMMARY"])), ("REQUEST", "Visita"))
        self.assertEqual(len(entry["ATTENDEE"]), 2)
        self.assertNotIn("NOTA", str(entry.get("DESCRIPTION") or ""))
        kept = frappe.get_all("Communication", filters={"reference_name": event.name}, fields=["recipients"])
        self.assertEqual(kept[0].recipients, "ada@example.org, Bruno@example.org")
        rows = frappe.get_doc("Relation Event", event.name).participants
        self.assertEqual([(row.side, row.informed) for row in rows], [("Theirs", 1), ("Theirs", 1)])
        inform(event.name, [], [{"contact_person": person}])
        self.assertEqual(len(frappe.get_doc("Relation Event", event.name).participants), 2)
