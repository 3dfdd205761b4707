"""Who sees, changes and shares a saved view, and which one opens first."""

import frappe

from relcrm.api.lists import get_views
from relcrm.exceptions import SavedViewError
from relcrm.testing import IntegrationTestCase, make_user


def make_view(title: str, **values):
    """Insert a view of the list of parties."""
    values = {"doctype": "Saved View", "title": title, "for_doctype": "Party", "definition": "{}", **values}
    return frappe.get_doc(values).insert()


class TestSavedView(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = make_user("viste.ufficio@example.com", "RelCRM User")
        cls.colleague = make_user("viste.collega@example.com", "RelCRM User")
        cls.agent = make_user("viste.agente@example.com", "RelCRM Agent")
        cls.keeper = make_user("viste.cura@example.com", "RelCRM Administrator")
        frappe.set_user(cls.clerk)
        cls.private = make_view("Prova mia")
        cls.shared = make_view("Prova di tutti", visibility="Everyone")
        cls.of_role = make_view("Prova ufficio", visibility="Role", role="RelCRM User")
        frappe.set_user("Administrator")

    def as_user(self, user: str):
        frappe.set_user(user)
        self.addCleanup(frappe.set_user, "Administrator")

    def get_titles(self) -> set[str]:
        return {view["title"] for view in get_views("Party") if view["title"].startswith("Prova")}

    def test_each_sees_what_is_meant_for_them(self):
        for user, titles in (
            (self.clerk, {"Prova mia", "Prova di tutti", "Prova ufficio"}),
            (self.colleague, {"Prova di tutti", "Prova ufficio"}),
            (self.agent, {"Prova di tutti"}),
            (self.keeper, {"Prova di tutti", "Prova ufficio"}),
        ):
            self.as_user(user)
            self.assertEqual(self.get_titles(), titles, user)
            names = set(frappe.get_list("Saved View", filters={"title": ["like", "Prova%"]}, pluck="title"))
            self.assertEqual(names, titles, user)

    def test_only_the_owner_and_keepers_change_a_shared_view(self):
        for user, view, may in (
            (self.colleague, self.shared, False),
            (self.agent, self.of_role, False),
            (self.keeper, self.private, False),
            (self.keeper, self.shared, True),
            (self.clerk, self.shared, True),
        ):
            self.as_user(user)
            doc = frappe.get_doc("Saved View", view.name)
            doc.definition = '{"text": "x"}'
            if may:
                doc.save()
            else:
                self.assertRaises(frappe.PermissionError, doc.save)
                self.assertRaises(frappe.PermissionError, doc.delete)

    def test_nobody_takes_a_view_by_writing_to_it(self):
        self.as_user(self.colleague)
        doc = frappe.get_doc("Saved View", self.private.name)
        doc.owner, doc.visibility = self.colleague, "Everyone"
        self.assertRaises(frappe.PermissionError, doc.save)

    def test_one_view_opens_first_the_nearest_one(self):
        self.as_user(self.keeper)
        everyone = make_view("Prima di tutti", visibility="Everyone", is_default=1)
        self.as_user(self.clerk)
        self.assertEqual(self.get_first(), "Prima di tutti")
        self.as_user(self.keeper)
        make_view("Prima ufficio", visibility="Role", role="RelCRM User", is_default=1)
        make_view("Prima di tutti, nuova", visibility="Everyone", is_default=1)
        self.assertFalse(frappe.db.get_value("Saved View", everyone.name, "is_default"))
        self.assertEqual(self.get_first(), "Prima di tutti, nuova")
        self.as_user(self.clerk)
        self.assertEqual(self.get_first(), "Prima ufficio")
        make_view("Prima mia", is_default=1)
        self.assertEqual(self.get_first(), "Prima mia")
        self.as_user(self.colleague)
        self.assertEqual(self.get_first(), "Prima ufficio")

    def get_first(self) -> str:
        return next(view["title"] for view in get_views("Party") if view["is_default"])

    def test_what_does_not_fit_is_refused(self):
        self.as_user(self.clerk)
        for values in (
            {"visibility": "Role", "role": "RelCRM Agent"},
            {"visibility": "Role"},
            {"visibility": "Everyone", "is_default": 1},
            {"definition": "[1]"},
            {"definition": "no"},
            {"for_doctype": "Custom Field"},
        ):
            with self.assertRaises(SavedViewError):
                make_view("Prova errata", **values)

    def test_delivered_views_work(self):
        from relcrm.api.lists import get_rows

        self.as_user(self.clerk)
        for doctype in ("Party", "Relation Event", "Negotiation"):
            views = [view for view in get_views(doctype) if "-" in view["name"]]
            self.assertTrue(views)
            for view in views:
                parts = view["definition"]
                get_rows({"doctype": doctype, **{key: parts[key] for key in ("columns", "conditions", "sort")}})
