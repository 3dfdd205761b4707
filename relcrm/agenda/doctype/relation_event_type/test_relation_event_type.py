import frappe

from relcrm.agenda.event_type import get_type_of_channel
from relcrm.api.agenda import get_types
from relcrm.exceptions import NextStepError, ProfileValueError
from relcrm.testing import IntegrationTestCase, make_event


def make_type(name: str, fields: list[dict], **values):
    """Insert an event type with own fields."""
    kind = {"doctype": "Relation Event Type", "type_name": name, "channel": "Visit", "fields_of_type": fields}
    return frappe.get_doc(kind | values).insert()


class TestRelationEventType(IntegrationTestCase):
    def test_own_fields_get_keys_and_reach_the_form(self):
        make_type(
            "Prova Sopralluogo", [{"label": "Metri quadri", "value_type": "Number"}], outcomes="Bene\n\nMale"
        )
        [kind] = [row for row in get_types() if row["name"] == "Prova Sopralluogo"]
        self.assertEqual(kind["fields"][0]["field_key"], "metri_quadri")
        self.assertEqual(kind["fields"][0]["column"], "number")
        self.assertEqual([row["value"] for row in kind["outcomes"]], ["Bene", "Male"])
        event = make_event(
            "Sopralluogo",
            event_type="Prova Sopralluogo",
            event_values=[{"field_key": "metri_quadri", "number": 120}],
        )
        event.reload()
        self.assertEqual((event.event_values[0].label, event.event_values[0].number), ("Metri quadri", 120.0))

    def test_a_field_twice_or_a_choice_without_choices_is_refused(self):
        for fields in (
            [{"label": "A", "value_type": "Text"}, {"label": "A", "value_type": "Text"}],
            [{"label": "B", "value_type": "Choice"}],
        ):
            with self.assertRaises(ProfileValueError):
                make_type("Prova Errata", fields)

    def test_a_disabled_type_is_not_offered(self):
        make_type("Prova Spenta", [], disabled=1)
        self.assertNotIn("Prova Spenta", [row["name"] for row in get_types()])

    def test_a_new_type_stands_last_and_is_not_proposed(self):
        make_type("Prova Nuova", [])
        self.assertEqual(get_types()[-1]["name"], "Prova Nuova")
        self.assertEqual(get_type_of_channel("Visit"), "Visit")
        self.assertEqual(make_type("Prova Messa", [], position=2).position, 2)

    def test_an_outcome_proposes_the_next_step(self):
        steps = [
            {"outcome": "Bene", "next_type": "Call", "next_days": 3, "next_subject": "Sentire come va"},
            {"outcome": " Rimandato ", "next_days": 0},
        ]
        make_type("Prova Passo", [], outcomes="Bene\nMale", next_steps=steps)
        outcomes = self.get_kind("Prova Passo")["outcomes"]
        self.assertEqual([row["value"] for row in outcomes], ["Bene", "Male", "Rimandato"])
        self.assertEqual(outcomes[0]["next"], {"event_type": "Call", "days": 3, "subject": "Sentire come va"})
        self.assertNotIn("next", outcomes[1])
        self.assertEqual(outcomes[2]["next"], {"event_type": "Prova Passo", "days": 0, "subject": ""})

    def test_a_step_of_a_kind_no_longer_used_is_of_the_same_kind(self):
        gone = make_type("Prova Dismessa", [], disabled=1)
        make_type("Prova Resta", [], next_steps=[{"outcome": "Bene", "next_type": gone.name}])
        [outcome] = self.get_kind("Prova Resta")["outcomes"]
        self.assertEqual(outcome["next"]["event_type"], "Prova Resta")

    def test_two_steps_for_an_outcome_or_too_late_a_step_are_refused(self):
        for steps, said in (
            ([{"outcome": "Bene"}, {"outcome": "Bene "}], "Bene"),
            ([{"outcome": "Bene", "next_days": 251}], "251"),
        ):
            with self.assertRaises(NextStepError) as refused:
                make_type("Prova Errata", [], next_steps=steps)
            self.assertIn(said, str(refused.exception))

    def test_the_delivered_call_proposes_to_call_again(self):
        [again] = [row for row in self.get_kind("Call")["outcomes"] if row["value"] == "Call back"]
        self.assertEqual((again["next"]["event_type"], again["next"]["days"]), ("Call", 1))

    def test_a_note_begins_with_the_headings_of_its_type(self):
        make_type("Prova Nota", [], note_template="Richieste:\n\n Impegni: ")
        self.assertEqual(self.get_kind("Prova Nota")["note_template"], "Richieste:\nImpegni:")
        make_type("Prova Muta", [])
        self.assertEqual(self.get_kind("Prova Muta")["note_template"], "")

    def get_kind(self, name: str) -> dict:
        return next(row for row in get_types() if row["name"] == name)
