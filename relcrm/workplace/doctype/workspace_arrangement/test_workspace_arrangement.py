import frappe

from relcrm.exceptions import ArrangementError
from relcrm.testing import IntegrationTestCase, make_user
from relcrm.workplace import workspaces

PAGE = "RelCRM Sales"
ITEM = {"kind": "number_card", "name": "RelCRM Open Deals", "width": 4, "height": 1, "warn_from": 10}


class TestWorkspaceArrangement(IntegrationTestCase):
    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")
        self.user = make_user("pagina@example.com", "RelCRM User")
        self.other = make_user("pagina.altra@example.com", "RelCRM User")

    def test_is_kept_for_its_person_alone_and_taken_back(self):
        frappe.set_user(self.user)
        delivered = workspaces.get_page(PAGE)["items"]
        workspaces.save_arrangement(PAGE, [ITEM])
        page = workspaces.save_arrangement(PAGE, [ITEM, {**ITEM, "width": 12}])
        self.assertTrue(page["arranged"])
        self.assertEqual([item["width"] for item in page["items"]], [4, 12])
        self.assertEqual(page["items"][0]["warn_from"], 10)
        frappe.set_user(self.other)
        self.assertFalse(workspaces.get_page(PAGE)["arranged"])
        self.assertFalse(frappe.get_list("Workspace Arrangement"))
        frappe.set_user(self.user)
        self.assertEqual(workspaces.reset_arrangement(PAGE)["items"], delivered)

    def test_nonsense_is_refused_in_one_sentence(self):
        frappe.set_user(self.user)
        for items in ("x", "{}", [1], [{"kind": "script", "name": "x"}], [{"kind": "chart"}], [ITEM] * 61):
            self.assertRaises(ArrangementError, workspaces.save_arrangement, PAGE, items)

    def test_measures_out_of_bounds_become_usual_ones(self):
        frappe.set_user(self.user)
        page = workspaces.save_arrangement(PAGE, [{**ITEM, "width": 99, "height": "x", "warn_from": "<b>"}])
        item = page["items"][0]
        self.assertEqual((item["width"], item["height"], item.get("warn_from")), (3, 1, None))
