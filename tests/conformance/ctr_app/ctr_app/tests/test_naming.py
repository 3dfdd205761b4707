"""Row 19: names."""

from __future__ import annotations

import re

import frappe
from frappe.utils import now_datetime

from ctr_app.tests.base import ContractTestCase, make_lead, make_status


class TestNames(ContractTestCase):
    def test_series_counts_up(self):
        first, second = make_lead(), make_lead()
        year = now_datetime().year
        self.assertRegex(first.name, rf"^CTR-LEAD-{year}-\d{{4}}$")
        self.assertEqual(int(second.name[-4:]), int(first.name[-4:]) + 1)

    def test_series_of_another_prefix_is_its_own(self):
        lead = make_lead(naming_series="CONTRACT-.####")
        self.assertEqual(lead.name, "CONTRACT-0001")

    def test_counter_is_part_of_the_transaction(self):
        frappe.db.savepoint("counter")
        first = make_lead(naming_series="ROLLED-.###").name
        frappe.db.rollback(save_point="counter")
        self.assertEqual(make_lead(naming_series="ROLLED-.###").name, first)

    def test_format(self):
        deal = frappe.get_doc(doctype="Ctr Deal", title="Big").insert()
        self.assertRegex(deal.name, rf"^DEAL-{now_datetime():%y}-Big-\d\d$")

    def test_hash_has_ten_signs_and_drops_a_given_name(self):
        doc = frappe.get_doc(doctype="Ctr Hash", name="mine").insert()
        self.assertTrue(re.fullmatch(r"[0-9a-v]{10}", doc.name), doc.name)
        self.assertEqual(frappe.get_doc(doctype="Ctr Hash").insert(set_name="mine").name, "mine")

    def test_prompt(self):
        self.assertRaises(frappe.ValidationError, frappe.get_doc(doctype="Ctr Prompt").insert)
        self.assertEqual(frappe.get_doc({"doctype": "Ctr Prompt", "__newname": " Asked "}).insert().name, "Asked")

    def test_field_names_are_stripped_and_checked(self):
        self.assertEqual(make_status("  Contract Spaces ").name, "Contract Spaces")
        self.assertRaises(frappe.NameError, make_status, "a<b")
        self.assertRaises(frappe.NameError, make_status, "Ctr Status")
        self.assertRaises(frappe.DuplicateEntryError, make_status, "Contract Spaces")

    def test_duplicate_can_be_ignored(self):
        make_status("Contract Twice")
        frappe.get_doc(doctype="Ctr Status", status_name="Contract Twice").insert(ignore_if_duplicate=True)

    def test_autoincrement(self):
        first = frappe.get_doc(doctype="Ctr Log", event="a").insert()
        second = frappe.get_doc(doctype="Ctr Log", event="b").insert()
        self.assertEqual(int(second.name), int(first.name) + 1)
