"""Rows 1-6 of the conformance list: which events run, in which order, and what transitions are refused."""

from __future__ import annotations

import frappe

from ctr_app.tests.base import ContractTestCase, make_lead, make_order


def own(events):
    """Events of the controller, without hooks."""
    return [e.split(":")[1] for e in events if ":hook" not in e and ":star" not in e]


class TestEvents(ContractTestCase):
    def test_insert_runs_events_in_order(self):
        events = self.record()
        make_lead()
        self.assertEqual(
            own(events),
            [
                "before_insert",
                "before_naming",
                "before_validate",
                "validate",
                "before_save",
                "after_insert",
                "on_update",
                "on_change",
            ],
        )

    def test_hooks_follow_the_controller_and_star_comes_last(self):
        events = self.record()
        make_lead()
        at = events.index("Ctr Lead:validate")
        self.assertEqual(events[at : at + 3], ["Ctr Lead:validate", "Ctr Lead:hook validate", "Ctr Lead:star validate"])

    def test_save_runs_events_in_order(self):
        lead = make_lead()
        lead.reload()
        events = self.record()
        lead.notes = "changed"
        lead.save()
        self.assertEqual(own(events), ["before_validate", "validate", "before_save", "on_update", "on_change"])

    def test_delete_runs_events_in_order(self):
        lead = make_lead()
        events = self.record()
        lead.delete()
        self.assertEqual(own(events), ["on_trash", "on_change", "after_delete"])

    def test_db_set_runs_only_on_change(self):
        lead = make_lead()
        events = self.record()
        lead.db_set("notes", "direct")
        self.assertEqual(own(events), ["on_change"])
        self.assertEqual(frappe.db.get_value("Ctr Lead", lead.name, "notes"), "direct")

    def test_database_set_value_runs_nothing(self):
        lead = make_lead()
        events = self.record()
        frappe.db.set_value("Ctr Lead", lead.name, "notes", "direct")
        self.assertEqual(events, [])


class TestTransitions(ContractTestCase):
    def test_insert_with_docstatus_submits(self):
        self.assertEqual(make_order(docstatus=1).docstatus, 1)

    def test_submit_and_cancel(self):
        order = make_order()
        order.submit()
        self.assertTrue(order.docstatus.is_submitted())
        order.cancel()
        self.assertTrue(order.docstatus.is_cancelled())

    def test_draft_cannot_be_cancelled(self):
        order = make_order()
        order.docstatus = 2
        self.assertRaises(frappe.DocstatusTransitionError, order.save)

    def test_submitted_cannot_become_draft(self):
        order = make_order()
        order.submit()
        order.docstatus = 0
        self.assertRaises(frappe.DocstatusTransitionError, order.save)

    def test_cancelled_cannot_be_edited(self):
        order = make_order()
        order.submit()
        order.cancel()
        order.note = "late"
        self.assertRaises(frappe.ValidationError, order.save)

    def test_only_allowed_fields_change_after_submit(self):
        order = make_order()
        order.submit()
        order.note = "allowed"
        order.save()
        order.title = "Another"
        self.assertRaises(frappe.UpdateAfterSubmitError, order.save)

    def test_submitted_cannot_be_deleted(self):
        order = make_order()
        order.submit()
        self.assertRaises(frappe.ValidationError, order.delete)

    def test_amended_name_has_a_suffix(self):
        order = make_order()
        order.submit()
        order.cancel()
        amended = frappe.copy_doc(order)
        amended.amended_from = order.name
        amended.docstatus = 0
        amended.insert()
        self.assertEqual(amended.name, f"{order.name}-1")
        self.assertEqual(amended.amended_from, order.name)


class TestStaleness(ContractTestCase):
    def test_stale_copy_is_refused(self):
        name = make_lead().name
        first, second = frappe.get_doc("Ctr Lead", name), frappe.get_doc("Ctr Lead", name)
        first.notes = "one"
        first.save()
        second.notes = "two"
        self.assertRaises(frappe.TimestampMismatchError, second.save)

    def test_dict_without_modified_is_stale(self):
        name = make_lead().name
        doc = frappe.get_doc({"doctype": "Ctr Lead", "name": name, "lead_name": "Other"})
        self.assertRaises(frappe.TimestampMismatchError, doc.save)

    def test_missing_document(self):
        self.assertRaises(frappe.DoesNotExistError, frappe.get_doc, "Ctr Lead", "no such lead")
        self.assertFalse(frappe.delete_doc("Ctr Lead", "no such lead"))


class TestDeleteAndRename(ContractTestCase):
    def test_linked_document_is_not_deleted(self):
        from ctr_app.tests.base import make_status

        make_status("Contract Linked")
        make_lead(status="Contract Linked")
        self.assertRaises(frappe.LinkExistsError, frappe.delete_doc, "Ctr Status", "Contract Linked")

    def test_deleted_document_is_kept_as_a_copy(self):
        lead = make_lead(lead_name="Kept")
        lead.delete()
        copy = frappe.get_last_doc("Deleted Document", {"deleted_doctype": "Ctr Lead", "deleted_name": lead.name})
        self.assertEqual(frappe.parse_json(copy.data).lead_name, "Kept")

    def test_rename_reaches_links_and_dynamic_links(self):
        from ctr_app.tests.base import make_status

        make_status("Contract Old")
        lead = make_lead(
            status="Contract Old",
            ref_type="Ctr Status",
            ref_name="Contract Old",
            rows=[{"item": "a", "status": "Contract Old"}],
        )
        self.assertEqual(frappe.rename_doc("Ctr Status", "Contract Old", "Contract New"), "Contract New")
        lead.reload()
        self.assertEqual((lead.status, lead.ref_name, lead.rows[0].status), ("Contract New",) * 3)
        self.assertEqual(frappe.db.get_value("Ctr Status", "Contract New", "status_name"), "Contract New")

    def test_merge_moves_links(self):
        from ctr_app.tests.base import make_status

        make_status("Contract From")
        make_status("Contract Into")
        lead = make_lead(status="Contract From")
        frappe.rename_doc("Ctr Status", "Contract From", "Contract Into", merge=True)
        self.assertFalse(frappe.db.exists("Ctr Status", "Contract From"))
        self.assertEqual(frappe.db.get_value("Ctr Lead", lead.name, "status"), "Contract Into")
