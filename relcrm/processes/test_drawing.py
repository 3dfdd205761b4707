import frappe

from relcrm.exceptions import CustomisationError
from relcrm.processes import drawing
from relcrm.testing import IntegrationTestCase
from relcrm.workplace.customising import kinds, taking_back

ROLES = ["RelCRM User", "RelCRM Manager"]


def state(title, **values):
    return {"title": title, "roles": ["RelCRM User"], **values}


def action(title, start, end, **values):
    return {"title": title, "state": start, "next_state": end, "roles": ROLES, **values}


class TestDrawing(IntegrationTestCase):
    def make_kind(self, label):
        values = {"label_it": label, "see": ROLES, "change": ROLES}
        return kinds.add_kind({**values, "fields": [{"kind": "amount", "label_it": "Importo"}]})["doctype"]

    def test_process_of_an_own_kind_is_made_changed_and_taken_back(self):
        kind = self.make_kind("Richiesta prova")
        first = frappe.get_doc({"doctype": kind, "title": "Prima"}).insert()
        condition = {"any": 0, "rows": [{"field": "custom_importo", "op": ">", "value": 100}]}
        steps = [{"event_type": "Call", "days": 3, "assigned_to": None}]
        states = [
            state("Da vedere prova"),
            state("Approvata prova", tone="good", steps=steps),
            state("Rifiutata prova"),
        ]
        actions = [
            action("Approva prova", "Da vedere prova", "Approvata prova", condition=condition),
            action("Rifiuta prova", "Da vedere prova", "Rifiutata prova"),
        ]
        layout = {"Da vedere prova": {"x": 10, "y": 20}}
        made = drawing.save_process(kind, {"states": states, "actions": actions, "layout": layout})["change"]
        self.assertEqual(frappe.db.get_value(kind, first.name, "workflow_state"), "Da vedere prova")
        read = drawing.get_process(kind)
        self.assertEqual([row["state"] for row in read["states"]], [row["title"] for row in states])
        self.assertEqual(read["actions"][0]["condition"]["rows"][0]["field"], "custom_importo")
        self.assertEqual(read["actions"][0]["roles"], ROLES)
        self.assertEqual(read["layout"], layout)

        doc = frappe.get_doc({"doctype": kind, "title": "Seconda", "custom_importo": 500}).insert()
        doc.workflow_state = "Approvata prova"
        doc.save()
        planned = frappe.get_all("Relation Event", filters={"reference_name": doc.name}, fields=["event_type"])
        self.assertEqual([row.event_type for row in planned], ["Call"])

        again = drawing.get_process(kind)
        fewer = {"states": again["states"][:2], "actions": again["actions"][:1], "layout": again["layout"]}
        drawing.save_process(kind, fewer)
        third = {"states": again["states"][:1], "actions": [], "layout": {}}
        with self.assertRaises(CustomisationError):
            drawing.save_process(kind, third)
        moved = drawing.save_process(kind, {**third, "moves": {"Approvata prova": "Da vedere prova"}})["change"]
        self.assertEqual(frappe.db.get_value(kind, doc.name, "workflow_state"), "Da vedere prova")
        taking_back.take_back(moved)
        self.assertEqual(frappe.db.get_value(kind, doc.name, "workflow_state"), "Approvata prova")
        with self.assertRaises(CustomisationError):
            taking_back.take_back(made)
        taking_back.take_back(made, with_later=True)
        self.assertIsNone(drawing.get_workflow_name(kind))

    def test_what_cannot_work_is_refused(self):
        kind = self.make_kind("Domanda prova")
        for process in (
            {},
            {"states": []},
            {"states": [state("A prova"), state("A prova")], "actions": []},
            {"states": [state("A prova"), state("B prova")], "actions": []},
            {"states": [state("A prova")], "actions": [action("x", "A prova", "Nowhere")]},
            {"states": [state("A prova", roles=[])], "actions": []},
            {"states": [state("A prova", roles=["Nobody"])], "actions": []},
            {"states": [state("x" * 141)], "actions": []},
            {"states": [state("A prova", steps=[{"event_type": "No such"}])], "actions": []},
            "x",
            [],
        ):
            with self.subTest(process=str(process)[:80]), self.assertRaises(CustomisationError):
                drawing.save_process(kind, process)

    def test_state_is_renamed_in_words_alone(self):
        process = drawing.get_process("Negotiation")
        process["states"][0]["title"] = "Primo incontro prova"
        frappe.local.lang = "it"
        try:
            change = drawing.save_process("Negotiation", process)["change"]
            name = process["states"][0]["state"]
            self.assertEqual(frappe._(name, lang="it"), "Primo incontro prova")
            taking_back.take_back(change)
            self.assertNotEqual(frappe._(name, lang="it"), "Primo incontro prova")
        finally:
            frappe.local.lang = "en"
