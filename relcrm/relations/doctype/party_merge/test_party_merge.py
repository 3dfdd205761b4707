"""Two companies or people become one with all that hangs on them, and two again exactly; what may not is refused."""

import io

import frappe
from frappe.utils import add_days, now_datetime

from relcrm.api import duplicates
from relcrm.api.lists import get_rows
from relcrm.exceptions import MergeError
from relcrm.relations.merging import trace
from relcrm.relations.merging.log import keep
from relcrm.relations.merging.side_by_side import _show_profile
from relcrm.relations.profile import get_attributes
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user
from relcrm.workplace.attachments import revisions

LOGS = {"Party Merge", "Party Merge Log", "Match Key", "Possible Duplicate", "Error Log", "Version"}


def get_content() -> dict[str, list]:
    """Every row of every table, but for traces of merges and what is made anew."""
    found = {}
    for doctype in frappe.get_all("DocType", filters={"issingle": 0, "is_virtual": 0}, pluck="name", limit=0):
        if doctype not in LOGS and frappe.db.table_exists(doctype):
            rows = frappe.db.sql(f"select * from `tab{doctype}` order by `name`", as_dict=True)
            found[doctype] = [{column: keep(value) for column, value in row.items()} for row in rows]
    return found


class TestPartyMerge(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = make_user("unione.ufficio@example.com", "RelCRM User")
        cls.other_clerk = make_user("unione.altro@example.com", "RelCRM User")
        cls.agent = make_user("unione.agente@example.com", "RelCRM Agent")
        cls.manager = make_user("unione.direzione@example.com", "RelCRM Manager")

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")
        frappe.set_user("Administrator")
        self.kept = make_party(
            "Torneria Abbagnale S.r.l.",
            phones=[{"number": "0422 111222", "is_primary": 1}],
            notes="Paga bene.",
            addresses=[{"street": "Via Uno 1", "town": "Treviso", "province": "TV", "cap": "31100"}],
        )
        self.merged = make_party(
            "Abbagnale Torneria",
            phones=[{"number": "+39 0422 111222"}, {"number": "0422 333444", "is_primary": 1}],
            emails=[{"email": "info@abbagnale.example.com"}],
            website="https://abbagnale.example.com",
            notes="Chiede sconti.",
            no_email=1,
            roles=[{"role": "Supplier"}],
        )
        self.third = make_party("Terza Parte Srl")

    def merge(self, choices=None, kept=None, merged=None, doctype="Party"):
        return duplicates.merge(doctype, (kept or self.kept).name, (merged or self.merged).name, choices)

    def hang_things_on(self, party):
        """Everything that hangs on a company; returns what must lead to the one that stays."""
        self.person = make_person(party.name, "Olindo Abbagnale")
        self.event = make_event("Visita", party=party.name, contact_person=self.person.name)
        self.child = make_party("Abbagnale Officina", party_type="Division", parent_party=party.name)
        kind = frappe.get_all("Relationship Type", pluck="name")[0]
        tie = {"doctype": "Party Relationship", "relationship_type": kind}
        self.tie = frappe.get_doc({**tie, "party": party.name, "other_party": self.third.name}).insert()
        self.self_tie = frappe.get_doc({**tie, "party": self.kept.name, "other_party": party.name}).insert()
        party.add_comment("Comment", "Attenti ai tempi.")
        party.add_tag("Da rivedere")
        file = {"doctype": "File", "file_name": "listino.txt", "content": "prezzi", "is_private": 1}
        place = {"attached_to_doctype": "Party", "attached_to_name": party.name}
        self.file = frappe.get_doc({**file, **place}).insert()
        frappe.share.add("Party", party.name, self.agent, write=1)

    def test_all_that_hangs_on_it_comes_along_and_goes_back_exactly(self):
        self.hang_things_on(self.merged)
        frappe.share.add("Party", self.kept.name, self.agent)
        self.kept.add_tag("Da rivedere")
        before = get_content()
        done = self.merge()
        kept = self.kept.name
        self.assertFalse(frappe.db.exists("Party", self.merged.name))
        for record in (self.person, self.event):
            self.assertEqual(frappe.db.get_value(record.doctype, record.name, "party"), kept)
        self.assertEqual(frappe.db.get_value("Contact Person", self.person.name, "party_name"), self.kept.party_name)
        self.assertEqual(frappe.db.get_value("Party", self.child.name, "parent_party"), kept)
        self.assertEqual(frappe.db.get_value("Party Relationship", self.tie.name, "party"), kept)
        self.assertFalse(frappe.db.exists("Party Relationship", self.self_tie.name))
        self.assertEqual(frappe.db.get_value("File", self.file.name, "attached_to_name"), kept)
        self.assertTrue(frappe.db.exists("Comment", {"reference_name": kept, "content": "Attenti ai tempi."}))
        self.assertEqual(frappe.db.count("Tag Link", {"document_type": "Party", "document_name": kept}), 1)
        shares = frappe.get_all("DocShare", filters={"share_name": kept}, fields=["user", "write"])
        self.assertEqual(shares, [{"user": self.agent, "write": 1}])
        answer = duplicates.undo_merge(done["merge"])
        self.assertEqual((answer["name"], answer["conflicts"]), (self.merged.name, []))
        after = get_content()
        for doctype in before:
            self.assertEqual(after[doctype], before[doctype], doctype)

    def test_values_are_kept_filled_joined_or_chosen(self):
        self.merge({"party_name": "merged"})
        kept = frappe.get_doc("Party", self.kept.name)
        self.assertEqual(kept.party_name, "Abbagnale Torneria")
        self.assertEqual(kept.website, "https://abbagnale.example.com")
        self.assertEqual(kept.notes, "Paga bene.\nChiede sconti.")
        self.assertEqual(kept.no_email, 1)
        self.assertEqual([row.number for row in kept.phones], ["0422 111222", "0422 333444"])
        self.assertEqual([row.is_primary for row in kept.phones], [1, 0])
        self.assertEqual((kept.main_email, kept.main_town), ("info@abbagnale.example.com", "Treviso"))
        found = duplicates.find("Party", {"party_name": "Torneria Abbagnale", "phones": [{"number": "0422333444"}]})
        names = [hit["name"] for hit in found]
        self.assertEqual((names[0], self.merged.name in names), (self.kept.name, False))

    def test_private_events_of_others_come_along_unseen(self):
        frappe.set_user(self.other_clerk)
        private = make_event("Riservata", party=self.merged.name, private=1)
        frappe.set_user(self.clerk)
        answer = self.merge()
        self.assertNotIn(private.name, str(answer))
        self.assertEqual(frappe.get_list("Relation Event", filters={"party": self.kept.name}), [])
        frappe.set_user(self.other_clerk)
        [row] = frappe.get_list("Relation Event", filters={"party": self.kept.name}, fields=["name", "private"])
        self.assertEqual((row.name, row.private), (private.name, 1))
        frappe.set_user(self.clerk)
        self.assertRaises(frappe.PermissionError, frappe.get_list, "Party Merge Log")

    def test_what_was_changed_since_stays_and_is_said(self):
        self.hang_things_on(self.merged)
        done = self.merge()
        kept = frappe.get_doc("Party", self.kept.name)
        kept.update({"website": "https://nuovo.example.com", "agent": self.agent}).save()
        moved = frappe.get_doc("Relation Event", self.event.name)
        moved.update({"party": self.third.name, "contact_person": None}).save()
        later = make_event("Dopo", party=kept.name)
        answer = duplicates.undo_merge(done["merge"])
        self.assertEqual(len(answer["conflicts"]), 2)
        self.assertTrue(any("Web site" in text for text in answer["conflicts"]))
        kept.reload()
        self.assertEqual((kept.website, kept.agent), ("https://nuovo.example.com", self.agent))
        self.assertEqual(kept.notes, "Paga bene.")
        self.assertEqual([row.number for row in kept.phones], ["0422 111222"])
        self.assertEqual(frappe.db.get_value("Relation Event", self.event.name, "party"), self.third.name)
        self.assertEqual(frappe.db.get_value("Relation Event", later.name, "party"), kept.name)
        self.assertEqual(frappe.db.get_value("Contact Person", self.person.name, "party"), self.merged.name)

    def test_the_old_name_leads_on(self):
        self.merge()
        self.merge(kept=self.third, merged=self.kept)
        self.assertEqual(duplicates.where_is("Party", self.merged.name), self.third.name)
        with self.assertRaises(frappe.DoesNotExistError) as caught:
            frappe.get_doc("Party", self.merged.name)
        self.assertIn(self.third.name, str(caught.exception))
        frappe.set_user(self.agent)
        self.assertIsNone(duplicates.where_is("Party", self.merged.name))
        with self.assertRaises(frappe.DoesNotExistError) as caught:
            frappe.get_doc("Party", self.merged.name)
        self.assertNotIn(self.third.name, str(caught.exception))

    def test_merges_are_taken_back_in_their_order(self):
        first = self.merge()
        second = self.merge(kept=self.third, merged=self.kept)
        self.assertRaises(MergeError, duplicates.undo_merge, first["merge"])
        duplicates.undo_merge(second["merge"])
        duplicates.undo_merge(first["merge"])
        self.assertRaises(MergeError, duplicates.undo_merge, first["merge"])
        self.assertTrue(frappe.db.exists("Party", self.merged.name))

    def test_what_cannot_be_one_is_refused_and_nothing_changes(self):
        person = make_party("Abbagnale Olindo", party_type="Person")
        between = make_party("Abbagnale Mezzo", parent_party=self.merged.name)
        self.kept.update({"parent_party": between.name}).save()
        before = get_content()
        self.assertRaises(MergeError, self.merge, merged=self.kept)
        self.assertRaises(MergeError, self.merge, merged=person)
        self.assertRaises(MergeError, self.merge)
        self.assertRaises(frappe.DoesNotExistError, duplicates.merge, "Party", self.kept.name, "PTY-9999999")
        one, other = make_person(self.kept.name, "Ada Prova"), make_person(self.third.name, "Ada Prova")
        self.assertRaises(MergeError, self.merge, kept=one, merged=other, doctype="Contact Person")
        one.delete()
        other.delete()
        after = get_content()
        self.assertEqual(after["Party"], before["Party"])
        self.merge(kept=self.third)
        self.assertRaises(MergeError, self.merge, kept=self.third)

    def test_a_division_may_go_up_into_its_company(self):
        self.kept.update({"parent_party": self.merged.name}).save()
        self.merged.update({"parent_party": self.third.name}).save()
        self.merge()
        self.assertEqual(frappe.db.get_value("Party", self.kept.name, "parent_party"), self.third.name)

    def test_a_field_by_which_one_named_the_other_is_emptied(self):
        frappe.db.set_value("Party", self.kept.name, "parent_party", self.merged.name)
        frappe.db.set_value("Party", self.merged.name, "parent_party", self.third.name)
        done = self.merge({"parent_party": "merged"})
        self.assertEqual(frappe.db.get_value("Party", self.kept.name, "parent_party"), self.third.name)
        duplicates.undo_merge(done["merge"])
        self.assertEqual(frappe.db.get_value("Party", self.kept.name, "parent_party"), self.merged.name)

    def test_who_may_not_see_or_write_one_may_not_merge(self):
        frappe.db.set_value("Party", self.kept.name, "agent", self.agent)
        frappe.set_user(self.agent)
        self.assertRaises(frappe.PermissionError, self.merge)
        frappe.set_user("Administrator")
        self.assertTrue(frappe.db.exists("Party", self.merged.name))

    def test_only_who_merged_or_a_manager_takes_it_back(self):
        frappe.set_user(self.clerk)
        done = self.merge()
        frappe.set_user(self.other_clerk)
        self.assertRaises(frappe.PermissionError, duplicates.undo_merge, done["merge"])
        frappe.set_user(self.manager)
        duplicates.undo_merge(done["merge"])

    def test_after_thirty_days_only_the_way_is_kept(self):
        done = self.merge()
        frappe.db.set_value("Party Merge", done["merge"], "undo_until", add_days(now_datetime(), -1))
        trace.prune()
        self.assertFalse(frappe.db.exists("Party Merge Log", {"merge": done["merge"]}))
        self.assertRaises(MergeError, duplicates.undo_merge, done["merge"])
        self.assertEqual(duplicates.where_is("Party", self.merged.name), self.kept.name)
        self.assertIsNone(frappe.db.get_value("Party Merge", done["merge"], "merged_title"))

    def test_what_is_erased_cannot_be_put_together_again(self):
        done = self.merge()
        trace.forget_steps("Party", self.merged.name)
        self.assertFalse(frappe.db.exists("Party Merge Log", {"merge": done["merge"]}))
        self.assertIsNone(frappe.db.get_value("Party Merge", done["merge"], "merged_title"))
        self.assertRaises(MergeError, duplicates.undo_merge, done["merge"])

    def test_people_of_one_company_become_one(self):
        one, other = make_person(self.kept.name, "Ada Prova"), make_person(self.kept.name, "Prova Ada", role="Acquisti")
        below = make_person(self.kept.name, "Ugo Sotto", reports_to=other.name)
        event = make_event("Con Ada", party=self.kept.name, contact_person=other.name)
        done = self.merge(kept=one, merged=other, doctype="Contact Person")
        self.assertEqual(frappe.db.get_value("Contact Person", one.name, "role"), "Acquisti")
        self.assertEqual(frappe.db.get_value("Contact Person", below.name, "reports_to"), one.name)
        self.assertEqual(frappe.db.get_value("Relation Event", event.name, "contact_person"), one.name)
        duplicates.undo_merge(done["merge"])
        self.assertEqual(frappe.db.get_value("Contact Person", below.name, "reports_to"), other.name)

    def test_profiles_come_together(self):
        from relcrm.api.card import save_profile

        names = ("Unione colore", "Unione peso", "Unione altezza")
        for name in names:
            frappe.get_doc({"doctype": "Profile Attribute", "attribute_name": name, "value_type": "Text"}).insert()
        of_suppliers = {"attribute_name": "Unione consegna", "value_type": "Text", "role": "Supplier", "expected": 1}
        frappe.get_doc({"doctype": "Profile Attribute", **of_suppliers}).insert()
        save_profile(self.kept.name, {names[0]: "rosso", names[2]: "uno"})
        save_profile(self.merged.name, {names[0]: "blu", names[1]: "dieci", names[2]: "due"})
        before = get_content()
        done = self.merge({f"profile:{names[2]}": "merged"})
        profile = frappe.get_doc("Party Profile", {"party": self.kept.name})
        values = {row.attribute: row.text for row in profile.profile_values}
        self.assertEqual(values, {names[0]: "rosso", names[1]: "dieci", names[2]: "due"})
        self.assertEqual(self.find_by_profile(names[1], "dieci"), [self.kept.name])
        expected = [one for one in get_attributes("Company", self.kept.name) if one.expected]
        self.assertIn("Unione consegna", [one.name for one in expected])
        self.assertEqual(profile.completeness, round(100 * 3 / len(expected), 1))
        duplicates.undo_merge(done["merge"])
        self.assertEqual(self.find_by_profile(names[1], "dieci"), [self.merged.name])
        after = get_content()
        for doctype in ("Party Profile", "Profile Value"):
            self.assertEqual(after[doctype], before[doctype])

    def find_by_profile(self, attribute: str, text: str) -> list[str]:
        query = {"doctype": "Party", "columns": ["name"], "conditions": [[f"profile:{attribute}", "=", text]]}
        return [row["name"] for row in get_rows(query)["rows"]]

    def test_the_only_profile_goes_along_and_comes_back(self):
        from relcrm.api.card import save_profile

        name = "Unione marca"
        frappe.get_doc({"doctype": "Profile Attribute", "attribute_name": name, "value_type": "Text"}).insert()
        save_profile(self.merged.name, {name: "Rossi"})
        done = self.merge()
        self.assertEqual(self.find_by_profile(name, "Rossi"), [self.kept.name])
        duplicates.undo_merge(done["merge"])
        self.assertEqual(self.find_by_profile(name, "Rossi"), [self.merged.name])

    def test_files_of_one_name_become_revisions_of_one(self):
        for party, text in ((self.kept, b"uno"), (self.merged, b"due"), (self.merged, b"tre")):
            revisions.attach("Party", party.name, "listino.txt", io.BytesIO(text))
        before = get_content()
        done = self.merge()
        filters = {"reference_doctype": "Party", "reference_name": self.kept.name}
        fields = ["revision", "is_latest"]
        rows = frappe.get_all("Attachment Revision", filters=filters, fields=fields, order_by="revision")
        self.assertEqual([tuple(row.values()) for row in rows], [(1, 0), (2, 0), (3, 1)])
        duplicates.undo_merge(done["merge"])
        self.assertEqual(get_content()["Attachment Revision"], before["Attachment Revision"])

    def test_segments_and_views_that_name_it_name_the_other_one(self):
        gone, kept = self.merged.name, self.kept.name
        rule = {"op": "all", "of": [["parent_party", "in", [gone, self.third.name]]]}
        segment = {"doctype": "Segment", "segment_name": "Unione", "target": "Party", "visibility": "Private"}
        segment = frappe.get_doc({**segment, "conditions": frappe.as_json(rule)}).insert()
        view = {"doctype": "Saved View", "title": "Unione", "for_doctype": "Relation Event", "view": "List"}
        shown = {"filters": [["party", "in", [kept, gone]], ["party", "=", gone]], "columns": ["subject"]}
        view = frappe.get_doc({**view, "visibility": "Private", "definition": frappe.as_json(shown)}).insert()
        before = get_content()
        done = self.merge()
        now = frappe.parse_json(frappe.db.get_value("Segment", segment.name, "conditions"))
        self.assertEqual(now["of"][0][2], [kept, self.third.name])
        now = frappe.parse_json(frappe.db.get_value("Saved View", view.name, "definition"))
        self.assertEqual(now["filters"], [["party", "in", [kept]], ["party", "=", kept]])
        duplicates.undo_merge(done["merge"])
        after = get_content()
        for doctype in ("Segment", "Saved View"):
            self.assertEqual(after[doctype], before[doctype])

    def says(self, words: str, act, *args, **kwargs):
        """Something is refused in one sentence that has these words."""
        with self.assertRaises((MergeError, frappe.PermissionError, frappe.DoesNotExistError)) as caught:
            act(*args, **kwargs)
        self.assertIn(words, str(caught.exception) or str(frappe.message_log))

    def test_every_refusal_says_which_record_and_what_to_do(self):
        self.says("Torneria Abbagnale S.r.l.", self.merge, merged=self.kept)
        first = self.merge()
        self.says("Choose that one instead", self.merge)
        self.says("Choose that one instead", self.merge, kept=self.merged, merged=self.third)
        second = self.merge(kept=self.third, merged=self.kept)
        self.says("Take that merge back first", duplicates.undo_merge, first["merge"])
        self.says("not found", duplicates.undo_merge, "gibtsnicht")
        frappe.db.set_value("Party", self.third.name, "agent", None)
        frappe.set_user(self.agent)
        self.says("", duplicates.undo_merge, second["merge"])
        frappe.set_user("Administrator")
        duplicates.undo_merge(second["merge"])
        self.says("taken back already", duplicates.undo_merge, second["merge"])
        frappe.delete_doc("Party", self.kept.name)
        self.says("Bring it back first", duplicates.undo_merge, first["merge"])

    def test_the_unseen_one_of_two_is_not_told_by_name(self):
        frappe.db.set_value("Party", self.kept.name, "agent", self.agent)
        frappe.set_user(self.agent)
        for kept, merged in ((self.kept, self.merged), (self.merged, self.kept)):
            frappe.clear_messages()
            with self.assertRaises(frappe.PermissionError) as caught:
                self.merge(kept=kept, merged=merged)
            self.assertNotIn(self.merged.party_name, f"{caught.exception} {frappe.message_log}")
        self.assertRaises(frappe.PermissionError, duplicates.mark_different, "Party", self.kept.name, self.merged.name)
        self.assertEqual(duplicates.get_worklist("Party", record=self.kept.name)["pairs"], [])

    def test_where_an_unseen_one_went_is_not_told(self):
        self.merge()
        frappe.set_user(self.agent)
        frappe.clear_messages()
        with self.assertRaises(frappe.DoesNotExistError) as caught:
            self.merge(kept=self.merged, merged=self.third)
        self.assertNotIn(self.merged.party_name, f"{caught.exception} {frappe.message_log}")

    def test_what_was_merged_goes_back_after_its_new_record_was_changed_merged_and_parted_again(self):
        self.hang_things_on(self.merged)
        first = self.merge()
        kept = frappe.get_doc("Party", self.kept.name)
        kept.append("phones", {"number": "0422 999888"})
        kept.update({"party_name": "Torneria Nuova"}).save()
        second = self.merge(kept=self.third, merged=kept)
        duplicates.undo_merge(second["merge"])
        answer = duplicates.undo_merge(first["merge"])
        self.assertTrue(any("Name" in text for text in answer["conflicts"]), answer)
        kept.reload()
        self.assertEqual(kept.party_name, "Torneria Nuova")
        self.assertEqual([row.number for row in kept.phones], ["0422 111222", "0422 999888"])
        self.assertEqual(frappe.get_doc("Party", self.merged.name).party_name, "Abbagnale Torneria")
        self.assertEqual(frappe.db.get_value("Relation Event", self.event.name, "party"), self.merged.name)

    def test_side_by_side_says_what_differs(self):
        found = duplicates.compare("Party", self.kept.name, self.merged.name)
        lines = {line["fieldname"]: line for line in found["fields"]}
        self.assertEqual((lines["party_name"]["differs"], lines["party_name"]["choosable"]), (True, True))
        self.assertEqual((lines["website"]["differs"], lines["website"]["choosable"]), (True, False))
        self.assertFalse(lines["party_type"]["differs"] if "party_type" in lines else False)
        phones = next(table for table in found["tables"] if table["fieldname"] == "phones")
        self.assertEqual([len(side) for side in phones["rows"]], [1, 2])
        said = [_show_profile(*one) for one in (("Amount", 96000.0), ("Number", 2.5), ("Yes/No", 0), ("Yes/No", 1))]
        self.assertEqual(said, ["96,000", "2.50", "No", "Yes"])
        frappe.set_user(self.agent)
        self.assertRaises(frappe.PermissionError, duplicates.compare, "Party", self.kept.name, self.merged.name)
