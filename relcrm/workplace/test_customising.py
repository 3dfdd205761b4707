import frappe

from relcrm.api import card
from relcrm.exceptions import ChoiceError, CustomisationError
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person
from relcrm.workplace import own_search
from relcrm.workplace.customising import forms, kinds, leading, taking_back, wording
from relcrm.workplace.lists.titles import get_titles


def last_change():
    return taking_back.get_changes()[0]["name"]


class TestForms(IntegrationTestCase):
    def test_field_with_several_choices_holds_only_its_choices(self):
        made = forms.add_field(
            "Party",
            {
                "kind": "choices",
                "label_it": "Macchine possedute",
                "label_en": "Machines owned",
                "choices": "Tornio\nFresa\nPressa",
            },
        )
        fieldname = made["fieldname"]
        self.assertEqual(fieldname, "custom_machines_owned")
        change = last_change()
        party = make_party(
            "Officine Prova", **{fieldname: [{"choice": "Tornio"}, {"choice": "Fresa"}, {"choice": "Tornio"}]}
        )
        self.assertEqual([row.choice for row in party.get(fieldname)], ["Tornio", "Fresa"])
        forms.add_field("Party", {"kind": "choices", "label_it": "Altre cose", "choices": ["Legno", "Tornio"]})
        party.append(fieldname, {"choice": "Legno"})
        self.assertRaises(ChoiceError, party.save)
        look = taking_back.look(change)
        self.assertEqual(len(look["losses"]), 1)
        taking_back.take_back(change)
        self.assertFalse(frappe.get_meta("Party").has_field(fieldname))
        taking_back.put_back(change)
        again = frappe.get_doc("Party", party.name)
        self.assertEqual([row.choice for row in again.get(fieldname)], ["Tornio", "Fresa"])
        self.assertEqual(frappe._("Machines owned", lang="it"), "Macchine possedute")

    def test_filled_fields_of_ones_own_stand_on_the_card(self):
        def add(doctype, kind, label, **more):
            return forms.add_field(doctype, {"kind": kind, "label_it": label, **more})["fieldname"]

        machines = add("Party", "choices", "Macchine sulla scheda", choices=["Tornio", "Fresa"])
        plan = add("Party", "file", "Pianta sulla scheda")
        empty = add("Party", "choices", "Niente sulla scheda", choices=["Tornio"])
        skills = add("Contact Person", "choices", "Patenti sulla scheda", choices=["Gru", "Muletto"])
        values = {machines: [{"choice": "Tornio"}, {"choice": "Fresa"}], plan: "/files/pianta.pdf"}
        party = make_party("Scheda Prova", **values)
        facts = {fact["field"]: fact for fact in card.get_card(party.name)["facts"]}
        self.assertEqual([row["choice"] for row in facts[machines]["value"]], ["Tornio", "Fresa"])
        self.assertEqual(facts[machines]["options"], "Own Choice Row")
        self.assertEqual(facts[plan]["value"], "/files/pianta.pdf")
        self.assertNotIn(empty, facts)
        person = make_person(party.name, "Ada Prova", **{skills: [{"choice": "Gru"}]})
        facts = {fact["field"]: fact for fact in card.get_person_card(person.name)["facts"]}
        self.assertEqual([row["choice"] for row in facts[skills]["value"]], ["Gru"])

    def test_removed_field_keeps_its_values_and_comes_back(self):
        fieldname = forms.add_field("Party", {"kind": "text", "label_it": "Colore"})["fieldname"]
        party = make_party("Tinte Prova", **{fieldname: "verde"})
        forms.remove_field("Party", fieldname)
        self.assertFalse(frappe.get_meta("Party").has_field(fieldname))
        self.assertEqual(
            forms.add_field("Party", {"kind": "text", "label_it": "Colore"})["fieldname"], f"{fieldname}_2"
        )
        taking_back.take_back(last_change())
        taking_back.take_back(last_removed())
        self.assertEqual(frappe.db.get_value("Party", party.name, fieldname), "verde")

    def test_later_change_of_the_same_goes_first(self):
        fieldname = forms.add_field("Party", {"kind": "text", "label_it": "Prova ordine"})["fieldname"]
        added = last_change()
        forms.change_field("Party", fieldname, {"label_it": "Prova ordine nuova", "label_en": "Prova ordine nuova"})
        forms.change_field("Party", fieldname, {"reqd": 1})
        with self.assertRaises(CustomisationError) as refused:
            taking_back.take_back(added)
        self.assertIn("Prova ordine", str(refused.exception))
        taking_back.take_back(added, with_later=True)
        self.assertFalse(frappe.get_meta("Party").has_field(fieldname))
        self.assertEqual([row["undone"] for row in taking_back.get_changes()[:3]], [1, 1, 1])

    def test_independent_changes_are_taken_back_in_any_order(self):
        forms.change_field("Party", "website", {"label_it": "Pagina", "label_en": "Page on the web"})
        first = last_change()
        forms.change_field("Party", "website", {"in_standard_filter": 1})
        taking_back.take_back(first)
        df = frappe.get_meta("Party").get_field("website")
        self.assertEqual((df.label, df.in_standard_filter), ("Web site", 1))

    def test_field_moves_and_back(self):
        before = [df.fieldname for df in frappe.get_meta("Party").fields]
        forms.move_field("Party", "website", "party_name")
        self.assertEqual([df.fieldname for df in frappe.get_meta("Party").fields][1], "website")
        taking_back.take_back(last_change())
        self.assertEqual([df.fieldname for df in frappe.get_meta("Party").fields], before)

    def test_needed_field_of_the_product_stays(self):
        self.assertRaises(CustomisationError, forms.change_field, "Party", "party_name", {"hidden": 1})
        self.assertRaises(CustomisationError, forms.remove_field, "Party", "website")

    def test_bad_input_is_refused_with_a_sentence(self):
        for values in (
            {"kind": "text", "label_it": ""},
            {"kind": "text", "label_it": "x" * 141},
            {"kind": "text", "label_it": "<b>x</b>"},
            {"kind": "text", "label_it": "Sito web"},
            {"kind": "text"},
            {"kind": "nothing", "label_it": "Prova"},
            {"kind": "choice", "label_it": "Prova", "choices": ""},
            {"kind": "choices", "label_it": "Prova", "choices": [str(n) for n in range(501)]},
            {"kind": "choice", "label_it": "Prova", "choices": ["A", "a"]},
            {"kind": "link", "label_it": "Prova", "link_to": "DocType"},
            {"kind": "number", "label_it": "Prova", "default": "tre"},
            {"kind": "text", "label_it": "Prova", "condition": {"rows": [{"field": "x", "op": "="}]}},
            {"kind": "text", "label_it": "Prova", "level": 9},
            [],
            "x",
        ):
            with self.subTest(values=str(values)[:60]), self.assertRaises(CustomisationError):
                forms.add_field("Party", values)
        for doctype in ("User", "DocType", "Nothing", "", None, ["Party"]):
            self.assertRaises(CustomisationError, forms.add_field, doctype, {"kind": "text", "label_it": "Prova"})

    def test_reserved_and_sql_words_make_good_fields(self):
        for label in ("Select", "name", "Order", "docstatus", "group by", "drop table"):
            fieldname = forms.add_field("Party Source", {"kind": "text", "label_it": f"{label} x"})["fieldname"]
            self.assertTrue(frappe.get_meta("Party Source").has_field(fieldname))

    def test_five_hundred_choices_fit(self):
        offered = [f"Prova {n}" for n in range(500)]
        fieldname = forms.add_field("Party Source", {"kind": "choice", "label_it": "Tante", "choices": offered})[
            "fieldname"
        ]
        self.assertEqual(len(frappe.get_meta("Party Source").get_field(fieldname).options.split("\n")), 501)

    def test_condition_is_written_and_read_back(self):
        condition = {
            "any": 0,
            "rows": [{"field": "party_type", "op": "=", "value": 'A "B" && C'}, {"field": "website", "op": "is set"}],
        }
        fieldname = forms.add_field("Party", {"kind": "text", "label_it": "Solo se", "condition": condition})[
            "fieldname"
        ]
        field = next(one for one in forms.get_form("Party")["fields"] if one["fieldname"] == fieldname)
        self.assertTrue(field["condition_text"].startswith("eval:doc.party_type == "))
        self.assertRaises(CustomisationError, forms.remove_field, "Party", "party_type")


def last_removed():
    return next(row["name"] for row in taking_back.get_changes() if not row["undone"])


class TestKinds(IntegrationTestCase):
    def test_new_kind_is_made_removed_and_comes_back_with_its_records(self):
        made = kinds.add_kind(
            {
                "label_it": "Macchina usata",
                "label_en": "Used machine",
                "many_it": "Macchine usate",
                "see": ["RelCRM User"],
                "change": ["RelCRM Manager"],
                "fields": [
                    {"kind": "amount", "label_it": "Prezzo"},
                    {"kind": "link", "label_it": "Di chi", "link_to": "Party"},
                ],
            }
        )
        name = made["doctype"]
        self.assertEqual(name, "Used Machine")
        fields = [df.fieldname for df in frappe.get_meta(name).fields]
        doc = frappe.get_doc({"doctype": name, "title": "Tornio vecchio", "custom_prezzo": 1200}).insert()
        self.assertRaises(CustomisationError, kinds.remove_kind, name)
        kinds.remove_kind(name, 1)
        self.assertFalse(frappe.db.exists("DocType", name))
        self.assertFalse(frappe.db.table_exists(name))
        taking_back.take_back(last_change())
        self.assertEqual([df.fieldname for df in frappe.get_meta(name).fields], fields)
        self.assertEqual(frappe.db.get_value(name, doc.name, ["title", "custom_prezzo"]), ("Tornio vecchio", 1200))
        self.assertEqual(wording.get_shown(name, "it", "many"), "Macchine usate")

    def test_kind_is_called_by_another_field_and_back(self):
        name = kinds.add_kind({"label_it": "Contratto di prova", "see": [], "change": []})["doctype"]
        number = forms.add_field(name, {"kind": "text", "label_it": "Numero contratto"})
        fieldname = number["fieldname"]
        doc = frappe.get_doc({"doctype": name, "title": "Canone", fieldname: "A-17"}).insert()
        frappe.get_doc({"doctype": name, "title": "Senza numero"}).insert()
        chosen = leading.set_leading(name, {"title": fieldname})
        self.assertEqual(chosen["holds_nothing"], 1)
        meta = frappe.get_meta(name)
        self.assertEqual(meta.get_title_field(), fieldname)
        self.assertEqual([meta.get_field(one).reqd for one in (fieldname, "title")], [1, 0])
        self.assertEqual(get_titles(name, [doc.name]), {doc.name: "A-17"})
        self.assertEqual([hit["title"] for hit in own_search.find_own("a-17", 5)], ["A-17"])
        forms.change_field(name, "title", {"hidden": 1})
        self.assertRaises(CustomisationError, forms.remove_field, name, fieldname)
        self.assertRaises(CustomisationError, taking_back.take_back, number["change"])
        self.assertRaisesRegex(CustomisationError, "hidden", taking_back.take_back, chosen["change"])
        forms.change_field(name, "title", {"hidden": 0})
        taking_back.take_back(chosen["change"])
        self.assertEqual(frappe.get_meta(name).get_title_field(), "title")
        taking_back.put_back(chosen["change"])
        self.assertEqual(frappe.get_meta(name).get_title_field(), fieldname)

    def test_calendar_and_board_go_by_the_chosen_fields(self):
        name = kinds.add_kind({"label_it": "Noleggio di prova", "see": [], "change": []})["doctype"]
        given = {
            "date": {"kind": "date", "label_it": "Uscita"},
            "end": {"kind": "date", "label_it": "Rientro"},
            "state": {"kind": "choice", "label_it": "Dove sta", "choices": ["Fuori", "Rientrata"]},
        }
        made = {key: forms.add_field(name, values)["fieldname"] for key, values in given.items()}
        chosen = leading.set_leading(name, made)
        self.assertEqual(forms.get_form(name)["leading"], {"title": "title", **made, "fixed": {}})
        sent = frappe.get_meta(name).as_dict()
        self.assertEqual([sent.get(f"relcrm_{key}") for key in made], list(made.values()))
        taking_back.take_back(chosen["change"])
        self.assertEqual(forms.get_form(name)["leading"]["date"], "")
        for values in (
            {"date": "title"},
            {"title": made["date"]},
            {"title": ""},
            {"state": "nothing"},
            {"date": made["date"], "end": made["date"]},
            {"date": ["x"]},
            {"date": 1},
            "x",
        ):
            with self.subTest(values=values), self.assertRaises(CustomisationError):
                leading.set_leading(name, values)

    def test_name_of_the_products_own_kinds_and_states_of_a_process_stay(self):
        self.assertRaises(CustomisationError, leading.set_leading, "Party", {"title": "website"})
        self.assertRaises(CustomisationError, leading.set_leading, "Negotiation", {"state": "outcome"})
        self.assertRaises(CustomisationError, leading.set_leading, "User", {"date": "birth_date"})
        self.assertIn("state", forms.get_form("Negotiation")["leading"]["fixed"])
        leading.set_leading("Negotiation", {"date": "closed_on"})
        self.assertEqual(frappe.get_meta("Negotiation").get("relcrm_date"), "closed_on")

    def test_kind_that_fields_point_to_stays(self):
        name = kinds.add_kind({"label_it": "Deposito merci", "see": [], "change": []})["doctype"]
        added = last_change()
        forms.add_field("Party", {"kind": "link", "label_it": "Suo deposito", "link_to": name})
        self.assertRaises(CustomisationError, kinds.remove_kind, name)
        self.assertRaises(CustomisationError, taking_back.take_back, added)

    def test_bad_names_are_refused(self):
        for label in ("", "x" * 141, "<x>", "Party", "Anagrafica", "123", "ToDo", "User", "---"):
            with self.subTest(label=label), self.assertRaises(CustomisationError):
                kinds.add_kind({"label_it": label, "see": [], "change": []})


class TestLists(IntegrationTestCase):
    def test_kind_of_event_is_kept_and_taken_back_also_when_used(self):
        fields = [{"label": "Esito tecnico", "value_type": "Text"}]
        values = {"doctype": "Relation Event Type", "type_name": "Sopralluogo prova", "channel": "Visit"}
        doc = frappe.get_doc({**values, "fields_of_type": fields}).insert()
        added = last_change()
        doc.append("fields_of_type", {"label": "Metri", "value_type": "Number"})
        doc.save()
        taking_back.take_back(last_change())
        doc.reload()
        self.assertEqual([row.label for row in doc.fields_of_type], ["Esito tecnico"])
        self.assertEqual(taking_back.look(added)["losses"], [])
        make_event("Visita in cantiere", event_type=doc.name)
        [loss] = taking_back.look(added)["losses"]
        self.assertTrue(loss.startswith("1 events are of the kind Sopralluogo prova"), loss)
        taking_back.take_back(added)
        self.assertEqual(frappe.db.get_value("Relation Event Type", doc.name, "disabled"), 1)
        taking_back.put_back(added)
        self.assertEqual(frappe.db.get_value("Relation Event Type", doc.name, "disabled"), 0)


class TestTexts(IntegrationTestCase):
    def test_text_is_changed_and_taken_back(self):
        wording.change_text("Stage", "it", "Fase del cliente")
        self.assertEqual(frappe._("Stage", lang="it"), "Fase del cliente")
        self.assertEqual(wording.find_texts("fase del cliente", "it")[0]["source"], "Stage")
        taking_back.take_back(last_change())
        self.assertNotEqual(frappe._("Stage", lang="it"), "Fase del cliente")

    def test_places_for_values_stay(self):
        self.assertRaises(CustomisationError, wording.change_text, "{0} rows", "it", "righe")
