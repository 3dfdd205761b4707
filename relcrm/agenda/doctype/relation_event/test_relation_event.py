import frappe
from frappe.utils import get_datetime

from relcrm.api import agenda, calls, card
from relcrm.exceptions import EventChainError, EventTimeError, OtherPartyError
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user


class TestRelationEvent(IntegrationTestCase):
    def test_event_takes_length_area_and_month_from_type_and_start(self):
        event = make_event("Visita di prova", event_type="Visit", starts_on="2026-11-23 10:00:00")
        event.reload()
        self.assertEqual(get_datetime(event.ends_on), get_datetime("2026-11-23 11:00:00"))
        self.assertEqual((event.month, event.area), ("2026-11", "Sales"))
        self.assertEqual(get_datetime(event.reminder_at), get_datetime("2026-11-23 09:00:00"))

    def test_event_takes_the_party_of_its_person(self):
        person = make_person(make_party("Gamma Srl").name, "Ada Neri")
        event = make_event("Chiamare", contact_person=person.name)
        self.assertEqual(event.party, person.party)
        other = make_party("Delta Srl")
        with self.assertRaises(OtherPartyError):
            make_event("Chiamare", contact_person=person.name, party=other.name)

    def test_end_before_start_is_refused(self):
        with self.assertRaises(EventTimeError):
            make_event("Rovescio", ends_on="2026-11-22 10:00:00")

    def test_years_that_no_calendar_has_are_refused(self):
        wrong = ("0001-01-01 00:00:00", "1600-05-01 10:00:00", "9999-12-31 23:50:00")
        for moment in wrong:
            with self.assertRaises(EventTimeError):
                make_event("Fuori dal tempo", starts_on=moment)
        with self.assertRaises(EventTimeError):
            make_event("Senza fine", starts_on="2200-12-31 23:00:00", ends_on="2201-01-01 01:00:00")

    def test_several_values_for_a_field_of_one_are_a_sentence(self):
        for wrong in ({"starts_on": ["x"]}, {"subject": {"a": 1}}, {"notes": ["a"]}):
            values = {"subject": "Prova", "event_type": "Task", "starts_on": "2026-11-23 10:00:00"} | wrong
            with self.assertRaises(frappe.ValidationError):
                agenda.create_event(values)

    def test_a_start_taken_away_is_missed_not_invented(self):
        event = make_event("Senza inizio")
        event.starts_on = None
        self.assertRaises(frappe.MandatoryError, event.save)

    def test_event_cannot_follow_itself(self):
        event = make_event("Anello")
        event.previous_event = event.name
        self.assertRaises(EventChainError, event.save)

    def test_call_is_saved_with_text_alone_and_named_later(self):
        answer = calls.log_call(notes="Ha chiesto il listino <2026>", caller_number="0422 700800")
        event = frappe.get_doc("Relation Event", answer["event"]["name"])
        self.assertEqual((event.event_type, event.status, event.party), ("Call", "Done", None))
        self.assertEqual(event.caller_e164, "+390422700800")
        self.assertIn("Ha chiesto il listino", event.subject)
        party = make_party("Omega Srl")
        named = calls.name_caller(event.name, party=party.name)
        self.assertEqual(named["party_name"], "Omega Srl")

    def test_call_and_follow_up_stand_in_the_agenda(self):
        party = make_party("Casale Prova Srl")
        answer = calls.log_call(
            notes="Vuole una visita",
            party=party.name,
            follow_up={"event_type": "Visit", "starts_on": "2026-12-01 10:00:00", "subject": "Visita"},
        )
        self.assertEqual(answer["follow_up"]["previous_event"], answer["event"]["name"])
        rows = agenda.get_events("2026-11-30", "2026-12-07")
        found = [row for row in rows if row["name"] == answer["follow_up"]["name"]]
        self.assertEqual(found[0]["party_name"], "Casale Prova Srl")
        self.assertEqual(found[0]["status"], "Planned")

    def test_completing_plans_the_next_in_one_action(self):
        party = make_party("Catena Srl")
        event = make_event("Prima visita", event_type="Visit", party=party.name)
        answer = agenda.complete_event(
            event.name,
            outcome="Positive",
            next_event={"event_type": "Demo", "starts_on": "2026-12-10 09:00:00"},
        )
        self.assertEqual(answer["event"]["status"], "Done")
        self.assertEqual(answer["follow_up"]["party"], party.name)
        self.assertEqual(answer["follow_up"]["previous_event"], event.name)

    def test_a_person_finds_the_events_in_which_they_took_part(self):
        person = make_person(make_party("Molti Srl").name, "Uno dei molti")
        alone = make_event("A tu per tu", contact_person=person.name)
        among = make_event("In gruppo", participants=[{"side": "Theirs", "contact_person": person.name}])
        make_event("Senza di loro")
        found = {row["name"] for row in card.get_person_card(person.name)["planned"]}
        self.assertEqual(found, {alone.name, among.name})

    def test_moving_keeps_the_length(self):
        event = make_event("Spostabile", event_type="Visit", starts_on="2026-11-23 10:00:00")
        row = agenda.move_event(event.name, "2026-11-25 15:30:00")
        self.assertEqual(get_datetime(row["ends_on"]), get_datetime("2026-11-25 16:30:00"))

    def test_agenda_of_one_company_and_of_one_process_alone(self):
        party, other = make_party("Solo loro Srl").name, make_party("Gli altri Srl").name
        deal = frappe.get_doc({"doctype": "Negotiation", "subject": "Solo questa", "party": party}).insert()
        process = {"reference_doctype": "Negotiation", "reference_name": deal.name}
        times = {"starts_on": "2031-11-24 10:00:00", "assigned_to": frappe.session.user}
        in_deal = make_event("Della trattativa", party=party, **process, **times).name
        theirs = make_event("Dell'azienda", party=party, **times).name
        make_event("Di altri", party=other, **times)

        def find(**only):
            return {row["name"] for row in agenda.get_events("2031-11-24", "2031-11-25", **only)}

        self.assertEqual(find(party=party), {in_deal, theirs})
        self.assertEqual(find(process=deal.name), {in_deal})
        self.assertEqual(find(party=other, process=deal.name), set())
        self.assertEqual(len(find()), 3)

    def test_agenda_shows_events_in_which_one_takes_part(self):
        user = make_user("partecipa@example.com", "RelCRM User")
        other = make_user("organizza@example.com", "RelCRM User")
        event = make_event(
            "Riunione",
            assigned_to=other,
            participants=[{"side": "Ours", "user": user}],
            starts_on="2026-11-24 10:00:00",
        )
        with self.set_user(user):
            names = [row["name"] for row in agenda.get_events("2026-11-23", "2026-11-30")]
        self.assertIn(event.name, names)
