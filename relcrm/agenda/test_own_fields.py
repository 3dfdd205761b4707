"""The own fields of an event type in the list of events and in imports, without what is not the reader's to see."""

import frappe

from relcrm.agenda.doctype.relation_event_type.test_relation_event_type import make_type
from relcrm.agenda.own_fields import fit_imported
from relcrm.api import lists
from relcrm.exceptions import OwnFieldError
from relcrm.exchange.mapping import get_targets, guess_columns
from relcrm.testing import IntegrationTestCase, make_event, make_user


class TestOwnFields(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = make_user("campi.ufficio@example.com", "RelCRM User")
        own = [
            {"label": "Superficie elenco", "value_type": "Number"},
            {"label": "Tetto elenco", "value_type": "Choice", "choices": "Piano\nA falde"},
        ]
        make_type("Sopralluogo elenco", own)
        for subject, size, roof, private in (
            ("Piccolo", 80, "Piano", 0),
            ("Grande", 900, "A falde", 0),
            ("Segreto", 950, "Piano", 1),
        ):
            values = [{"field_key": "superficie_elenco", "number": size}, {"field_key": "tetto_elenco", "choice": roof}]
            make_event(f"{subject} elenco", event_type="Sopralluogo elenco", event_values=values, private=private)
        make_event("Altro elenco")

    def setUp(self):
        frappe.set_user(self.clerk)
        self.addCleanup(frappe.set_user, "Administrator")

    def get_subjects(self, *conditions, **more):
        own = ["subject", "contains", " elenco"]
        query = {"doctype": "Relation Event", "columns": ["subject"], "conditions": [own, *conditions], **more}
        return [row["subject"].split()[0] for row in lists.get_rows(query)["rows"]]

    def test_they_are_columns_filters_order_and_groups(self):
        size, roof = "event:superficie_elenco", "event:tetto_elenco"
        [field] = [field for field in lists.get_fields("Relation Event") if field["path"] == roof]
        self.assertEqual((field["fieldtype"], field["options"]), ("Select", "Piano\nA falde"))
        self.assertEqual(field["group"], "Sopralluogo elenco")
        offered = [one["path"] for one in lists.get_fields("Relation Event")]
        self.assertEqual([path for path in offered if path.startswith("event_values.")], [])
        self.assertEqual(self.get_subjects([size, ">", 100]), ["Grande"])
        self.assertEqual(self.get_subjects([roof, "in", ["Piano"]]), ["Piccolo"])
        self.assertEqual(self.get_subjects([size, "is", "not set"]), ["Altro"])
        self.assertEqual(self.get_subjects([size, "is", "set"], sort=[[size, "desc"]]), ["Grande", "Piccolo"])
        query = {"doctype": "Relation Event", "conditions": [[size, "is", "set"]], "group_by": [roof]}
        found = {group["value"]: group["count"] for group in lists.get_groups(query)["groups"]}
        self.assertEqual(found, {"A falde": 1, "Piano": 1})

    def test_a_column_of_a_file_finds_them_by_label(self):
        target = "event_values[field_key=superficie_elenco].number"
        self.assertIn(target, [one["target"] for one in get_targets("Relation Event")])
        columns = guess_columns("Relation Event", ["Oggetto", "Superficie elenco"])
        self.assertEqual(columns[-1]["target"], target)

    def test_a_value_that_is_not_offered_is_refused_in_a_sentence(self):
        wrong = [{"field_key": "tetto_elenco", "choice": "Legno"}]
        sentence = 'Casa: Tetto elenco cannot be "Legno". Choose one of: Piano, A falde.'
        with self.assertRaisesRegex(OwnFieldError, sentence):
            make_event("Casa", event_type="Sopralluogo elenco", event_values=wrong)
        unknown = [{"field_key": "colore", "text": "Rosso"}]
        with self.assertRaisesRegex(OwnFieldError, 'Casa: "Sopralluogo elenco" has no own field "colore" for "Rosso"'):
            make_event("Casa", event_type="Sopralluogo elenco", event_values=unknown)

    def test_what_was_stored_stays_whatever_becomes_of_the_type(self):
        frappe.set_user("Administrator")
        wall = {"label": "Muro", "value_type": "Choice", "choices": "Sasso\nLegno"}
        kind = make_type("Sopralluogo vecchio", [wall, {"label": "Porte", "value_type": "Number"}])
        values = [{"field_key": "muro", "choice": "Legno"}, {"field_key": "porte", "number": 3}]
        event = make_event("Vecchio", event_type=kind.name, event_values=values)
        kind.set("fields_of_type", [{"label": "Muro", "value_type": "Choice", "choices": "Sasso"}])
        kind.save()
        event.reload()
        event.outcome = "Visto"
        event.save()
        self.assertEqual([row.field_key for row in event.event_values], ["muro", "porte"])
        event.event_values[0].choice = "Paglia"
        self.assertRaises(OwnFieldError, event.save)

    def test_an_import_sets_aside_what_is_not_offered(self):
        values = [{"field_key": "tetto_elenco", "choice": "Legno"}, {"field_key": "superficie_elenco", "number": 7}]
        event = frappe.new_doc("Relation Event")
        event.update({"subject": "Casa", "event_type": "Sopralluogo elenco", "event_values": values})
        self.assertEqual(fit_imported(event), ['Tetto elenco: "Legno" is not one of: Piano, A falde'])
        self.assertEqual([row.field_key for row in event.event_values], ["superficie_elenco"])
        event.append("event_values", {"field_key": "tetto_elenco", "choice": "a falde"})
        self.assertEqual((fit_imported(event), event.event_values[1].choice), ([], "A falde"))
        event.event_type = "Task"
        self.assertEqual(fit_imported(event)[0], 'superficie_elenco: "7" is no own field of "Task"')
        self.assertFalse(event.event_values)

    def test_other_lists_have_none(self):
        self.assertFalse([field for field in lists.get_fields("Party") if field["path"].startswith("event:")])
