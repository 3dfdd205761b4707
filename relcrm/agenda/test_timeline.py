"""The time line of a card: what is in it, page by page, through filters, and nothing that is closed to a colleague."""

import json
from collections import Counter

import frappe

from relcrm.agenda.timeline import get_last_contacts
from relcrm.api import card
from relcrm.exceptions import TimelineError
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user

SECRET = "Segretissimo"


def get_keys(answer: dict) -> list[str]:
    return [entry["key"] for entry in answer["entries"]]


def read_all(**asked) -> list[dict]:
    """Every page of a time line, one after the other."""
    entries, more, before, seen = [], True, None, []
    while more:
        page = card.get_timeline(before=before, seen=seen, **asked)
        entries += page["entries"]
        more, before = page["more"], str(entries[-1]["on"]) if entries else None
        seen = [entry["key"] for entry in entries if str(entry["on"]) == before]
    return entries


class TestTimeline(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = make_user("linea@example.com", "RelCRM User")
        cls.colleague = make_user("linea.collega@example.com", "RelCRM User", "RelCRM Manager")
        cls.agent = make_user("linea.agente@example.com", "RelCRM Agent")
        frappe.set_user(cls.user)
        cls.party = make_party("Linea del Tempo Srl").name
        cls.person = make_person(cls.party, "Ada Prima").name
        cls.other = make_person(cls.party, "Bruno Secondo").name
        done = {"party": cls.party, "status": "Done"}
        cls.call = make_event("Chiede il listino", event_type="Call", contact_person=cls.person, **done).name
        cls.visit = make_event(
            "Visita in officina",
            event_type="Visit",
            starts_on="2026-11-20 10:00:00",
            notes="<p>Manca il carroponte</p>",
            participants=[{"side": "Theirs", "contact_person": cls.other}],
            **done,
        ).name
        cls.secret = make_event(
            f"{SECRET} oggetto",
            event_type="Call",
            starts_on="2026-11-30 10:00:00",
            contact_person=cls.person,
            private=1,
            assigned_to=cls.user,
            area="Administration",
            **done,
        )
        cls.secret.add_comment("Comment", f"{SECRET} commento")
        cls.secret.add_comment("Comment", "detto in riservato")
        frappe.get_doc("Party", cls.party).add_comment("Comment", "<p>Pagano a novanta giorni</p>")
        file = {"doctype": "File", "file_name": "listino.txt", "content": "1", "is_private": 1}
        frappe.get_doc(file | {"attached_to_doctype": "Relation Event", "attached_to_name": cls.visit}).insert()
        hidden = file | {"file_name": f"{SECRET}.txt", "attached_to_name": cls.secret.name}
        frappe.get_doc(hidden | {"attached_to_doctype": "Relation Event"}).insert()
        deal = {"doctype": "Negotiation", "subject": "Tre carroponti", "party": cls.party, "expected_value": 900}
        cls.deal = frappe.get_doc(deal).insert().name
        frappe.set_user("Administrator")
        cls.keep_version("Negotiation", cls.deal, [["workflow_state", "First Contact", "Offer"]])
        cls.keep_version("Party", cls.party, [["lifecycle_stage", "Lead", "Customer"], ["search_text", "a", "b"]])
        cls.keep_version("Party", cls.party, [["search_text", "b", "c"]])

    @staticmethod
    def keep_version(doctype: str, name: str, changed: list) -> None:
        values = {"doctype": "Version", "ref_doctype": doctype, "docname": name}
        frappe.get_doc(values | {"data": json.dumps({"changed": changed})}).insert(ignore_permissions=True)

    def setUp(self):
        frappe.set_user(self.user)
        self.addCleanup(frappe.set_user, "Administrator")

    def get_filtered(self, **filters) -> dict:
        return card.get_timeline(self.party, filters=filters)

    def test_everything_is_in_one_line_newest_first(self):
        entries = read_all(party=self.party)
        self.assertEqual(entries, sorted(entries, key=lambda entry: (entry["on"], entry["key"]), reverse=True))
        kinds = Counter(entry["kind"] for entry in entries)
        self.assertEqual(kinds, {"event": 3, "comment": 3, "file": 2, "step": 2, "change": 1})
        [change] = [entry for entry in entries if entry["kind"] == "change"]
        self.assertEqual([(row["before"], row["after"]) for row in change["changes"]], [("Lead", "Customer")])

    def test_pages_give_every_entry_once(self):
        party = make_party("Molte Pagine Srl").name
        for number in range(100):
            moment = f"2026-10-01 10:{number // 40:02d}:00"
            make_event("Pagina", party=party, status="Cancelled", starts_on=moment)
        keys = [entry["key"] for entry in read_all(party=party)]
        self.assertEqual((len(keys), len(set(keys))), (100, 100))

    def test_filters_narrow_by_kind_type_area_person_state_and_text(self):
        self.assertEqual(get_keys(self.get_filtered(kind="event", event_type="Visit")), [f"event/{self.visit}"])
        self.assertEqual(get_keys(self.get_filtered(text="carroponte", kind="event")), [f"event/{self.visit}"])
        steps = [get_keys(self.get_filtered(text=text, kind="step")) for text in ("", "carròponti TRE", "due")]
        self.assertEqual((steps[0], steps[2]), (steps[1], []))
        for text in ("CARROPÒNTE", "carropônte", "Officìna carroponte"):
            self.assertEqual(get_keys(self.get_filtered(text=text, kind="event")), [f"event/{self.visit}"])
        self.assertEqual(get_keys(self.get_filtered(text="carro_onte", kind="event")), [])
        self.assertEqual(get_keys(self.get_filtered(contact_person=self.other)), [f"event/{self.visit}"])
        self.assertEqual(len(self.get_filtered(kind="comment", text="Novànta")["entries"]), 1)
        self.assertEqual(self.get_filtered(state="Cancelled")["entries"], [])
        self.assertEqual(self.get_filtered(colleague=self.agent)["entries"], [])
        areas = {entry["area"] for entry in self.get_filtered(area="Administration", kind="event")["entries"]}
        self.assertEqual(areas, {"Administration"})

    def test_a_person_has_a_line_of_their_own(self):
        answer = card.get_person_card(self.other)
        self.assertEqual(get_keys(answer["timeline"]), [f"event/{self.visit}"])
        self.assertEqual([file["file_name"] for file in answer["documents"]["files"]], [])
        self.assertIn(f"event/{self.call}", get_keys(card.get_person_card(self.person)["timeline"]))

    def test_what_is_private_leaves_no_trace(self):
        self.assertEqual(str(get_last_contacts(self.party)[self.person]), "2026-11-30 10:00:00")
        self.assertIn("Administration", [area["value"] for area in card.get_card(self.party)["facets"]["areas"]])
        frappe.set_user(self.colleague)
        answer = card.get_card(self.party)
        everything = [answer, read_all(party=self.party), card.get_documents(self.party)]
        everything += [card.get_person_card(self.person), card.get_timeline(self.party, filters={"text": SECRET})]
        text = json.dumps(everything, default=str)
        for word in (SECRET, "detto in riservato", self.secret.name, "Administration", "2026-11-30"):
            self.assertNotIn(word, text)
        [person] = [row for row in answer["people"] if row["name"] == self.person]
        self.assertEqual(str(person["last_contact"]), "2026-11-23 10:00:00")

    def test_who_may_not_see_the_party_gets_nothing(self):
        frappe.set_user(self.agent)
        for ask in (card.get_card, card.get_timeline, card.get_documents, card.get_network):
            self.assertRaises(frappe.PermissionError, ask, self.party)
        self.assertRaises(frappe.PermissionError, card.get_person_card, self.person)

    def test_what_cannot_be_read_is_refused_with_a_sentence(self):
        for wrong in ({"before": "ieri"}, {"filters": "[1]"}, {"seen": '{"a": 1}'}):
            self.assertRaises(TimelineError, card.get_timeline, self.party, **wrong)
