import frappe

from relcrm.agenda.mail import filing, unknown
from relcrm.exceptions import MailError
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user
from relcrm.workplace.attachments import contents, revisions

COLLEAGUE = "posta.collega@test.example.com"
MAIL = """From: {sender}
To: {to}
Subject: {subject}
Date: Mon, 16 Nov 2026 09:30:00 +0100
Message-ID: <{id}@example.com>
{more}MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8

<p>Buongiorno</p><script>alert(1)</script><img src="http://spy.example/x.gif"><blockquote>prima</blockquote>
--b
Content-Type: application/pdf; name="Disegno.pdf"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="Disegno.pdf"

JVBERi0xCg==
--b--
"""
TWICE = b"""--b
Content-Type: application/pdf
Content-Disposition: attachment; filename="DISEGNO.pdf"

altro
"""


def write(**values):
    given = {"sender": "Rossi <rossi@casale.example>", "to": "noi@nostra.example", "subject": "Prezzi", "id": "1"}
    return MAIL.format(**{**given, "more": "", **values}).encode()


class TestEventMail(IntegrationTestCase):
    def setUp(self):
        frappe.db.set_single_value("RelCRM Settings", "own_mail_addresses", "nostra.example")
        self.party = make_party("Casale Posta")
        self.person = make_person(self.party.name, "Carlo Rossi", emails=[{"email": "rossi@casale.example"}])

    def tearDown(self):
        frappe.set_user("Administrator")
        frappe.db.rollback()

    def file(self, content=None, target=None, **values):
        return filing.file_mail(content or write(**values), "prova.eml", target or filing.Target())

    def test_mail_becomes_an_event_of_whom_it_came_from(self):
        made = self.file()
        event = frappe.get_doc("Relation Event", made["event"])
        self.assertEqual((event.party, event.contact_person), (self.party.name, self.person.name))
        self.assertEqual((event.direction, event.status, event.subject), ("In", "Done", "Prezzi"))
        self.assertIn("Buongiorno", event.notes)
        self.assertIn("<blockquote><div>prima</div></blockquote>", event.notes)
        for word in ("script", "spy.example"):
            self.assertNotIn(word, event.notes)
        [file] = revisions.get_files("Relation Event", event.name)
        self.assertEqual((file.file_name, contents.read_whole(file.content_hash)), ("Disegno.pdf", b"%PDF-1\n"))
        self.assertIsNone(made["unknown"])

    def test_same_message_makes_one_event(self):
        first, second = self.file(), self.file(subject="Prezzi, di nuovo")
        self.assertEqual((second["event"], second["existing"]), (first["event"], 1))

    def test_what_we_wrote_goes_out_to_whom_we_wrote(self):
        made = self.file(sender="Ugo <ugo@nostra.example>", to="rossi@casale.example")
        event = frappe.get_doc("Relation Event", made["event"])
        self.assertEqual((event.direction, event.contact_person), ("Out", self.person.name))

    def test_answer_follows_the_mail_it_answers(self):
        first = self.file()
        second = self.file(id="2", more="In-Reply-To: <1@example.com>\n")
        self.assertEqual(
            frappe.db.get_value("Relation Event", second["event"], "previous_event"), first["event"]
        )

    def test_unknown_sender_waits_to_be_named_and_registers_nobody(self):
        before = frappe.db.count("Contact Person"), frappe.db.count("Party")
        made = self.file(sender="Nuova Persona <nuova@ignota.example>")
        self.assertEqual(made["unknown"], "nuova@ignota.example")
        self.assertEqual((frappe.db.count("Contact Person"), frappe.db.count("Party")), before)
        [row] = [row for row in unknown.get_unknown() if row["address"] == "nuova@ignota.example"]
        self.assertEqual((row["name"], row["mails"]), ("Nuova Persona", 1))
        person = unknown.make_person(row["address"], self.party.name, "Nuova Persona")
        self.assertEqual(unknown.name_address(row["address"], contact_person=person.name), 1)
        event = frappe.get_doc("Relation Event", made["event"])
        self.assertEqual((event.party, event.contact_person), (self.party.name, person.name))
        self.assertNotIn("nuova@ignota.example", [row["address"] for row in unknown.get_unknown()])
        self.assertIsNone(self.file(id="9", sender="nuova@ignota.example")["unknown"])

    def test_ignored_address_is_asked_about_again_when_taken_back(self):
        self.file(sender="news@lista.example")
        self.assertEqual(unknown.ignore_address("news@lista.example"), 1)
        self.assertIsNone(self.file(id="2", sender="news@lista.example")["unknown"])
        self.assertEqual(unknown.ask_again("news@lista.example"), 2)

    def test_mail_dropped_on_a_party_stays_with_it(self):
        other = make_party("Altra Posta")
        made = self.file(target=filing.get_target("Party", other.name), sender="x@ignota.example")
        self.assertEqual(made["party"], other.name)
        [row] = [row for row in unknown.get_unknown() if row["address"] == "x@ignota.example"]
        self.assertEqual(row["party"], other.name)

    def test_mail_dropped_on_a_deal_or_on_a_step_of_it_belongs_to_the_deal(self):
        deal = frappe.get_doc({"doctype": "Negotiation", "subject": "Torni", "party": self.party.name}).insert()
        step = make_event("Offerta da mandare", party=self.party.name, status="Planned")
        step.db_set({"reference_doctype": "Negotiation", "reference_name": deal.name})
        on_deal = self.file(target=filing.get_target("Negotiation", deal.name), sender="x@ignota.example")
        on_step = self.file(target=filing.get_target("Relation Event", step.name), sender="y@ignota.example", id="2")
        for made, before in ((on_deal, None), (on_step, step.name)):
            event = frappe.get_doc("Relation Event", made["event"])
            self.assertEqual((event.reference_doctype, event.reference_name), ("Negotiation", deal.name))
            self.assertEqual((event.party, event.previous_event, event.status), (self.party.name, before, "Done"))
        self.assertEqual(frappe.db.get_value("Relation Event", step.name, "status"), "Planned", "no mail does a step")

    def test_mail_dropped_on_what_has_no_company_or_may_not_be_read_is_refused(self):
        with self.assertRaisesRegex(MailError, "belongs to no company"):
            filing.get_target("Relation Area", frappe.get_all("Relation Area", pluck="name", limit=1)[0])
        make_user(COLLEAGUE, "RelCRM User")
        event = make_event("Riservato", private=1, party=self.party.name)
        frappe.set_user(COLLEAGUE)
        with self.assertRaises(frappe.PermissionError):
            filing.get_target("Relation Event", event.name)

    def test_mail_dropped_on_a_private_event_is_private_and_closed(self):
        make_user(COLLEAGUE, "RelCRM User")
        event = make_event("Riservato", private=1, party=self.party.name)
        made = self.file(target=filing.get_target("Relation Event", event.name), subject="Segreto")
        new = frappe.get_doc("Relation Event", made["event"])
        self.assertEqual((new.private, new.previous_event, new.party), (1, event.name, self.party.name))
        frappe.set_user(COLLEAGUE)
        self.assertEqual(frappe.get_list("Event Mail", filters={"subject": "Segreto"}), [])
        self.assertNotIn("Segreto", str(unknown.get_unknown()))
        mine = self.file(subject="Segreto")
        self.assertEqual(mine["existing"], 0, "nobody learns that a colleague has it")
        self.assertNotEqual(mine["event"], made["event"])
        self.assertEqual(self.file(subject="Segreto")["event"], mine["event"])

    def test_two_files_of_one_name_are_two_files(self):
        made = self.file(content=write().replace(b"--b--", TWICE + b"--b--"))
        found = revisions.get_files("Relation Event", made["event"])
        found = [(file.file_name, file.revision) for file in found]
        self.assertEqual(found, [("Disegno.pdf", 1), ("DISEGNO (2).pdf", 1)])

    def test_hostile_names_of_files_stay_names(self):
        names = [b"../../etc/passwd.txt", b"C:\\Windows\\x.txt", b"a\x00b.txt", b"con.txt", b"=cmd.txt"]
        names.append(b"x" * 400 + b".txt")
        part = b'--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename="%s"\n\nx\n'
        parts = b"".join(part % name for name in names)
        made = self.file(content=write().replace(b"--b--", parts + b"--b--"))
        found = [file.file_name for file in revisions.get_files("Relation Event", made["event"])]
        self.assertEqual(len(found) + len(made["left_out"]), len(names) + 1)
        for name in found:
            self.assertFalse(set(name) & set("/\\\x00") or name.startswith("."), name)
            self.assertLessEqual(len(name), 140)

    def test_programs_inside_are_left_out_and_said(self):
        made = self.file(content=write().replace(b"Disegno.pdf", b"fattura.exe"))
        self.assertEqual(len(made["left_out"]), 1)
        self.assertEqual(revisions.get_files("Relation Event", made["event"]), [])

    def test_what_is_no_mail_is_refused_with_the_reason(self):
        before = frappe.db.count("Relation Event")
        many = b"--b\nContent-Disposition: attachment; filename=a.txt\n\nx\n" * 200
        deep = b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(60))
        damaged = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 900
        too_many = write().replace(b"--b--", many + b"--b--")
        for content in (b"", b"hello", b"\x00" * 100, b"PK\x03\x04zip", damaged, too_many, b"Subject: x\n" + deep):
            with self.assertRaises(MailError):
                self.file(content=content or b" ")
        self.assertEqual(frappe.db.count("Relation Event"), before)

    def test_receipts_of_certified_mail_move_the_state_and_make_no_event(self):
        sent = self.file(sender="noi@nostra.example", to="rossi@casale.example", id="pec")
        for kind, state in (("accettazione", "Accepted"), ("errore-consegna", "Not delivered"), ("accettazione", None)):
            more = f"X-Ricevuta: {kind}\nX-Riferimento-Message-ID: <pec@example.com>\n"
            made = self.file(id=f"{kind}{state}", sender="posta-certificata@pec.example", more=more)
            self.assertEqual((made["event"], made["kind"]), (sent["event"], "receipt"))
            self.assertEqual(made["state"], state or "Not delivered")
        names = [row.file_name for row in revisions.get_files("Relation Event", sent["event"])]
        self.assertEqual(names, ["Disegno.pdf", "Prezzi.eml"])
        again = self.file(id="accettazioneAccepted", more=more)
        self.assertEqual((again["event"], again["existing"]), (sent["event"], 1))
