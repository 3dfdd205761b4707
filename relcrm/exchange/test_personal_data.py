"""One person's data: everything is shown, everything is erased, what the law keeps stays, and counts stay."""

import json

import frappe
from frappe.utils import nowdate

from relcrm.api import privacy
from relcrm.api.card import get_card, get_person_card
from relcrm.exceptions import PersonalDataError
from relcrm.relations import personal_reads
from relcrm.relations.consents import add_refusal
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user

NAME, EMAIL, NUMBER, SHOWN = "Zelinda D'Angiò", "zelinda.dangio@example.com", "+393495550147", "349 555 0147"
TOLD = ("Zelinda", "D'Angiò", "d angio", "dangio", EMAIL, "5550147", "555 0147")


def count_traces() -> dict[str, int]:
    """Return in how many texts of each table something of the person stands, files of the table itself aside."""
    found = {}
    for table in frappe.get_all("DocType", filters={"issingle": 0, "is_virtual": 0}, pluck="name"):
        if not frappe.db.table_exists(table):
            continue
        for row in frappe.db.sql(f"select * from `tab{table}`"):
            text = " ".join(value for value in row if isinstance(value, str)).casefold()
            text = text.replace("\\u00f2", "ò").replace("&#x27;", "'")
            if any(told.casefold() in text for told in TOLD):
                found[table] = found.get(table, 0) + 1
    return found


class TestPersonalData(IntegrationTestCase):
    def setUp(self):
        frappe.db.savepoint("before_test")
        self.addCleanup(frappe.db.rollback, save_point="before_test")
        self.addCleanup(frappe.set_user, "Administrator")
        self.company = make_party("Datrice Srl").name
        reach = {"emails": [{"email": EMAIL}], "phones": [{"number": "349 555 0147"}]}
        names = {"first_name": "Zelinda", "last_name": "D'Angiò"}
        self.person = make_person(self.company, NAME, role="Acquisti", notes=f"{NAME} ama la vela", **names, **reach)
        self.event = make_event(f"Chiamata con {NAME}", party=self.company, contact_person=self.person.name)
        self.event.notes = f"<p>{NAME} ({EMAIL}) vuole un'offerta; richiamare {SHOWN}.</p>"
        self.event.append("promises", {"promise": "Mandare il listino", "due_on": "2026-12-01"})
        self.event.save()
        self.person.reload()
        self.person.update({"role": "Direttrice"}).save(ignore_version=False)
        for owner in (self.person, self.event):
            comment = {"doctype": "Comment", "comment_type": "Comment", "content": f"Sentita {NAME}, {EMAIL}"}
            frappe.get_doc({**comment, "reference_doctype": owner.doctype, "reference_name": owner.name}).insert()
        add_refusal(None, self.person.name, "Calls", f"{NAME}: basta")
        file = {"doctype": "File", "file_name": "zelinda.txt", "content": NAME, "is_private": 1}
        attached = {"attached_to_doctype": "Contact Person", "attached_to_name": self.person.name}
        frappe.get_doc({**file, **attached}).insert()
        gone = make_event(f"Da buttare con {NAME}", party=self.company, contact_person=self.person.name)
        frappe.delete_doc("Relation Event", gone.name)
        self.human = make_party(NAME, party_type="Person", fiscal_code="DNGZND80A41L407X", **names, **reach)
        frappe.db.set_value("Contact Person", self.person.name, "same_as", self.human.name)

    def get(self):
        return privacy.get_data("Contact Person", self.person.name)

    def erase(self, **values):
        values = {"reason": "Chiesto per lettera", "typed_name": NAME, **values}
        return privacy.erase("Contact Person", self.person.name, **values)

    def test_everything_is_shown(self):
        found = {group["doctype"]: group["count"] for group in self.get()["groups"]}
        for kind, least in {"Relation Event": 1, "Comment": 2, "Party Consent": 2, "File": 1, "Version": 1}.items():
            self.assertGreaterEqual(found.get(kind, 0), least, kind)
        self.assertEqual(found["Contact Person"], 1)
        self.assertEqual(found["Party"], 1)  # the same human being as a customer
        self.assertIn(NAME, json.dumps(self.get(), default=str, ensure_ascii=False))

    def test_it_is_taken_out_to_read_and_to_hand_on(self):
        privacy.export_data("Contact Person", self.person.name)
        data = json.loads(frappe.local.response.filecontent)
        told = json.dumps(data, ensure_ascii=False)
        for part in (NAME, EMAIL, "ama la vela", "zelinda", ".txt", "basta", "vuole un'offerta"):
            self.assertIn(part, told)
        told = [value for group in data["groups"] for row in group["rows"] for value in row["values"]]
        rows = [row for value in told if "rows" in value for row in value.get("iso") or ()]
        self.assertIn("2026-12-01", [row.get("due_on") for row in rows])
        days = [value["iso"] for value in told if value["field"] == "starts_on"]
        self.assertTrue(days and all(day[4] == "-" and day[10] == "T" for day in days), days)
        privacy.export_data("Contact Person", self.person.name, "html")
        self.assertIn("ama la vela", frappe.local.response.filecontent.decode())
        privacy.export_data("Contact Person", self.person.name, "pdf")
        self.assertTrue(frappe.local.response.filecontent.startswith(b"%PDF"))
        self.assertRaises(PersonalDataError, privacy.export_data, "Contact Person", self.person.name, "exe")

    def test_after_erasing_nothing_tells_who_they_were_and_counts_stay(self):
        self.assertTrue(count_traces())
        kinds = ("Contact Person", "Relation Event", "Party Consent", "Party")
        counted = {kind: frappe.db.count(kind) for kind in kinds}
        done = self.erase()
        self.assertEqual(count_traces(), {})
        self.assertEqual({kind: frappe.db.count(kind) for kind in counted}, counted)
        event = frappe.get_doc("Relation Event", self.event.name)
        self.assertEqual((event.party, str(event.starts_on)), (self.company, "2026-11-23 10:00:00"))
        self.assertIn("vuole un'offerta", event.notes)  # the company's own business stays
        kept = frappe.get_doc("Erasure Record", done["record"])
        self.assertEqual((kept.erased_by, kept.reason), ("Administrator", "Chiesto per lettera"))
        self.assertFalse(frappe.db.exists("File", {"file_name": "zelinda.txt"}))
        frappe.get_doc("Contact Person", self.person.name).save()  # an entry of nobody is still a whole record

    def test_what_is_anothers_stays_as_it_is(self):
        colleague = make_person(self.company, "Ugo Terzo", emails=[{"email": "ugo@example.com"}], notes="Ama il mare")
        make_party("Centralino Srl", phones=[{"number": SHOWN}])
        homonym = make_person(self.company, NAME, notes="Un'altra persona")
        self.erase()
        colleague.reload()
        homonym.reload()
        told = (colleague.full_name, colleague.main_email, colleague.notes)
        self.assertEqual(told, ("Ugo Terzo", "ugo@example.com", "Ama il mare"))
        self.assertEqual((homonym.full_name, homonym.notes), (NAME, "Un'altra persona"))
        self.assertTrue(frappe.db.exists("Party Phone", {"e164": NUMBER, "parenttype": "Party"}))
        self.assertEqual(frappe.db.get_value("Party", self.company, "party_name"), "Datrice Srl")

    def test_what_tax_law_needs_is_kept_and_said(self):
        order = {"doctype": "Party Order", "party": self.human.name, "order_date": nowdate()}
        frappe.get_doc(order).insert()
        kept = self.get()["erasure"]["kept"]
        until = str(int(nowdate()[:4]) + 10)
        self.assertEqual([(row["doctype"], row["keep_until"][:4]) for row in kept], [("Party Order", until)])
        self.erase()
        human = frappe.get_doc("Party", self.human.name)
        self.assertEqual((human.party_name, human.fiscal_code), (NAME, "DNGZND80A41L407X"))
        self.assertEqual((human.phones, human.emails, human.no_phone, human.no_email), ([], [], 1, 1))
        self.assertTrue(frappe.get_all("Erasure Record", filters={"kept_until": ["is", "set"]}))

    def test_erasing_asks_for_reason_and_name(self):
        self.assertRaises(PersonalDataError, self.erase, reason=" ")
        self.assertRaises(PersonalDataError, self.erase, typed_name="Zelinda")
        self.assertRaises(PersonalDataError, privacy.get_data, "Party", self.company)
        self.assertRaises(PersonalDataError, privacy.get_data, "User", "Administrator")
        self.assertTrue(count_traces())

    def test_only_officers(self):
        for role in ("RelCRM User", "RelCRM Agent", "RelCRM Marketing", "RelCRM Manager"):
            frappe.set_user(make_user("privacy.altri@example.com", role))
            self.assertRaises(frappe.PermissionError, self.get)
            self.assertRaises(frappe.PermissionError, privacy.export_data, "Contact Person", self.person.name)
            self.assertRaises(frappe.PermissionError, self.erase)
            self.assertRaises(frappe.PermissionError, frappe.get_list, "Personal Data Read")
            self.assertRaises(frappe.PermissionError, frappe.get_list, "Erasure Record")
            frappe.set_user("Administrator")
        frappe.set_user(make_user("privacy.resp@example.com", "RelCRM Privacy Officer"))
        self.assertEqual(self.get()["title"], NAME)

    def test_a_private_event_of_a_colleague_is_shown_to_the_officer_alone(self):
        frappe.set_user(make_user("privacy.collega@example.com", "RelCRM User"))
        secret = make_event("Riservato", party=self.company, contact_person=self.person.name, private=1)
        frappe.set_user(make_user("privacy.resp@example.com", "RelCRM Privacy Officer"))
        rows = next(group["rows"] for group in self.get()["groups"] if group["doctype"] == "Relation Event")
        self.assertIn(secret.name, [row["name"] for row in rows])

    def test_who_opened_the_card_and_took_the_list_is_known(self):
        reader = make_user("privacy.lettore@example.com", "RelCRM User")
        personal_reads.write_down()
        frappe.set_user(reader)
        get_person_card(self.person.name)
        get_card(self.company)
        frappe.set_user("Administrator")
        readings = self.get()["readings"]
        self.assertIn((reader, "Opened"), [(row.user, row.act) for row in readings])
        before = len(readings)
        self.assertGreater(len(self.get()["readings"]), before)  # looking at it is a reading too

    def test_where_each_datum_comes_from(self):
        said = privacy.get_sources("Contact Person", self.person.name)
        self.assertEqual([(row["kind"], row["value"]) for row in said], [("phones", SHOWN), ("emails", EMAIL)])
        frappe.set_user(make_user("privacy.dati@example.com", "RelCRM User"))
        person = frappe.get_doc("Contact Person", self.person.name)
        person.append("emails", {"email": "nuova@example.com"})
        person.save(ignore_version=False)
        last = privacy.get_sources("Contact Person", self.person.name)[-1]
        self.assertEqual((last["value"], last["by"]), ("nuova@example.com", "privacy.dati"))
