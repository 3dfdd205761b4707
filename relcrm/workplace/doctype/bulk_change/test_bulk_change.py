"""Many records at once: through the controller, each failure named, taken back where nobody changed it since."""

import frappe

from relcrm.api import lists
from relcrm.exceptions import BulkChangeError, ListQueryError
from relcrm.relations.profile import set_profile_values
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user
from relcrm.workplace import bulk
from relcrm.workplace.customising import forms
from relcrm.workplace.test_lists import make_attributes


class TestBulkChange(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = make_user("massa.ufficio@example.com", "RelCRM User")
        cls.agent = make_user("massa.agente@example.com", "RelCRM Agent")
        cls.manager = make_user("massa.capo@example.com", "RelCRM Manager")

    def setUp(self):
        frappe.set_user(self.manager)
        self.addCleanup(frappe.set_user, "Administrator")
        self.parties = [make_party(f"Massa {number}", employees=number).name for number in range(3)]

    def get(self, fieldname: str, names: list | None = None) -> list:
        return [frappe.db.get_value("Party", name, fieldname) for name in names or self.parties]

    def test_values_go_through_the_controller_and_come_back(self):
        values = {"employees": 7, "customer_since": "2026-01-31", "lifecycle_stage": "Customer"}
        done = lists.bulk_update("Party", names=self.parties, values=values)
        self.assertEqual((done["updated"], done["failed"], done["status"]), (3, [], "Finished"))
        self.assertEqual(self.get("employees"), [7, 7, 7])
        self.assertEqual([str(day) for day in self.get("customer_since")], ["2026-01-31"] * 3)
        undone = lists.undo_bulk(done["undo"])
        self.assertEqual((undone["updated"], undone["status"]), (3, "Undone"))
        self.assertEqual((self.get("employees"), self.get("customer_since")), ([0, 1, 2], [None] * 3))
        self.assertRaises(BulkChangeError, lists.undo_bulk, done["undo"])

    def test_what_somebody_changed_since_stays(self):
        done = lists.bulk_update("Party", names=self.parties, values={"employees": 7, "legal_form": "S.p.A."})
        party = frappe.get_doc("Party", self.parties[1])
        party.employees = 99
        party.save()
        undone = lists.undo_bulk(done["undo"])
        self.assertEqual(self.get("employees"), [0, 99, 2])
        self.assertEqual([(entry["name"], entry["title"]) for entry in undone["failed"]], [(party.name, "Massa 1")])
        self.assertIn("since", undone["failed"][0]["reason"])

    def test_each_failure_is_named_and_the_others_go_on(self):
        stranger = make_party("Massa altrui", agent=self.clerk).name
        frappe.set_user(self.agent)
        own = make_party("Massa propria").name
        done = lists.bulk_update("Party", names=[own, stranger, "PTY-none"], values={"employees": 5})
        self.assertEqual((done["updated"], self.get("employees", [own, stranger])), (1, [5, 0]))
        self.assertEqual([entry["name"] for entry in done["failed"]], [stranger, "PTY-none"])
        self.assertNotIn("altrui", str(done))
        reasons = [entry["reason"] for entry in done["failed"]]
        self.assertEqual(reasons, ["You may not change or delete it.", "It is no longer there."])
        done = lists.bulk_update("Party", names=[own], values={"parent_party": own})
        self.assertEqual((done["updated"], len(done["failed"])), (0, 1))

    def test_all_of_a_list_is_changed(self):
        query = {"doctype": "Party", "conditions": [["name", "in", self.parties], ["employees", ">", 0]]}
        done = lists.bulk_update("Party", query=query, values={"employees": 50})
        self.assertEqual((done["total"], self.get("employees")), (2, [0, 50, 50]))
        self.assertRaises(ListQueryError, lists.bulk_update, "Negotiation", query=query, values={"employees": 1})

    def test_several_choices_are_added_removed_replaced_and_come_back(self):
        frappe.set_user("Administrator")
        given = {"kind": "choices", "label_it": "Massa macchine", "choices": ["Tornio", "Fresa", "Pressa"]}
        path = forms.add_field("Party", given)["fieldname"]
        for name, chosen in zip(self.parties, ([], ["Fresa"], ["Fresa", "Tornio"]), strict=True):
            party = frappe.get_doc("Party", name)
            party.set(path, [{"choice": choice} for choice in chosen])
            party.save()
        frappe.set_user(self.manager)
        before = [[], ["Fresa"], ["Fresa", "Tornio"]]
        for value, after, changed in (
            (
                {"add": ["Tornio", "Pressa"]},
                [["Tornio", "Pressa"], ["Fresa", "Tornio", "Pressa"], ["Fresa", "Tornio", "Pressa"]],
                3,
            ),
            ({"remove": ["Fresa"]}, [[], [], ["Tornio"]], 2),
            (["Pressa", "Pressa"], [["Pressa"]] * 3, 3),
            ([], [[], [], []], 2),
        ):
            with self.subTest(value=value):
                done = lists.bulk_update("Party", names=self.parties, values={path: value})
                self.assertEqual((done["updated"], done["failed"]), (changed, []))
                self.assertEqual(self.get_choices(path), after)
                lists.undo_bulk(done["undo"])
                self.assertEqual(self.get_choices(path), before)
        done = lists.bulk_update("Party", names=self.parties[:1], values={path: {"add": ["Legno"]}})
        self.assertIn("Legno", done["failed"][0]["reason"])
        row = frappe.get_doc("Party", self.parties[2]).get(path)[1]
        lists.bulk_update("Party", names=self.parties[2:], values={path: {"remove": ["Fresa"]}})
        self.assertEqual([one.name for one in frappe.get_doc("Party", self.parties[2]).get(path)], [row.name])
        for value in ("Fresa", {"add": "Fresa"}, {"add": [1]}, {"put": ["Fresa"]}, {"add": [], "remove": []}, {}, None):
            with self.subTest(value=value), self.assertRaises(BulkChangeError):
                lists.bulk_update("Party", names=self.parties, values={path: value})

    def get_choices(self, path: str) -> list[list[str]]:
        return [[row.choice for row in frappe.get_doc("Party", name).get(path)] for name in self.parties]

    def test_characteristics_are_set_and_come_back(self):
        frappe.set_user("Administrator")
        make_attributes()
        set_profile_values(self.parties[0], {"Prova portata": 5, "Prova collaudo": "2026-01-31"})
        frappe.set_user(self.manager)
        columns = ["profile:Prova portata", "profile:Prova macchine", "profile:Prova collaudo"]
        values = {columns[0]: 8, columns[1]: ["Gru"], columns[2]: None}
        query = {"doctype": "Party", "columns": columns, "conditions": [["name", "in", self.parties]]}
        query["sort"] = [["name", "asc"]]

        def get_shown() -> list[tuple]:
            return [tuple(row[path] for path in columns) for row in lists.get_rows(query)["rows"]]

        before = get_shown()
        modified = self.get("modified")
        done = lists.bulk_update("Party", names=self.parties, values=values)
        self.assertEqual((done["updated"], get_shown()), (3, [(8, ["Gru"], None)] * 3))
        self.assertEqual(self.get("modified"), modified)
        self.assertEqual(lists.undo_bulk(done["undo"])["updated"], 3)
        self.assertEqual(get_shown(), before)
        failed = lists.bulk_update("Party", names=self.parties, values={columns[1]: ["Nave"]})["failed"]
        self.assertIn('"Nave" is not a choice', failed[0]["reason"])

    def test_a_private_event_is_not_reached(self):
        secret = make_event("Massa segreta", private=1).name
        frappe.set_user(self.clerk)
        done = lists.bulk_update("Relation Event", names=[secret], values={"location": "Sala"})
        self.assertEqual((done["updated"], len(done["failed"])), (0, 1))
        self.assertNotIn("segreta", str(done))
        self.assertFalse(frappe.db.get_value("Relation Event", secret, "location"))

    def test_only_columns_that_may_be_changed_are(self):
        closed = ({"main_town": "x"}, {"creation": "2020-01-01"}, {"owner": self.clerk}, {"phones.number": "1"})
        for values in (*closed, {}, None, {"employees": [1]}, {"employees": {"a": 1}}):
            with self.assertRaises(BulkChangeError):
                lists.bulk_update("Party", names=self.parties, values=values)
        self.assertRaises(ListQueryError, lists.bulk_update, "Party", names=self.parties, values={"nothing": 1})
        self.assertRaises(BulkChangeError, lists.bulk_update, "Party", names=[], values={"employees": 1})

    def test_deleted_records_come_back_under_their_names(self):
        party = frappe.get_doc("Party", self.parties[0])
        party.append("phones", {"number": "0422 555123"})
        party.save()
        event = make_event("Massa in uso", party=self.parties[1])
        done = lists.bulk_delete("Party", names=self.parties)
        self.assertEqual((done["deleted"], [entry["name"] for entry in done["failed"]]), (2, [event.party]))
        self.assertIn("Other records refer to it", done["failed"][0]["reason"])
        self.assertFalse(frappe.db.exists("Party", party.name))
        self.assertEqual(lists.undo_bulk(done["undo"])["deleted"], 2)
        back = frappe.get_doc("Party", party.name)
        self.assertEqual((back.party_name, back.phones[0].number), ("Massa 0", "0422 555123"))
        frappe.set_user(self.clerk)
        self.assertRaises(frappe.PermissionError, lists.bulk_delete, "Party", names=self.parties)

    def test_many_are_done_by_a_job_that_can_be_stopped(self):
        names = [make_party(f"Massa lavoro {number}").name for number in range(bulk.AT_ONCE + 1)]
        started = lists.bulk_update("Party", names=names, values={"employees": 3})
        self.assertEqual((started["status"], started["done"], started["total"]), ("Queued", 0, len(names)))
        lists.cancel_bulk(started["undo"])
        bulk.work(started["undo"], in_job=False)
        stopped = lists.get_bulk(started["undo"])
        self.assertEqual((stopped["status"], stopped["updated"]), ("Stopped", bulk.BATCH))
        self.assertEqual(lists.undo_bulk(started["undo"])["updated"], bulk.BATCH)
        self.assertEqual(set(self.get("employees", names)), {0})

    def test_what_a_dead_job_left_is_taken_back(self):
        names = [make_party(f"Massa morta {number}").name for number in range(bulk.AT_ONCE + 1)]
        started = lists.bulk_update("Party", names=names, values={"employees": 3})["undo"]
        frappe.db.set_value("Bulk Change", started, "cancel_requested", 1)
        bulk.work(started, in_job=False)
        frappe.db.set_value("Bulk Change", started, "status", "Running")
        self.assertRaises(BulkChangeError, lists.undo_bulk, started)
        frappe.db.set_value("Bulk Change", started, "modified", "2026-01-01 00:00:00", update_modified=False)
        self.assertEqual(lists.undo_bulk(started)["updated"], bulk.BATCH)

    def test_a_change_is_its_owner_s_alone(self):
        done = lists.bulk_update("Party", names=self.parties, values={"employees": 7})
        frappe.set_user(self.clerk)
        for work in (lists.get_bulk, lists.cancel_bulk, lists.undo_bulk):
            self.assertRaises(BulkChangeError, work, done["undo"])
        self.assertEqual(frappe.get_list("Bulk Change"), [])

    def test_old_ones_are_forgotten(self):
        done = lists.bulk_update("Party", names=self.parties, values={"employees": 7})
        frappe.db.set_value("Bulk Change", done["undo"], "creation", "2020-01-01", update_modified=False)
        bulk.delete_old()
        self.assertFalse(frappe.db.exists("Bulk Change", done["undo"]))
