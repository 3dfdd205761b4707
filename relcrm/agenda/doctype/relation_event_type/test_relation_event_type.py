import frappe

from relcrm.agenda.event_type import get_type_of_channel
from relcrm.api.agenda import get_types
from relcrm.exceptions import ProfileValueError
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
