"""Telling people outside of an appointment: a real SMTP server on this machine gets the mail with its calendar file."""

import email
import socket
from email.policy import default as mail_policy

import frappe
from aiosmtpd.controller import Controller
from icalendar import Calendar

from relcrm.agenda.informing import inform
from relcrm.api import agenda, series
from relcrm.api.record import restore_deleted
from relcrm.exceptions import ContactHeldError, InformError
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

    def read_file(self, mail) -> Calendar:
        """Return the calendar of a mail that arrived."""
        file = next(part for part in mail.iter_attachments() if part.get_filename().endswith(".ics"))
        content = file.get_content()
        return Calendar.from_ical(content if isinstance(content, bytes) else content.encode())

    def take_mails(self) -> list:
        """Send what waits, and return (address, mail) of each in order of the addresses."""
        from frappe.email.queue import flush

        self.mailbox.arrived.clear()
        frappe.db.commit()
        flush()
        return sorted(((to[0], mail) for to, mail in self.mailbox.arrived), key=lambda pair: pair[0].lower())

    def test_the_appointment_arrives_as_a_calendar_file_without_inner_notes(self):
        user = make_user("mittente.avvisi@example.com", "RelCRM User")
        party = make_party("Fuori S.p.A.").name
        person = make_person(party, "Ada Esterna", emails=[{"email": "ada@example.org"}]).name
        values = {"party": party, "starts_on": "2031-05-06 10:00:00", "ends_on": "2031-05-06 11:00:00"}
        frappe.set_user(user)
        event = make_event("Visita", **values, notes="<p>NOTA INTERNA</p>", location="Via Roma 1", assigned_to=user)
        outside = [{"contact_person": person}, "Bruno@example.org", "bruno@example.org"]
        answer = inform(event.name, [], outside, "La aspettiamo")
        self.assertEqual(answer["mailed"], ["ada@example.org", "Bruno@example.org"])
        arrived = self.take_mails()
        self.assertEqual([address for address, _mail in arrived], ["ada@example.org", "Bruno@example.org"])
        mail = arrived[0][1]
        self.assertNotIn("NOTA INTERNA", mail.as_string())
        self.assertIn("La aspettiamo", mail.get_body(("html",)).get_content())
        calendar = self.read_file(mail)
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

    def test_those_outside_are_told_by_one_click_that_it_moved_and_that_it_is_off(self):
        host = make_user("mittente.avvisi@example.com", "RelCRM User")
        other = make_user("collega.avvisi@example.com", "RelCRM User")
        party = make_party("Fuori S.p.A.").name
        person = make_person(party, "Ada Esterna", emails=[{"email": "ada@example.org"}]).name
        frappe.set_user(host)
        values = {"party": party, "contact_person": person, "assigned_to": host, "private": 0, "leaves_free": 1}
        event = make_event("Visita", **values, starts_on="2031-05-06 10:00:00", ends_on="2031-05-06 11:00:00")
        inform(event.name, [], [{"contact_person": person}, "bruno@example.org"])
        first = self.read_file(self.take_mails()[0][1]).walk("VEVENT")[0]
        self.assertEqual(str(first["TRANSP"]), "TRANSPARENT", "it leaves the hour free")
        self.assertEqual(agenda.get_event(event.name)["people"], ["bruno@example.org"], "the person met stands once")
        self.assertEqual(agenda.tell_again(event.name), {"mailed": []}, "they know")

        frappe.set_user(other)
        moved = agenda.move_event(event.name, "2031-05-07 15:00:00")
        self.assertEqual(moved["to_tell"], ["Ada Esterna", "bruno@example.org"])
        self.assertEqual(agenda.get_event(event.name)["to_tell"], moved["to_tell"])
        told = agenda.tell_again(event.name, "Scusate il cambio")
        self.assertEqual(told, {"mailed": ["ada@example.org", "bruno@example.org"]})
        arrived = self.take_mails()
        self.assertEqual([address for address, _mail in arrived], told["mailed"])
        self.assertIn("Scusate il cambio", arrived[0][1].get_body(("html",)).get_content())
        calendar = self.read_file(arrived[0][1])
        again = calendar.walk("VEVENT")[0]
        self.assertEqual((str(calendar["METHOD"]), again["UID"]), ("REQUEST", first["UID"]))
        self.assertEqual(again["ORGANIZER"], first["ORGANIZER"], "calendars follow who invited")
        self.assertGreater(int(again["SEQUENCE"]), int(first["SEQUENCE"]))
        self.assertEqual(again.decoded("DTSTART").strftime("%d %H:%M"), "07 15:00")
        self.assertEqual(agenda.get_event(event.name)["to_tell"], [])

        event.reload()
        event.status = "Cancelled"
        event.save()
        self.assertEqual(len(agenda.tell_again(event.name)["mailed"]), 2)
        calendar = self.read_file(self.take_mails()[0][1])
        gone = calendar.walk("VEVENT")[0]
        self.assertEqual((str(calendar["METHOD"]), str(gone["STATUS"])), ("CANCEL", "CANCELLED"))
        self.assertEqual(gone["UID"], first["UID"])
        self.assertGreater(int(gone["SEQUENCE"]), int(again["SEQUENCE"]))
        self.assertEqual(agenda.tell_again(event.name), {"mailed": []})

    def test_what_was_told_is_written_by_telling_alone(self):
        user = make_user("mittente.avvisi@example.com", "RelCRM User")
        frappe.set_user(user)
        event = make_event("Visita", starts_on="2031-05-06 10:00:00", private=1, assigned_to=user)
        inform(event.name, [], ["bruno@example.org"])
        entry = self.read_file(self.take_mails()[0][1]).walk("VEVENT")[0]
        self.assertEqual(str(entry["CLASS"]), "PRIVATE")
        event.reload()
        event.participants[0].update({"told": "x", "told_by": "Administrator"})
        event.append("participants", {"side": "Theirs", "person_name": "X", "email": "x@example.org", "told": "x"})
        event.save()
        event.reload()
        self.assertEqual([row.told_by for row in event.participants], [user, None])
        self.assertEqual(agenda.tell_again(event.name), {"mailed": []})
        make_user("estraneo.avvisi@example.com", "RelCRM User")
        frappe.set_user("estraneo.avvisi@example.com")
        with self.assertRaises(frappe.PermissionError):
            agenda.tell_again(event.name)

    def test_before_an_event_is_deleted_those_invited_learn_that_it_is_off(self):
        host = make_user("mittente.avvisi@example.com", "RelCRM User")
        frappe.set_user(host)
        event = make_event("Visita", starts_on="2031-05-06 10:00:00", assigned_to=host)
        other = make_event("Sopralluogo", starts_on="2031-05-07 10:00:00", assigned_to=host)
        over = make_event("Fiera", starts_on="2021-05-07 10:00:00", assigned_to=host)
        for name in (event.name, over.name):
            inform(name, [], ["bruno@example.org"])
        self.take_mails()
        asked = agenda.get_invited([event.name, other.name, over.name])
        self.assertEqual(asked, {"events": [event.name], "people": ["bruno@example.org"]})
        self.assertEqual(agenda.call_off([event.name, other.name]), {"mailed": ["bruno@example.org"]})
        event.reload()
        event.delete()
        arrived = self.take_mails()
        self.assertEqual([mail["Subject"] for _address, mail in arrived], ["Called off: Visita"])
        calendar = self.read_file(arrived[0][1])
        entry = calendar.walk("VEVENT")[0]
        self.assertEqual((str(calendar["METHOD"]), str(entry["STATUS"])), ("CANCEL", "CANCELLED"))

    def test_an_event_called_off_that_stays_says_whom_to_tell_again(self):
        host = make_user("mittente.avvisi@example.com", "RelCRM User")
        frappe.set_user(host)
        event = make_event("Visita", starts_on="2031-05-06 10:00:00", assigned_to=host)
        inform(event.name, [], ["bruno@example.org"])
        agenda.call_off([event.name])
        self.assertEqual(agenda.get_invited([event.name])["people"], [], "nobody expects it any more")
        self.assertEqual(agenda.get_event(event.name)["to_tell"], ["bruno@example.org"])
        agenda.tell_again(event.name)
        self.assertEqual(agenda.get_invited([event.name])["people"], ["bruno@example.org"])

    def test_an_event_that_comes_back_knows_whom_to_tell_again(self):
        host = make_user("mittente.avvisi@example.com", "RelCRM User")
        frappe.set_user(host)
        told, quiet = (make_event(f"Visita {n}", starts_on="2031-05-06 10:00:00", assigned_to=host) for n in (1, 2))
        for event in (told, quiet):
            inform(event.name, [], ["bruno@example.org"])
        agenda.call_off([told.name])
        for event, to_tell in ((told, ["bruno@example.org"]), (quiet, [])):
            frappe.delete_doc("Relation Event", event.name)
            restore_deleted("Relation Event", event.name)
            self.assertEqual(agenda.get_event(event.name)["to_tell"], to_tell)
        self.assertEqual(agenda.get_invited([quiet.name])["people"], ["bruno@example.org"])

    def test_a_promotion_asks_the_contact_gate_and_an_appointment_does_not(self):
        host = make_user("mittente.avvisi@example.com", "RelCRM User")
        party = make_party("Senza consenso S.r.l.").name
        person = make_person(party, "Ada Esterna", emails=[{"email": "ada@example.org"}]).name
        frappe.set_user(host)
        values = {"starts_on": "2031-05-06 10:00:00", "assigned_to": host, "event_type": "Demo"}
        promotion = make_event("Porte aperte", purpose="Promotion", **values)
        elsewhere = {"contact_person": person, "email": "x@example.org"}
        ways = ([{"contact_person": person}], ["ADA@example.org"], [elsewhere])
        for outside in ways:
            with self.assertRaises(ContactHeldError):
                inform(promotion.name, [], ["bruno@example.org", *outside])
        self.assertEqual(frappe.get_doc("Relation Event", promotion.name).participants, [])
        service = make_event("Consegna", **values)
        self.assertEqual(inform(service.name, [], ["ada@example.org"])["mailed"], ["ada@example.org"])

    def test_calling_off_needs_the_right_to_delete_and_tells_all_or_nobody(self):
        host = make_user("mittente.avvisi@example.com", "RelCRM User")
        stranger = make_user("estraneo.avvisi@example.com", "RelCRM User")
        frappe.set_user(host)
        event = make_event("Visita", starts_on="2031-05-06 10:00:00", private=1, assigned_to=host)
        inform(event.name, [], ["bruno@example.org"])
        self.take_mails()
        frappe.set_user(stranger)
        own = make_event("Visita mia", starts_on="2031-05-06 10:00:00", assigned_to=stranger)
        inform(own.name, [], ["ada@example.org"])
        self.take_mails()
        self.assertEqual(agenda.get_invited([event.name, own.name])["people"], ["ada@example.org"])
        with self.assertRaises(frappe.PermissionError):
            agenda.call_off([own.name, event.name])
        frappe.db.rollback()
        self.assertEqual(self.take_mails(), [])
        with self.assertRaises(InformError):
            agenda.call_off([f"EVT-{count:08}" for count in range(60)])

    def test_the_events_that_go_with_one_of_a_series(self):
        host = make_user("mittente.avvisi@example.com", "RelCRM User")
        frappe.set_user(host)
        first = make_event("Ronda", starts_on="2027-05-03 10:00:00", assigned_to=host)
        series.start(first.name, "FREQ=WEEKLY;COUNT=4")
        first.reload()
        filters = {"series": first.series}
        names = frappe.get_all("Relation Event", filters=filters, pluck="name", order_by="starts_on asc")
        self.assertEqual(series.get_going(names[1], "following"), names[1:])
        self.assertEqual(series.get_going(names[1], "later"), names[2:])
        self.assertEqual(series.get_going(names[1], "all"), names)
        self.assertEqual(series.get_going(make_event("Sola", assigned_to=host).name, "all"), [])

    def test_nobody_outside_is_invited_to_what_has_no_day_or_is_off(self):
        host = make_user("mittente.avvisi@example.com", "RelCRM User")
        frappe.set_user(host)
        for values in ({"undated": 1}, {"status": "Cancelled"}):
            event = make_event("Visita", starts_on="2031-05-06 10:00:00", assigned_to=host, **values)
            with self.assertRaises(InformError):
                inform(event.name, [], ["bruno@example.org"])
            self.assertEqual(inform(event.name, [], [])["mailed"], [])
        self.assertEqual(self.take_mails(), [])
