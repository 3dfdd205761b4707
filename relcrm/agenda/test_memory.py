"""Memory before contact: ten companies made by hand, and the lines that are expected of each, in their order."""

import frappe
from frappe.utils import add_days, nowdate

from relcrm.api.memory import get_memory
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user


def lines(party=None, contact_person=None, event=None) -> list[str]:
    """The memory as `section: text`, one line each, with what is left out as `section: +n`."""
    found = []
    for section in get_memory(party, contact_person, event):
        found += [f"{section['key']}: {line['text']}{say_terms(line)}" for line in section["lines"]]
        found += [f"{section['key']}: +{section['more']}"] if section["more"] else []
    return found


def say_terms(line: dict) -> str:
    return f" {line['percent']} %" if line.get("percent") else f" {line['amount']} EUR" if line.get("amount") else ""


def show(day: str) -> str:
    return "/".join(reversed(day.split("-")))


class TestMemory(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.me = make_user("memoria@example.com", "RelCRM User")
        cls.colleague = make_user("memoria.collega@example.com", "RelCRM User", "RelCRM Manager")
        frappe.db.set_value("User", cls.me, "full_name", "Mia Memoria")
        frappe.db.set_value("User", cls.colleague, "full_name", "Carlo Collega")

    def setUp(self):
        frappe.set_user(self.me)
        frappe.local.lang = "en"

    def tearDown(self):
        frappe.set_user("Administrator")

    def make(self, party: str, *events: dict, people: tuple = ("Ada Prima", "Bruno Secondo")):
        name = make_party(party).name
        persons = {full_name: make_person(name, full_name).name for full_name in people}
        made = []
        for values in events:
            values = {"event_type": "Call", "status": "Done", "party": name, "assigned_to": self.me, **values}
            if values.get("with"):
                values["contact_person"] = persons[values.pop("with")]
            made.append(make_event(values.pop("subject"), **values))
        return name, persons, made

    def test_a_company_that_nobody_ever_met_has_no_memory(self):
        party, _people, _made = self.make("Mai Visti Srl")
        self.assertEqual(lines(party), [])

    def test_b_the_last_three_contacts_of_a_company_the_latest_first(self):
        events = [{"subject": f"Numero {day}", "starts_on": f"2026-03-0{day} 10:00:00"} for day in (1, 2, 3, 4)]
        party, _people, _made = self.make("Quattro Volte Srl", *events)
        self.assertEqual(
            lines(party),
            [f"meetings: 0{day}/03/2026 · Call · me: Numero {day}" for day in (4, 3, 2)],
        )

    def test_c_this_very_person_before_the_colleagues(self):
        party, people, _made = self.make(
            "Due Persone Srl",
            {"subject": "Con Ada", "with": "Ada Prima", "starts_on": "2026-03-01 10:00:00", "outcome": "Answered"},
            {"subject": "Con Bruno", "with": "Bruno Secondo", "starts_on": "2026-03-05 10:00:00"}
            | {"event_type": "Visit"},
            {"subject": "Con nessuno", "starts_on": "2026-03-06 10:00:00"},
        )
        self.assertEqual(
            lines(party, people["Ada Prima"]),
            [
                "meetings: 01/03/2026 · Call · me: Con Ada (Answered)",
                "colleagues: 06/03/2026 · Call · me: Con nessuno",
                "colleagues: 05/03/2026 · Visit with Bruno Secondo · me: Con Bruno",
            ],
        )

    def test_d_somebody_who_only_took_part_was_met_too(self):
        party, people, made = self.make("Riunione Srl", {"subject": "In tre", "with": "Ada Prima"})
        made[0].append("participants", {"side": "Theirs", "contact_person": people["Bruno Secondo"]})
        made[0].save()
        self.assertEqual(
            lines(party, people["Bruno Secondo"]), ["meetings: 23/11/2026 · Call with Ada Prima · me: In tre"]
        )

    def test_e_promises_ours_first_by_day_with_the_overdue_marked(self):
        late, soon = add_days(nowdate(), -3), add_days(nowdate(), 3)
        rows = [
            {"promise": "Disegno", "side": "Theirs", "due_on": late},
            {"promise": "Listino", "due_on": soon},
            {"promise": "Campione", "due_on": late},
            {"promise": "Sconto", "kind": "Discount", "value": 7.5},
            {"promise": "Vecchia", "state": "Kept"},
        ]
        party, _people, _made = self.make(
            "Promettenti Srl", {"subject": "Visita", "with": "Ada Prima", "promises": rows, "status": "Cancelled"}
        )
        self.assertEqual(lines(party), [])
        frappe.db.set_value("Relation Event", _made[0].name, "status", "Open")
        found = [line for line in lines(party) if line.startswith("promises")]
        self.assertEqual(
            found,
            [
                f"promises: I: Campione, was due on {show(late)}",
                f"promises: I: Listino, by {show(soon)}",
                "promises: I: Sconto 7.5 %",
                f"promises: Ada Prima: Disegno, was due on {show(late)}",
            ],
        )
        section = next(one for one in get_memory(party) if one["key"] == "promises")
        self.assertEqual([line["tone"] for line in section["lines"]], ["danger", "", "", "danger"])

    def test_f_more_promises_than_fit_are_counted(self):
        rows = [{"promise": f"Cosa {number}"} for number in range(7)]
        party, _people, _made = self.make("Molte Promesse Srl", {"subject": "Visita", "promises": rows})
        self.assertEqual(lines(party)[-1], "promises: +2")

    def test_g_terms_that_contradict_come_before_everything(self):
        offer = {"promise": "Gru", "kind": "Offer", "value": 12000}
        party, _people, _made = self.make("Contesa Srl", {"subject": "Mia", "promises": [offer]})
        frappe.set_user(self.colleague)
        make_event("Sua", party=party, status="Done", promises=[{"promise": "Gru", "kind": "Discount", "value": 20}])
        frappe.set_user(self.me)
        found = lines(party)
        self.assertEqual(found[0], "conflicts: Mia Memoria: Offer, Gru (23/11/2026) 12000.0 EUR")
        self.assertEqual(found[1], "conflicts: Carlo Collega: Discount, Gru (23/11/2026) 20.0 %")

    def test_h_running_negotiations_of_a_colleague_and_what_is_planned(self):
        party, _people, _made = self.make(
            "In Trattativa Srl",
            {"subject": "Prossima", "status": "Planned", "starts_on": "2027-01-11 10:00:00", "event_type": "Visit"},
        )
        deal = {"doctype": "Negotiation", "subject": "Gru a ponte", "party": party, "agent": self.colleague}
        frappe.get_doc(deal | {"expected_value": 5000}).insert(ignore_permissions=True)
        found = lines(party)
        self.assertEqual(found[0], "deals: Gru a ponte: First Contact since today · Carlo Collega 5000.0 EUR")
        self.assertIn("planned: 11/01/2027 · Visit · me: Prossima", found)

    def test_i_an_appointment_does_not_remember_itself(self):
        party, people, made = self.make(
            "Appuntamento Srl",
            {"subject": "Prima", "with": "Ada Prima", "starts_on": "2026-03-01 10:00:00"},
            {"subject": "Oggi", "with": "Ada Prima", "status": "Planned", "starts_on": "2027-01-11 10:00:00"},
        )
        self.assertEqual(lines(event=made[1].name), ["meetings: 01/03/2026 · Call · me: Prima"])
        self.assertEqual(lines(event=made[0].name), ["planned: 11/01/2027 · Call · me: Oggi"])

    def test_j_a_private_event_of_a_colleague_changes_nothing(self):
        party, people, made = self.make(
            "Riservata Srl", {"subject": "Aperta", "with": "Ada Prima", "promises": [{"promise": "Aperta"}]}
        )
        before = (lines(party), lines(party, people["Ada Prima"]), lines(event=made[0].name))
        frappe.set_user(self.colleague)
        rows = [{"promise": "Chiusa", "kind": "Offer", "value": 1, "due_on": "2026-12-01"}]
        secret = {"party": party, "private": 1, "promises": rows}
        make_event("Segreta", status="Done", contact_person=people["Ada Prima"], **secret)
        hidden = make_event("Segreta domani", status="Planned", starts_on="2027-01-11 10:00:00", **secret)
        self.assertIn("Segreta", str(lines(party)))
        frappe.set_user(self.me)
        after = (lines(party), lines(party, people["Ada Prima"]), lines(event=made[0].name))
        self.assertEqual(before, after)
        with self.assertRaises(frappe.PermissionError):
            get_memory(event=hidden.name)

    def test_memory_of_nobody_is_empty_and_of_nothing_is_refused(self):
        self.assertEqual(get_memory(), [])
        with self.assertRaises(frappe.DoesNotExistError):
            get_memory(party="PTY-9999999")
