"""Who may be reached over whole lists, and the opposition register by file, as REST asks for it."""

import frappe
from frappe.utils import add_days, nowdate

from relcrm.api import consents as api
from relcrm.exceptions import ConsentError, ContactHeldError, RegisterFileError
from relcrm.exchange import gate_files
from relcrm.exchange.gate_files import take_answer
from relcrm.testing import IntegrationTestCase, make_party, make_user

NUMBERS = {"Elenco Uno": "+390422008001", "Elenco Due": "+390422008002", "Elenco Tre": "+390422008003"}


class TestGateFiles(IntegrationTestCase):
    def setUp(self):
        frappe.db.savepoint("before_test")
        self.addCleanup(frappe.db.rollback, save_point="before_test")
        self.addCleanup(frappe.set_user, "Administrator")
        self.parties = {
            title: make_party(title, phones=[{"number": number}], addresses=[{"street": "Via A 1", "town": "Treviso"}])
            for title, number in NUMBERS.items()
        }
        self.names = [party.name for party in self.parties.values()]

    def judge(self, channel="Phone"):
        return api.judge_list("Party", "Promotion", channel, names=self.names)

    def read_file(self):
        return frappe.local.response.filecontent.decode("utf-8-sig")

    def test_a_list_says_how_many_are_open_and_who_is_held_why(self):
        api.refuse("Calls", party=self.names[0])
        take_answer("Telephone", nowdate(), "a.csv", f"{NUMBERS['Elenco Uno']};N\n{NUMBERS['Elenco Due']};N".encode())
        found = self.judge()
        self.assertEqual((found["count"], found["allowed"], found["allowed_names"]), (3, 1, [self.names[1]]))
        held = {row["code"]: [one["title"] for one in row["names"]] for row in found["held"]}
        self.assertEqual(held, {"refused": ["Elenco Uno"], "register_missing": ["Elenco Tre"]})
        self.assertEqual(api.judge_list("Party", "Contract and service", "Phone", names=self.names)["allowed"], 3)

    def test_a_list_by_its_query_says_the_same(self):
        query = {"doctype": "Party", "conditions": {"op": "all", "of": [["party_name", "starts", "Elenco "]]}}
        found = api.judge_list("Party", "Promotion", "E-mail", query=query)
        self.assertEqual((found["count"], found["allowed"]), (3, 0))
        self.assertEqual(found["held"][0]["code"], "no_address")
        self.assertRaises(ContactHeldError, api.judge_list, "Negotiation", "Promotion", "E-mail", names=["x"])

    def test_the_question_and_its_answer_free_the_numbers(self):
        api.export_for_register("Party", "Telephone", names=self.names)
        text = self.read_file()
        self.assertEqual(sorted(text.splitlines()[1:]), ["0422008001;", "0422008002;", "0422008003;"])
        answer = text.replace("0422008003", "422008003")  # as a spreadsheet leaves it
        for digits, said in (("8001", "S"), ("8002", "N"), ("8003", "no")):
            answer = answer.replace(f"{digits};", f"{digits};{said}")
        said = take_answer("Telephone", add_days(nowdate(), -3), "risposta.csv", answer.encode())
        self.assertEqual((said["answers"], said["registered"], said["unread"]), (3, 1, 0))
        self.assertEqual(self.judge()["allowed_names"], self.names[1:])
        filters = {"number": NUMBERS["Elenco Uno"]}
        kept = frappe.get_all("Register Answer", filters, ["checked_on", "source_file"])
        day = add_days(nowdate(), -3)
        self.assertEqual([(str(row.checked_on), row.source_file) for row in kept], [(day, "risposta.csv")])

    def test_a_foreign_number_is_asked_about_with_its_prefix(self):
        self.assertEqual(gate_files.get_dialled("+41443643532"), "0041443643532")
        self.assertEqual(gate_files.get_dialled("+393331234567"), "3331234567")

    def test_an_answer_that_only_lists_needs_to_be_told_what_that_means(self):
        listed = "\n".join(["Numero", NUMBERS["Elenco Uno"], "0422 008002", "chissà"]).encode()
        self.assertRaises(RegisterFileError, take_answer, "Telephone", nowdate(), "a.csv", listed)
        said = take_answer("Telephone", nowdate(), "a.csv", listed, "free")
        self.assertEqual((said["free"], said["registered"], said["unread_sample"]), (2, 0, ["chissà"]))
        self.assertEqual(self.judge()["allowed"], 2)
        take_answer("Telephone", nowdate(), "b.csv", listed, "registered")
        self.assertEqual(self.judge()["allowed"], 0)

    def test_a_number_said_twice_is_in_the_register(self):
        number = NUMBERS["Elenco Uno"]
        said = take_answer("Telephone", nowdate(), "a.csv", f"n;r\n{number};S\n{number};N".encode())
        self.assertEqual((said["answers"], said["registered"]), (1, 1))

    def test_the_post_is_asked_by_our_reference(self):
        api.export_for_register("Party", "Post", names=self.names)
        lines = self.read_file().splitlines()
        self.assertEqual(len(lines), 4)
        answer = "\n".join([lines[0], *(f"{line}{flag}" for line, flag in zip(lines[1:], "SNN", strict=True))])
        take_answer("Post", nowdate(), "posta.csv", answer.encode())
        self.assertEqual(self.judge("Post")["allowed_names"], self.names[1:])

    def test_bad_files_and_days_change_nothing(self):
        good = f"{NUMBERS['Elenco Uno']};N".encode()
        cases = (("Telephone", "2999-01-01", good), ("Telephone", "ieri l'altro", good), ("Fax", nowdate(), good))
        for register, day, content in (*cases, ("Telephone", nowdate(), b"a;b\nc;d"), ("Post", nowdate(), good)):
            with self.assertRaises(RegisterFileError):
                take_answer(register, day, "a.csv", content)
        self.assertEqual(frappe.db.count("Register Answer", {"number": ["in", list(NUMBERS.values())]}), 0)

    def test_the_verdicts_as_a_file(self):
        api.refuse("Everything", party=self.names[0], said="Basta!")
        api.export_verdicts("Party", "Promotion", "Phone", names=self.names)
        lines = self.read_file().splitlines()
        self.assertEqual(len(lines), 4)
        self.assertIn("Refused on", lines[1])
        self.assertTrue(all("register" in line for line in lines[1:]))

    def test_an_agent_judges_what_they_see_and_takes_no_file(self):
        agent = make_user("varco.agente@example.com", "RelCRM Agent")
        self.parties["Elenco Uno"].reload()
        self.parties["Elenco Uno"].update({"agent": agent}).save()
        frappe.set_user(agent)
        self.assertEqual(self.judge()["count"], 1)
        self.assertRaises(frappe.PermissionError, api.judge, "Promotion", "Phone", party=self.names[1])
        self.assertRaises(frappe.PermissionError, api.refuse, "Calls", party=self.names[1])
        self.assertRaises(frappe.PermissionError, api.export_for_register, "Party", "Telephone", names=self.names)
        self.assertRaises(frappe.PermissionError, api.export_verdicts, "Party", "Promotion", "Phone", names=self.names)
        self.assertRaises(frappe.PermissionError, api.import_register_answer, "Telephone", nowdate())
        self.assertEqual(api.judge("Promotion", "Phone", party=self.names[0])["reasons"][0]["code"], "register_missing")

    def test_a_wrong_key_is_taken_back_by_who_pressed_it(self):
        made = api.refuse("Calls", party=self.names[0])["entries"]
        other = make_user("varco.altra@example.com", "RelCRM User")
        frappe.set_user(other)
        self.assertRaises(ConsentError, api.take_back, made)
        frappe.set_user("Administrator")
        api.take_back(made)
        self.assertEqual(api.get_consents(party=self.names[0])["history"], [])
        old = api.refuse("Calls", party=self.names[0])["entries"]
        frappe.db.set_value("Party Consent", old[0], "creation", add_days(nowdate(), -1), update_modified=False)
        self.assertRaises(ConsentError, api.take_back, old)
        self.assertRaises(ConsentError, api.refuse, "Piccioni", party=self.names[0])
