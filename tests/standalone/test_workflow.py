"""Workflows: first states, transitions by role and condition, approval, what a plain save may not do."""

from __future__ import annotations

import pytest

STATES = [("Draft", "0"), ("Waiting", "0"), ("Approved", "1"), ("Withdrawn", "2")]


@pytest.fixture(scope="module", autouse=True)
def process(bare_site, make_doctype, make_user):
    import frappe

    make_user("seller@example.com", "Svc Seller")
    make_user("boss@example.com", "Svc Boss")
    fields = [
        {"fieldname": "title", "fieldtype": "Data", "label": "Title"},
        {"fieldname": "amount", "fieldtype": "Float", "label": "Amount"},
        {"fieldname": "note", "fieldtype": "Data", "label": "Note", "allow_on_submit": 1},
    ]
    make_doctype("Svc Deal", fields, is_submittable=1, roles=["System Manager", "Svc Seller", "Svc Boss"])
    for state, _status in STATES:
        frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": state}).insert(ignore_if_duplicate=True)
    for action in ("Send", "Approve", "Withdraw"):
        row = {"doctype": "Workflow Action Master", "workflow_action_name": action}
        frappe.get_doc(row).insert(ignore_if_duplicate=True)
    frappe.get_doc(workflow("Svc Deal Process")).insert()
    frappe.db.commit()


def workflow(name, **values):
    roles = {"Draft": "Svc Seller", "Waiting": "Svc Boss", "Approved": "Svc Boss", "Withdrawn": "Svc Boss"}
    states = [{"state": s, "doc_status": d, "allow_edit": roles[s]} for s, d in STATES]
    states[1].update(update_field="note", update_value="waits")
    return {
        "doctype": "Workflow",
        "workflow_name": name,
        "document_type": "Svc Deal",
        "is_active": 1,
        "workflow_state_field": "workflow_state",
        "states": states,
        "transitions": [
            {"state": "Draft", "action": "Send", "next_state": "Waiting", "allowed": "Svc Seller"},
            {
                "state": "Waiting",
                "action": "Approve",
                "next_state": "Approved",
                "allowed": "Svc Boss",
                "allow_self_approval": 0,
                "condition": "doc.amount > 0",
            },
            {"state": "Approved", "action": "Withdraw", "next_state": "Withdrawn", "allowed": "Svc Boss"},
        ],
        **values,
    }


def deal(frappe, **values):
    return frappe.get_doc({"doctype": "Svc Deal", "title": "x", "amount": 5, **values}).insert()


def actions(frappe, doc):
    from frappe.model.workflow import get_transitions

    return [row["action"] for row in get_transitions(doc)]


def test_new_document_gets_the_first_state_and_the_field_was_made(frappe_site):
    field = frappe_site.get_meta("Svc Deal").get_field("workflow_state")
    assert (field.fieldtype, field.options, field.hidden) == ("Link", "Workflow State", 1)
    assert deal(frappe_site).workflow_state == "Draft"


def test_transitions_depend_on_role_and_condition(frappe_site):
    from frappe.model.workflow import apply_workflow

    doc = deal(frappe_site, amount=0)
    frappe_site.set_user("boss@example.com")
    assert actions(frappe_site, doc) == []
    frappe_site.set_user("seller@example.com")
    assert actions(frappe_site, doc) == ["Send"]
    doc = apply_workflow(doc.as_dict(), "Send")
    assert (doc.workflow_state, doc.note) == ("Waiting", "waits")
    frappe_site.set_user("boss@example.com")
    assert actions(frappe_site, doc) == []
    doc.amount = 3
    doc.save()
    assert actions(frappe_site, doc) == ["Approve"]


def test_approval_submits_and_withdrawal_cancels_with_comments(frappe_site):
    from frappe.model.workflow import apply_workflow

    doc = deal(frappe_site)
    frappe_site.set_user("seller@example.com")
    apply_workflow(doc, "Send")
    frappe_site.set_user("boss@example.com")
    doc = apply_workflow({"doctype": "Svc Deal", "name": doc.name}, "Approve")
    assert (doc.docstatus, doc.workflow_state) == (1, "Approved")
    doc = apply_workflow(doc, "Withdraw")
    assert (doc.docstatus, doc.workflow_state) == (2, "Withdrawn")
    comments = {"reference_name": doc.name, "comment_type": "Workflow"}
    found = frappe_site.get_all("Comment", filters=comments, pluck="content", order_by="creation asc")
    assert found == ["Waiting", "Approved", "Withdrawn"]


def test_nobody_approves_their_own(frappe_site):
    from frappe.model.workflow import apply_workflow

    frappe_site.get_doc("User", "boss@example.com").add_roles("Svc Seller")
    frappe_site.set_user("boss@example.com")
    doc = apply_workflow(deal(frappe_site), "Send")
    with pytest.raises(frappe_site.ValidationError, match="Self approval"):
        apply_workflow(doc, "Approve")


def test_wrong_action_is_refused(frappe_site):
    from frappe.model.workflow import WorkflowTransitionError, apply_workflow

    with pytest.raises(WorkflowTransitionError, match="Approve is not open to you while Svc Deal"):
        apply_workflow(deal(frappe_site), "Approve")


def test_state_set_by_hand_must_be_reachable(frappe_site):
    from frappe.model.workflow import WorkflowPermissionError

    doc = deal(frappe_site)
    frappe_site.set_user("boss@example.com")
    doc.workflow_state = "Waiting"
    with pytest.raises(WorkflowPermissionError):
        doc.save()
    frappe_site.set_user("seller@example.com")
    doc.reload()
    doc.workflow_state = "Waiting"
    doc.save()
    with pytest.raises(WorkflowPermissionError):
        deal(frappe_site, workflow_state="Waiting")


def test_plain_submit_and_cancel_move_to_the_first_state_of_that_status(frappe_site):
    doc = deal(frappe_site)
    doc.submit()
    assert doc.workflow_state == "Approved"
    doc.cancel()
    doc.reload()
    assert (doc.docstatus, doc.workflow_state) == (2, "Withdrawn")


def test_bulk_approval_goes_on_after_a_failure(frappe_site):
    from frappe.model.workflow import bulk_workflow_approval, get_common_transition_actions

    good, bad = deal(frappe_site), deal(frappe_site)
    frappe_site.set_user("seller@example.com")
    assert get_common_transition_actions([good.name, bad.name], "Svc Deal") == ["Send"]
    frappe_site.db.set_value("Svc Deal", bad.name, "workflow_state", "Waiting")
    assert get_common_transition_actions([good.name, bad.name], "Svc Deal") == []
    frappe_site.db.commit()
    bulk_workflow_approval(frappe_site.as_json([bad.name, good.name]), "Svc Deal", "Send")
    assert frappe_site.db.get_value("Svc Deal", good.name, "workflow_state") == "Waiting"
    assert any(bad.name in message.message for message in frappe_site.message_log)
    frappe_site.set_user("Administrator")
    for name in (good.name, bad.name):
        frappe_site.delete_doc("Svc Deal", name, force=1)
    frappe_site.db.commit()


def test_open_actions_name_the_roles_and_follow_the_state(frappe_site):
    from frappe.model.workflow import apply_workflow

    def waiting():
        names = frappe_site.get_all(
            "Workflow Action", filters={"reference_name": doc.name, "status": "Open"}, pluck="name"
        )
        return [[r.role for r in frappe_site.get_doc("Workflow Action", name).permitted_roles] for name in names]

    doc = deal(frappe_site)
    assert waiting() == [["Svc Seller"]]
    frappe_site.set_user("seller@example.com")
    apply_workflow(doc, "Send")
    assert waiting() == [["Svc Boss"]]
    assert frappe_site.get_list("Workflow Action", filters={"reference_name": doc.name, "status": "Open"}) == []
    frappe_site.set_user("boss@example.com")
    assert len(frappe_site.get_list("Workflow Action", filters={"reference_name": doc.name, "status": "Open"})) == 1


def test_second_active_workflow_switches_the_first_off(frappe_site):
    frappe_site.get_doc(workflow("Svc Second", transitions=[])).insert()
    assert frappe_site.db.get_value("Workflow", "Svc Deal Process", "is_active") == 0
    assert actions(frappe_site, deal(frappe_site)) == []
    frappe_site.db.rollback()
    assert frappe_site.get_meta("Svc Deal").get_workflow() == "Svc Deal Process"


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("Withdrawn", "Draft", "out of the cancelled state"),
        ("Approved", "Draft", "cannot become a draft"),
        ("Draft", "Withdrawn", "before it is submitted"),
        ("Draft", "Nowhere", "not among the states"),
    ],
)
def test_impossible_transitions_are_refused(frappe_site, before, after, text):
    row = {"state": before, "action": "Send", "next_state": after, "allowed": "Svc Boss"}
    doc = frappe_site.get_doc(workflow("Svc Wrong", transitions=[row]))
    doc.flags.ignore_links = True
    with pytest.raises(frappe_site.ValidationError, match=text):
        doc.insert()


def test_empty_states_of_existing_documents_are_filled(frappe_site):
    doc = deal(frappe_site)
    frappe_site.db.set_value("Svc Deal", doc.name, "workflow_state", None)
    frappe_site.get_doc("Workflow", "Svc Deal Process").save()
    assert frappe_site.db.get_value("Svc Deal", doc.name, "workflow_state") == "Draft"


def test_documents_without_workflow_cost_no_query(frappe_site):
    from frappe.model.workflow import validate_workflow

    todo = frappe_site.get_doc({"doctype": "ToDo", "description": "x"})
    validate_workflow(todo)
    before = frappe_site.db.query_count
    validate_workflow(todo)
    assert frappe_site.db.query_count == before
