"""Rows 25-28, 31 and section 4.1: the engines beside the documents, through the public API only."""

from __future__ import annotations

import json

import frappe
from frappe.desk.form import assign_to
from frappe.model.workflow import apply_workflow, get_transitions

from ctr_app.tests.base import (
    MANAGER,
    NOBODY,
    OTHER,
    USER,
    ContractTestCase,
    make_lead,
    make_status,
)

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def forget_accounts():
    """Switch every outgoing mailbox off, also the one that v15 remembers for the request."""
    frappe.db.sql("update `tabEmail Account` set `default_outgoing` = 0, `enable_outgoing` = 0")
    frappe.clear_cache()
    frappe.local.outgoing_email_account = {}


def make_account():
    """The one outgoing mailbox; a bench invents one without address for tests where there is none."""
    forget_accounts()
    return frappe.get_doc(
        {
            "doctype": "Email Account",
            "email_id": "ctr.out@example.com",
            "email_account_name": "Ctr Out",
            "enable_outgoing": 1,
            "default_outgoing": 1,
            "smtp_server": "localhost",
            "no_smtp_authentication": 1,
            "awaiting_password": 0,
            "password": "none",
        }
    ).insert()


class ServiceTestCase(ContractTestCase):
    """With a mailbox to send from."""

    def setUp(self):
        super().setUp()
        make_account()


class TestAssignmentRule(ServiceTestCase):
    """Row 25."""

    def make_rule(self, **values):
        rule = frappe.new_doc("Assignment Rule")
        rule.update(
            {
                "name": "Ctr Rule",
                "document_type": "Ctr Lead",
                "description": "Auto {{ lead_name }}",
                "assign_condition": "source == 'Web'",
                "unassign_condition": "source == 'Phone'",
                "close_condition": "source == 'Fair'",
                "rule": "Round Robin",
                "users": [{"user": USER}, {"user": OTHER}],
                "assignment_days": [{"day": day} for day in DAYS],
                **values,
            }
        )
        rule.insert(set_name="Ctr Rule")
        return rule

    def tasks(self, lead, field="status"):
        filters = {"reference_type": "Ctr Lead", "reference_name": lead.name}
        return frappe.get_all("ToDo", filters=filters, pluck=field, order_by="creation asc")

    def change(self, lead, source):
        lead.reload()
        lead.source = source
        lead.save()

    def test_round_robin(self):
        self.make_rule()
        leads = [make_lead(source="Web") for _n in range(3)]
        self.assertEqual([self.tasks(lead, "allocated_to") for lead in leads], [[USER], [OTHER], [USER]])
        self.assertEqual(self.tasks(leads[0], "description"), ["Auto Alpha"])
        self.assertEqual(json.loads(frappe.db.get_value("Ctr Lead", leads[1].name, "_assign")), [OTHER])

    def test_condition_decides(self):
        self.make_rule()
        self.assertEqual(self.tasks(make_lead()), [])

    def test_close_reopen_unassign(self):
        self.make_rule()
        lead = make_lead(source="Web")
        self.change(lead, "Fair")
        self.assertEqual(self.tasks(lead), ["Closed"])
        self.change(lead, "Web")
        self.assertEqual(self.tasks(lead), ["Open"])
        self.change(lead, "Phone")
        self.assertEqual(self.tasks(lead), ["Cancelled"])
        self.assertFalse(json.loads(frappe.db.get_value("Ctr Lead", lead.name, "_assign") or "[]"))

    def test_based_on_field(self):
        self.make_rule(rule="Based on Field", field="agent", users=[])
        self.assertEqual(self.tasks(make_lead(source="Web", agent=OTHER), "allocated_to"), [OTHER])


class TestAssignment(ServiceTestCase):
    def test_add_shares_with_who_cannot_read(self):
        lead = make_lead()
        args = {"doctype": "Ctr Lead", "name": lead.name, "assign_to": [NOBODY], "description": "look"}
        rows = assign_to.add(args)
        self.assertEqual([row.owner for row in rows], [NOBODY])
        with self.as_user(NOBODY):
            self.assertTrue(frappe.has_permission("Ctr Lead", "read", lead.name))
        self.assertEqual(len(assign_to.add(args)), 1)

    def test_close_is_for_the_assignee(self):
        lead = make_lead()
        assign_to.add({"doctype": "Ctr Lead", "name": lead.name, "assign_to": [USER]})
        self.assertRaises(frappe.ValidationError, assign_to.close, "Ctr Lead", lead.name, USER)
        with self.as_user(USER):
            assign_to.close("Ctr Lead", lead.name, USER)
        self.assertEqual(frappe.get_all("ToDo", {"reference_name": lead.name}, pluck="status"), ["Closed"])


class TestNotification(ServiceTestCase):
    """Row 26."""

    def make_alert(self, event, recipients, **values):
        alert = frappe.new_doc("Notification")
        alert.update(
            {
                "document_type": "Ctr Lead",
                "event": event,
                "enabled": 1,
                "channel": "System Notification",
                "subject": "Lead {{ doc.lead_name }}",
                "message": "Kind {{ doc.kind }}",
                "message_type": "HTML",
                "recipients": recipients,
                **values,
            }
        )
        alert.insert(set_name=f"Ctr {event}")
        return alert

    def test_new_reaches_the_members_of_a_role(self):
        self.make_alert("New", [{"receiver_by_role": "Ctr Manager"}])
        lead = make_lead()
        logs = frappe.get_all(
            "Notification Log", {"document_name": lead.name}, ["for_user", "subject", "type", "document_type", "read"]
        )
        self.assertIn(MANAGER, [log.for_user for log in logs])
        self.assertNotIn(USER, [log.for_user for log in logs])
        log = logs[0]
        self.assertEqual((log.subject, log.type, log.document_type, log.read), ("Lead Alpha", "Alert", "Ctr Lead", 0))

    def test_value_change_sends_keeps_and_sets(self):
        self.make_alert(
            "Value Change",
            [{"receiver_by_document_field": "email"}],
            channel="Email",
            value_changed="kind",
            set_property_after_alert="score",
            property_value="7",
        )
        lead = make_lead(email="ctr.lead@example.org")
        self.assertFalse(frappe.get_all("Email Queue", {"reference_name": lead.name}))
        lead.reload()
        lead.kind = "Hot"
        lead.save()
        queued = frappe.get_doc("Email Queue", {"reference_name": lead.name})
        self.assertEqual([row.recipient for row in queued.recipients], ["ctr.lead@example.org"])
        kept = frappe.get_doc("Communication", {"reference_name": lead.name})
        self.assertEqual(
            (kept.communication_type, kept.sent_or_received, kept.subject), ("Automated Message", "Sent", "Lead Alpha")
        )
        self.assertEqual(frappe.db.get_value("Ctr Lead", lead.name, "score"), 7)

    def test_condition(self):
        self.make_alert("New", [{"receiver_by_role": "Ctr Manager"}], condition="doc.kind == 'Hot'")
        self.assertFalse(frappe.get_all("Notification Log", {"document_name": make_lead().name}))
        self.assertTrue(frappe.get_all("Notification Log", {"document_name": make_lead(kind="Hot").name}))

    def test_condition_is_tried_when_the_rule_is_saved(self):
        with self.assertRaises(frappe.ValidationError):
            self.make_alert("New", [{"receiver_by_role": "Ctr Manager"}], condition="doc.nothing.more == 1")

    def test_failing_condition_blocks_the_save(self):
        condition = "not doc.email or doc.email.nothing.more == 1"
        self.make_alert("New", [{"receiver_by_role": "Ctr Manager"}], condition=condition)
        make_lead()
        self.assertRaises(frappe.ValidationError, make_lead, email="a@example.org")


class TestMail(ServiceTestCase):
    """Row 27."""

    def test_without_account(self):
        forget_accounts()
        # A bench invents a mailbox where mails are muted, as its test sites are.
        muted = frappe.local.conf.pop("mute_emails", None)
        frappe.flags.in_test = False
        try:
            with self.assertRaises(frappe.OutgoingEmailError):
                frappe.sendmail(recipients=["a@example.org"], subject="x", message="y")
        finally:
            frappe.flags.in_test = True
            frappe.local.conf["mute_emails"] = muted

    def test_with_account_it_is_queued(self):
        lead = make_lead()
        queued = frappe.sendmail(
            recipients=["a@example.org", "b@example.org"],
            subject="Hello",
            message="<p>text</p>",
            reference_doctype="Ctr Lead",
            reference_name=lead.name,
        )
        self.assertEqual(queued.doctype, "Email Queue")
        stored = frappe.get_doc("Email Queue", queued.name)
        self.assertEqual((stored.status, stored.reference_name, stored.priority), ("Not Sent", lead.name, 1))
        self.assertEqual(
            sorted((row.recipient, row.status) for row in stored.recipients),
            [("a@example.org", "Not Sent"), ("b@example.org", "Not Sent")],
        )
        self.assertIn("ctr.out@example.com", stored.sender)
        self.assertIn("Subject: Hello", stored.message)

    def test_unsubscribed_readers_are_left_out(self):
        lead = make_lead()
        about = {"reference_doctype": "Ctr Lead", "reference_name": lead.name}
        frappe.get_doc({"doctype": "Email Unsubscribe", "email": "a@example.org", **about}).insert()
        queued = frappe.sendmail(recipients=["a@example.org", "b@example.org"], subject="x", message="y", **about)
        self.assertEqual([row.recipient for row in queued.recipients], ["b@example.org"])


class TestDataImport(ContractTestCase):
    """Row 28. An import commits, so these tests clean up themselves."""

    def setUp(self):
        super().setUp()
        frappe.db.rollback()

    def tearDown(self):
        frappe.set_user("Administrator")
        frappe.db.rollback()
        for name in frappe.get_all("Ctr Lead", {"lead_name": ["like", "Imported%"]}, pluck="name"):
            frappe.delete_doc("Ctr Lead", name, force=1, delete_permanently=True)
        for name in frappe.get_all("Data Import", {"reference_doctype": "Ctr Lead"}, pluck="name"):
            frappe.db.delete("Data Import Log", {"data_import": name})
            frappe.delete_doc("Data Import", name, force=1, delete_permanently=True)
        frappe.db.commit()
        frappe.db.savepoint("contract_test")
        super().tearDown()

    def run_import(self, content, import_type="Insert New Records"):
        file = frappe.get_doc(
            {
                "doctype": "File",
                "file_name": f"ctr_{frappe.generate_hash(length=6)}.csv",
                "content": content,
                "is_private": 1,
            }
        ).insert()
        record = frappe.get_doc(
            {
                "doctype": "Data Import",
                "reference_doctype": "Ctr Lead",
                "import_type": import_type,
                "import_file": file.file_url,
                "submit_after_import": 0,
                "mute_emails": 1,
            }
        ).insert()
        frappe.db.commit()
        record.start_import()
        record.reload()
        return record

    def logs(self, record):
        return frappe.get_all(
            "Data Import Log",
            {"data_import": record.name},
            ["success", "row_indexes", "docname"],
            order_by="log_index asc",
        )

    def test_labels_and_children_under_blank_parents(self):
        record = self.run_import(
            "Lead Name,Email,Item (Rows),Qty (Rows)\n"
            "Imported A,a@example.org,i1,1\n,,i2,2.5\nImported B,b@example.org,i3,3\n"
        )
        self.assertEqual(record.status, "Success")
        first = frappe.get_doc("Ctr Lead", {"lead_name": "Imported A"})
        self.assertEqual([(row.item, row.qty) for row in first.rows], [("i1", 1.0), ("i2", 2.5)])
        self.assertEqual([json.loads(log.row_indexes) for log in self.logs(record)], [[2, 3], [4]])
        self.assertTrue(all(log.success for log in self.logs(record)))

    def test_field_names_too(self):
        self.run_import("lead_name,email\nImported C,c@example.org\n")
        self.assertEqual(frappe.db.get_value("Ctr Lead", {"lead_name": "Imported C"}, "email"), "c@example.org")

    def test_unknown_link_keeps_everything_out(self):
        record = self.run_import("Lead Name,Status\nImported D,New\nImported E,No Such Status\n")
        self.assertEqual(record.status, "Pending")
        self.assertTrue(json.loads(record.template_warnings))
        self.assertFalse(frappe.db.exists("Ctr Lead", {"lead_name": ["like", "Imported%"]}))

    def test_failing_row_is_logged_and_others_stay(self):
        record = self.run_import("Lead Name,Email\nImported F,f@example.org\nImported G,no address\n")
        self.assertEqual(record.status, "Partial Success")
        self.assertEqual([log.success for log in self.logs(record)], [1, 0])
        self.assertEqual(
            frappe.get_all("Ctr Lead", {"lead_name": ["like", "Imported%"]}, pluck="lead_name"), ["Imported F"]
        )

    def test_update_by_id_leaves_blank_cells(self):
        self.run_import("Lead Name,Email,Source\nImported H,h@example.org,Web\n")
        name = frappe.db.get_value("Ctr Lead", {"lead_name": "Imported H"})
        record = self.run_import(f"ID,Email,Source\n{name},,Phone\n", "Update Existing Records")
        self.assertEqual(record.status, "Success")
        self.assertEqual(frappe.db.get_value("Ctr Lead", name, ["email", "source"]), ("h@example.org", "Phone"))


class TestVersion(ContractTestCase):
    """Row 31."""

    def versions(self, lead):
        rows = frappe.get_all("Version", {"ref_doctype": "Ctr Lead", "docname": lead.name}, pluck="data")
        return [json.loads(row) for row in rows]

    def test_none_under_test_unless_asked_for(self):
        lead = make_lead()
        lead.reload()
        lead.kind = "Hot"
        lead.save()
        self.assertEqual(self.versions(lead), [])
        lead.lead_name = "Beta"
        lead.append("rows", {"item": "new"})
        lead.save(ignore_version=False)
        self.assertEqual(len(self.versions(lead)), 1)
        version = self.versions(lead)[0]
        self.assertIn(["lead_name", "Alpha", "Beta"], version["changed"])
        self.assertEqual([(table, row["item"]) for table, row in version["added"]], [("rows", "new")])

    def test_changed_and_removed_rows(self):
        lead = make_lead(rows=[{"item": "one", "qty": 1}, {"item": "two", "qty": 2}])
        lead.reload()
        lead.rows[0].qty = 5
        lead.remove(lead.rows[1])
        lead.save(ignore_version=False)
        version = self.versions(lead)[0]
        self.assertEqual([(table, row["item"]) for table, row in version["removed"]], [("rows", "two")])
        table, index, _name, changes = version["row_changed"][0]
        self.assertEqual((table, index, [c[0] for c in changes]), ("rows", 0, ["qty"]))


class TestWorkflow(ContractTestCase):
    """Section 4.1."""

    def make_deal(self, **values):
        return frappe.get_doc({"doctype": "Ctr Deal", "title": frappe.generate_hash(length=6), **values}).insert()

    def test_first_state(self):
        self.assertEqual(self.make_deal().workflow_state, "CtrDraft")

    def test_transitions_and_apply(self):
        deal = self.make_deal()
        with self.as_user(USER):
            self.assertEqual([t["action"] for t in get_transitions(deal)], ["CtrSend"])
            sent = apply_workflow(deal.as_dict(), "CtrSend")
        self.assertEqual((sent.workflow_state, sent.note), ("CtrPending", "pending!"))
        with self.as_user(USER):
            self.assertEqual(get_transitions(sent), [])
        with self.as_user(MANAGER):
            done = apply_workflow(sent.as_dict(), "CtrApprove")
        self.assertEqual((done.docstatus, done.workflow_state), (1, "CtrApproved"))
        comments = frappe.get_all("Comment", {"reference_name": deal.name, "comment_type": "Workflow"}, pluck="content")
        self.assertEqual(sorted(comments), ["CtrApproved", "CtrPending"])

    def test_wrong_action_and_wrong_state(self):
        from frappe.model.workflow import WorkflowPermissionError, WorkflowTransitionError

        deal = self.make_deal()
        self.assertRaises(WorkflowTransitionError, apply_workflow, deal.as_dict(), "CtrApprove")
        with self.as_user(USER):
            deal = frappe.get_doc("Ctr Deal", deal.name)
            deal.workflow_state = "CtrApproved"
            self.assertRaises(WorkflowPermissionError, deal.save)

    def test_plain_submit_goes_round_it(self):
        deal = self.make_deal()
        deal.submit()
        self.assertEqual(deal.workflow_state, "CtrApproved")
        deal.cancel()
        self.assertEqual(frappe.db.get_value("Ctr Deal", deal.name, "workflow_state"), "CtrApproved")


class TestTraces(ContractTestCase):
    """Section 2.7: comments and tags as the document keeps them."""

    def test_comments(self):
        lead = make_lead()
        comment = lead.add_comment("Comment", "<p>hello</p>")
        stored = json.loads(frappe.db.get_value("Ctr Lead", lead.name, "_comments"))
        self.assertEqual([(row["comment"], row["name"]) for row in stored], [("<p>hello</p>", comment.name)])

    def test_tags(self):
        from frappe.desk.doctype.tag.tag import add_tag, remove_tag

        status = make_status("Tagged")
        self.assertEqual(add_tag("ctr-hot", "Ctr Status", status.name), "ctr-hot")
        links = {"document_type": "Ctr Status", "document_name": status.name}
        self.assertEqual(frappe.get_all("Tag Link", links, pluck="tag"), ["ctr-hot"])
        remove_tag("ctr-hot", "Ctr Status", status.name)
        self.assertEqual(frappe.get_all("Tag Link", links, pluck="tag"), [])
