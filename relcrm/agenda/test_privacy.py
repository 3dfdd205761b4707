"""Every door of a private event, tried as a colleague who has the same role and nothing to do with it."""

import json
from contextlib import suppress

import frappe
from frappe import client

from relcrm.api import agenda, calls, card, doors, letters
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user

SECRET = "Segretissimo"
DT = "Relation Event"


class TestPrivateEvent(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = make_user("titolare@example.com", "RelCRM User")
        cls.colleague = make_user("collega@example.com", "RelCRM User", "RelCRM Manager")
        cls.helper = make_user("aiuto@example.com", "RelCRM User")
        cls.shared = make_user("condiviso@example.com", "RelCRM User")
        cls.party = make_party("Casa delle Porte").name
        frappe.set_user(cls.owner)
        cls.event = make_event(
            f"{SECRET} oggetto",
            event_type="Visit",
            party=cls.party,
            private=1,
            assigned_to=cls.owner,
            notes=f"<p>{SECRET} nota</p>",
            participants=[
                {"side": "Ours", "user": cls.helper, "person_name": f"{SECRET} aiuto"},
                {"side": "Theirs", "person_name": f"{SECRET} persona"},
            ],
            event_values=[{"field_key": "interest", "text": f"{SECRET} valore"}],
        )
        cls.name = cls.event.name
        cls.event.add_comment("Comment", f"{SECRET} commento")
        file = {"doctype": "File", "file_name": f"{SECRET}.txt", "content": SECRET, "is_private": 1}
        attached = {"attached_to_doctype": DT, "attached_to_name": cls.name}
        cls.file = frappe.get_doc(file | attached).insert()
        cls.event.add_tag(f"{SECRET} etichetta")
        cls.follower = make_event("Seguito pubblico", party=cls.party, previous_event=cls.name)
        frappe.share.add(DT, cls.name, cls.shared, read=1)
        frappe.set_user("Administrator")

    def setUp(self):
        frappe.set_user(self.colleague)
        self.addCleanup(frappe.set_user, "Administrator")
        self.addCleanup(setattr, frappe.local, "form_dict", frappe.local.form_dict)

    def assert_closed(self, answer):
        self.assertNotIn(SECRET, json.dumps(answer, default=str))

    def assert_denied(self, function, *args, **kwargs):
        with self.assertRaises(
            (frappe.PermissionError, frappe.DoesNotExistError, frappe.ValidationError)
        ) as caught:
            self.assert_closed(function(*args, **kwargs))
            raise frappe.PermissionError  # an answer that says nothing is as good as a refusal
        self.assertNotIn(SECRET, str(caught.exception))

    def call_with_form(self, function, **values):
        """Call a method that reads the request's arguments itself."""
        frappe.local.form_dict = frappe._dict(values)
        return function()

    def test_whom_it_is_open_to(self):
        for user in (self.owner, self.helper, self.shared, "Administrator"):
            frappe.set_user(user)
            self.assertTrue(frappe.has_permission(DT, "read", doc=self.name), user)
            self.assertIn(self.name, frappe.get_list(DT, pluck="name", limit=0), user)

    def test_lists_and_values(self):
        every = {"fields": ["*"], "filters": {"party": self.party}, "limit": 0}
        self.assert_closed(frappe.get_list(DT, **every))
        self.assert_closed(client.get_list(DT, fields=["*"], limit_page_length=0))
        found = frappe.get_list(DT, filters={"party": self.party}, pluck="name")
        self.assertEqual(found, [self.follower.name])
        value = client.get_value(DT, "subject", filters=json.dumps({"name": self.name}))
        self.assert_closed(value)
        filters = {"subject": ["like", f"%{SECRET}%"]}
        self.assertEqual(frappe.get_list(DT, filters=filters), [])

    def test_single_document(self):
        self.assertFalse(frappe.has_permission(DT, "read", doc=self.name))
        self.assert_denied(client.get, DT, self.name)
        self.assert_denied(lambda: frappe.get_doc(DT, self.name).check_permission("read"))
        from frappe.desk.form.load import get_docinfo, getdoc

        def load():
            getdoc(DT, self.name)
            return frappe.local.response

        self.assert_denied(load)
        self.assert_denied(lambda: get_docinfo(doctype=DT, name=self.name))
        self.assert_closed(client.validate_link(DT, self.name, fields=json.dumps(["subject"])))

    def test_counts(self):
        from frappe.desk.reportview import get_count

        filters = {"party": self.party}
        self.assertEqual(doors.get_count(DT, filters=filters), 1)
        self.assertEqual(doors.get_count(DT, filters=json.dumps(filters)), 1)
        self.assertEqual(
            self.call_with_form(get_count, doctype=DT, filters=json.dumps(filters), fields="[]"), 1
        )
        hooks = frappe.get_hooks("override_whitelisted_methods")
        self.assertEqual(hooks["frappe.client.get_count"][-1], "relcrm.api.doors.get_count")

    def test_titles_and_search(self):
        from frappe.desk.search import search_link

        self.assertEqual(doors.get_link_title(DT, self.name), self.name)
        hooks = frappe.get_hooks("override_whitelisted_methods")
        self.assertEqual(hooks["frappe.desk.search.get_link_title"][-1], "relcrm.api.doors.get_link_title")
        self.assert_closed(search_link(DT, SECRET))
        self.assert_closed(search_link(DT, self.name))
        meta = frappe.get_meta(DT)
        self.assertFalse(meta.show_title_field_in_link)
        self.assertFalse([field.fieldname for field in meta.fields if field.in_global_search])

    def test_no_link_leads_into_events(self):
        """A Link could be traversed (`previous_event.subject`) past the rules of the row it leads to."""
        links = frappe.get_all("DocField", filters={"fieldtype": "Link", "options": DT}, pluck="parent")
        self.assertEqual(links, [])
        try:
            rows = frappe.get_list(
                DT, filters={"name": self.follower.name}, fields=["name", "previous_event.subject"]
            )
        except Exception as error:
            self.assertNotIn(SECRET, str(error))
        else:
            self.assert_closed(rows)

    def test_rows_of_tables(self):
        for child in ("Relation Event Participant", "Relation Event Value"):
            rows = frappe.get_list(child, parent_doctype=DT, fields=["*"], limit=0)
            self.assert_closed(rows)
        rows = frappe.get_list(DT, fields=["name", "participants.person_name"], limit=0)
        self.assert_closed(rows)

    def test_what_hangs_on_it(self):
        kinds = {
            "Comment": {"reference_doctype": DT, "reference_name": self.name},
            "Communication": {"reference_doctype": DT, "reference_name": self.name},
            "File": {"attached_to_doctype": DT, "attached_to_name": self.name},
            "Version": {"ref_doctype": DT, "docname": self.name},
            "Tag Link": {"document_type": DT, "document_name": self.name},
            "ToDo": {"reference_type": DT, "reference_name": self.name},
            "DocShare": {"share_doctype": DT, "share_name": self.name},
        }
        for doctype, filters in kinds.items():
            with self.subTest(doctype):
                try:
                    rows = frappe.get_list(doctype, filters=filters, fields=["*"])
                except frappe.PermissionError:
                    continue
                self.assertEqual(rows, [])
        self.assertFalse(self.file.has_permission("read", user=self.colleague))

    def test_what_hangs_on_it_is_closed_to_a_system_manager(self):
        frappe.set_user("Administrator")
        keeper = make_user("custode@example.com", "System Manager", "RelCRM User")
        frappe.set_user(keeper)
        comment = frappe.get_all("Comment", {"reference_doctype": DT, "reference_name": self.name}, pluck="name")[0]
        self.assertEqual(frappe.get_list("Comment", {"reference_name": self.name}, "name"), [])
        self.assertEqual(frappe.get_list("Version", {"docname": self.name}, "name"), [])
        self.assertFalse(frappe.has_permission("Comment", "read", comment))

    def test_tags(self):
        from frappe.desk.doctype.tag.tag import get_documents_for_tag

        hooks = frappe.get_hooks("override_whitelisted_methods")
        path = "frappe.desk.doctype.tag.tag.get_documents_for_tag"
        self.assertEqual(hooks[path][-1], "relcrm.api.doors.get_documents_for_tag")
        names = [row["name"] for row in doors.get_documents_for_tag(f"{SECRET} etichetta")]
        self.assertNotIn(self.name, names)
        self.assertTrue(callable(get_documents_for_tag))

    def test_list_views_and_exports(self):
        from frappe.desk import reportview
        from frappe.desk.listview import get_group_by_count

        fields = json.dumps(["`tabRelation Event`.`name`", "`tabRelation Event`.`subject`"])
        values = {"doctype": DT, "fields": fields, "filters": "[]", "start": 0, "page_length": 500}
        self.assert_closed(self.call_with_form(reportview.get, **values))
        self.assert_closed(self.call_with_form(reportview.get_list, **values))
        values = {"doctype": DT, "fields": fields, "filters": "[]", "file_format_type": "CSV", "title": "x"}
        self.call_with_form(reportview.export_query, **values)
        content = frappe.local.response.get("filecontent") or frappe.local.response.get("result") or ""
        text = content.decode() if isinstance(content, bytes) else str(content)
        self.assertNotIn(SECRET, text)
        self.assert_closed(get_group_by_count(DT, "[]", "subject"))

    def test_calendar_and_linked(self):
        from frappe.desk.calendar import get_events
        from frappe.desk.form.linked_with import get

        field_map = json.dumps({"start": "starts_on", "end": "ends_on", "title": "subject", "id": "name"})
        self.assert_closed(get_events(DT, "2026-11-01", "2026-11-30", field_map))
        with suppress(frappe.PermissionError):  # on a bench, once a comment on any company exists: closed as well
            self.assert_closed(get("Party", self.party))

    def test_connections(self):
        hooks = frappe.get_hooks("override_whitelisted_methods")
        self.assertEqual(
            hooks["frappe.desk.notifications.get_open_count"][-1], "relcrm.api.doors.get_open_count"
        )
        answer = doors.get_open_count("Party", self.party)
        links = {row["doctype"]: row["count"] for row in answer["count"]["external_links_found"]}
        self.assertEqual(links["Relation Event"], 1)
        frappe.set_user(self.owner)
        answer = doors.get_open_count("Party", self.party)
        links = {row["doctype"]: row["count"] for row in answer["count"]["external_links_found"]}
        self.assertEqual(links["Relation Event"], 2)

    def test_our_own_methods(self):
        from frappe.desk.query_report import run

        self.assert_closed(card.get_card(self.party))
        self.assert_closed(card.get_timeline(party=self.party, filters={"state": "Planned"}))
        self.assert_closed(agenda.get_events("2026-11-01", "2026-12-01", who="all"))
        self.assert_closed(agenda.get_events("2026-11-01", "2026-12-01", users=[self.owner, self.helper]))
        self.assert_denied(agenda.move_event, self.name, "2026-12-01 10:00:00")
        self.assert_denied(agenda.complete_event, self.name)
        self.assert_denied(calls.name_caller, self.name, party=self.party)
        self.assert_denied(letters.get_html, self.name)
        self.assert_denied(calls.log_call, notes="x", previous_event=self.name)
        before = run("RelCRM Events by Area", {})["result"][-1]
        frappe.set_user(self.owner)
        self.assertEqual(run("RelCRM Events by Area", {})["result"][-1], before)

    def test_print(self):
        from frappe.www.printview import get_html_and_style

        self.assert_denied(get_html_and_style, DT, name=self.name)
        self.assert_denied(frappe.get_print, DT, self.name, "RelCRM Letter")

    def test_nobody_lets_themselves_in_by_writing(self):
        for values in ({"private": 0}, {"assigned_to": self.colleague}, {"subject": "x"}):
            doc = frappe.get_doc(DT, self.name)
            doc.update(values)
            self.assertRaises(frappe.PermissionError, doc.save)
        doc = frappe.get_doc(DT, self.name)
        doc.append("participants", {"side": "Ours", "user": self.colleague})
        self.assertRaises(frappe.PermissionError, doc.save)
        self.assertRaises(frappe.PermissionError, frappe.delete_doc, DT, self.name)
        self.assert_denied(frappe.share.add, DT, self.name, self.colleague, read=1)
        from frappe.desk.form import assign_to
        from frappe.desk.form.utils import add_comment

        self.assert_denied(assign_to.add, {"doctype": DT, "name": self.name, "assign_to": [self.colleague]})
        self.assertFalse(frappe.has_permission(DT, "read", doc=self.name))
        self.assert_denied(add_comment, DT, self.name, "x", self.colleague, "x")

    def test_open_again_when_no_longer_private(self):
        frappe.set_user(self.owner)
        event = make_event("Poi pubblico", private=1)
        frappe.set_user(self.colleague)
        self.assertFalse(frappe.has_permission(DT, "read", doc=event.name))
        frappe.set_user(self.owner)
        event.private = 0
        event.save()
        frappe.set_user(self.colleague)
        self.assertTrue(frappe.has_permission(DT, "read", doc=event.name))
