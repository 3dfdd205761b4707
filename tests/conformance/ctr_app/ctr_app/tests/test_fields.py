"""Rows 7-18: defaults, types, checks, children."""

from __future__ import annotations

import datetime

import frappe
from frappe.utils import nowdate

from ctr_app.tests.base import ContractTestCase, make_lead, make_status, messages


class TestDefaults(ContractTestCase):
    def test_defaults_are_applied_to_none_only(self):
        doc = frappe.new_doc("Ctr Lead")
        self.assertEqual(str(doc.due), nowdate())
        self.assertIsInstance(doc.seen_at, datetime.datetime)
        self.assertEqual(doc.agent, "Administrator")
        self.assertEqual(doc.kind, "Cold")
        self.assertEqual(doc.done, 1)
        self.assertTrue(doc.at_time)
        self.assertFalse(doc.source)

    def test_empty_text_counts_as_given(self):
        self.assertEqual(make_lead(kind="").kind, "")

    def test_types_after_reload(self):
        lead = make_lead(
            score="7", amount="12.5", due="2026-02-03", seen_at="2026-02-03 04:05:06", took=60, ratio="0.25", done="0"
        )
        lead.reload()
        self.assertEqual(lead.score, 7)
        self.assertIsInstance(lead.amount, float)
        self.assertEqual(lead.due, datetime.date(2026, 2, 3))
        self.assertEqual(lead.seen_at, datetime.datetime(2026, 2, 3, 4, 5, 6))
        self.assertEqual((lead.took, lead.ratio, lead.done), (60.0, 0.25, 0))

    def test_text_in_a_number_is_nought(self):
        lead = make_lead(score="abc")
        self.assertEqual(frappe.db.get_value("Ctr Lead", lead.name, "score"), 0)


class TestChecks(ContractTestCase):
    def refused(self, exc, **values):
        with self.assertRaises(exc):
            make_lead(**values)

    def test_missing_mandatory_values_are_all_named(self):
        with self.assertRaises(frappe.MandatoryError):
            make_lead(lead_name="", rows=[{"qty": 2}])
        self.assertEqual(len(messages()), 2)

    def test_select_and_links(self):
        self.refused(frappe.ValidationError, source="Radio")
        self.refused(frappe.LinkValidationError, territory="Nowhere")
        self.refused(frappe.LinkValidationError, rows=[{"item": "a", "status": "Nope"}])
        self.refused(frappe.ValidationError, ref_name="New")
        self.refused(frappe.LinkValidationError, ref_type="Ctr Status", ref_name="Nope")

    def test_length_and_range(self):
        self.refused(frappe.CharacterLengthExceededError, short="x" * 11)
        self.refused(frappe.CharacterLengthExceededError, lead_name="x" * 141)
        self.refused(frappe.CharacterLengthExceededError, score=2**31)
        make_lead(big=2**40)

    def test_formats(self):
        self.refused(frappe.InvalidEmailAddressError, email="not an address")
        self.refused(frappe.InvalidPhoneNumberError, phone="call me")
        self.refused(frappe.ValidationError, website="not a url")
        self.refused(frappe.NonNegativeError, positive=-1)
        self.refused(frappe.ValidationError, formula="def (")

    def test_unique_but_blanks_do_not_collide(self):
        make_lead(email="unique@example.com")
        make_lead(email="")
        make_lead(email="")
        self.refused(frappe.UniqueValidationError, email="unique@example.com")

    def test_set_only_once_and_read_only(self):
        lead = make_lead(constant="a", fixed="b")
        lead.reload()
        lead.fixed = "c"
        lead.save()
        lead.constant = "z"
        self.assertRaises(frappe.CannotChangeConstantError, lead.save)

    def test_what_only_the_client_enforces(self):
        lead = make_lead(source="Web", stars=5)
        self.assertEqual(lead.stars, 1)
        lead.unknown_key = "kept in memory"
        lead.save()
        lead.reload()
        self.assertNotIn("unknown_key", lead.as_dict())

    def test_script_is_made_harmless(self):
        lead = make_lead(body="<p onclick='x'>hi<script>1</script></p>")
        self.assertEqual(lead.body, "<p>hi&lt;script&gt;1&lt;/script&gt;</p>")

    def test_password_is_masked_and_can_be_read(self):
        lead = make_lead(secret="s3cret")
        self.assertEqual(lead.secret, "******")
        self.assertEqual(frappe.get_doc("Ctr Lead", lead.name).get_password("secret"), "s3cret")

    def test_fetch_from_follows_the_link(self):
        make_status("Contract Red", color="#FF0000")
        make_status("Contract Blue", color="#0000FF")
        lead = make_lead(status="Contract Red")
        self.assertEqual(lead.status_color, "#FF0000")
        lead.reload()
        lead.status = "Contract Blue"
        lead.save()
        self.assertEqual(lead.status_color, "#0000FF")

    def test_virtual_field_is_in_the_dict_not_in_lists(self):
        lead = make_lead(lead_name="Virtual")
        self.assertEqual(lead.as_dict().virt, "V:Virtual")
        self.assertNotIn("virt", frappe.get_all("Ctr Lead", {"name": lead.name}, ["*"])[0])


class TestChildren(ContractTestCase):
    def make(self):
        return make_lead(rows=[{"item": "a", "qty": 3}, {"item": "b"}])

    def test_rows_have_parent_idx_and_defaults(self):
        lead = self.make()
        lead.reload()
        first, second = lead.rows
        self.assertEqual(
            (first.parent, first.parenttype, first.parentfield, first.idx), (lead.name, "Ctr Lead", "rows", 1)
        )
        self.assertEqual((second.idx, second.qty), (2, 1.0))

    def test_list_replaces_rows(self):
        lead = self.make()
        keep = lead.rows[1].name
        lead.reload()
        lead.set("rows", [{"name": keep, "item": "b2", "idx": 1}, {"item": "c"}])
        lead.save()
        lead.reload()
        self.assertEqual([(r.item, r.idx) for r in lead.rows], [("b2", 1), ("c", 2)])
        self.assertEqual(lead.rows[0].name, keep)

    def test_partial_row_blanks_the_other_fields(self):
        lead = self.make()
        name = lead.rows[0].name
        lead.reload()
        lead.set("rows", [{"name": name, "item": "a"}])
        lead.save()
        lead.reload()
        self.assertEqual(lead.rows[0].qty, 0)

    def test_given_idx_is_kept_and_orders(self):
        lead = make_lead(rows=[{"item": "late", "idx": 5}, {"item": "early", "idx": 2}])
        lead.reload()
        self.assertEqual([(r.item, r.idx) for r in lead.rows], [("early", 2), ("late", 5)])

    def test_remove_renumbers(self):
        lead = self.make()
        lead.remove(lead.rows[0])
        lead.save()
        lead.reload()
        self.assertEqual([(r.item, r.idx) for r in lead.rows], [("b", 1)])


class TestSingle(ContractTestCase):
    def test_single_keeps_typed_values(self):
        # The HTTP tests may have stored values on this site before.
        frappe.db.sql("delete from `tabSingles` where doctype = 'Ctr Settings'")
        frappe.clear_document_cache("Ctr Settings", "Ctr Settings")
        settings = frappe.get_doc("Ctr Settings")
        self.assertEqual(settings.limit_value, 5)
        settings.update({"limit_value": 9, "since": "2026-01-02", "active": 1, "rows": [{"item": "s"}]})
        settings.save()
        self.assertEqual(frappe.db.get_single_value("Ctr Settings", "limit_value"), 9)
        self.assertEqual(len(frappe.get_single("Ctr Settings").rows), 1)
