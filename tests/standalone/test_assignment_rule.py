"""Assignment rules, assignments and the bell lines that go with them."""

from __future__ import annotations

import json

import pytest

USERS = ["ann@example.com", "ben@example.com", "cat@example.com"]


@pytest.fixture(scope="module", autouse=True)
def tickets(bare_site, make_doctype, make_user):
    for user in USERS:
        make_user(user, "Svc Helper")
    make_user("stranger@example.com", "Svc Stranger")
    fields = [
        {"fieldname": "subject", "fieldtype": "Data", "label": "Subject"},
        {"fieldname": "status", "fieldtype": "Select", "options": "New\nDone\nVoid", "label": "Status"},
        {"fieldname": "due", "fieldtype": "Date", "label": "Due"},
        {"fieldname": "agent", "fieldtype": "Link", "options": "User", "label": "Agent"},
    ]
    make_doctype("Svc Ticket", fields, title_field="subject", roles=["System Manager", "Svc Helper"])


@pytest.fixture
def rule(frappe_site):
    def make(**values):
        doc = {
            "doctype": "Assignment Rule",
            "name": values.pop("name", "Svc Rule"),
            "document_type": "Svc Ticket",
            "description": "Look at {{ subject }}",
            "assign_condition": "status == 'New'",
            "unassign_condition": "status == 'Void'",
            "close_condition": "status == 'Done'",
            "rule": "Round Robin",
            "users": [{"user": user} for user in USERS[:2]],
        }
        return frappe_site.get_doc(doc | values).insert(set_name=doc["name"])

    return make


def ticket(frappe, **values):
    return frappe.get_doc({"doctype": "Svc Ticket", "subject": "Printer", "status": "New", **values}).insert()


def tasks(frappe, doc, *fields):
    rows = frappe.get_all(
        "ToDo",
        filters={"reference_name": doc.name},
        fields=list(fields or ("allocated_to", "status")),
        order_by="creation asc",
    )
    return [tuple(row.values()) for row in rows]


def assigned(frappe, doc):
    return json.loads(frappe.db.get_value("Svc Ticket", doc.name, "_assign") or "[]")


def test_round_robin_goes_on_after_the_last_user(frappe_site, rule):
    rule()
    docs = [ticket(frappe_site) for _n in range(3)]
    assert [tasks(frappe_site, doc)[0][0] for doc in docs] == [USERS[0], USERS[1], USERS[0]]
    assert assigned(frappe_site, docs[1]) == [USERS[1]]
    assert tasks(frappe_site, docs[0], "description", "assignment_rule", "priority") == [
        ("Look at Printer", "Svc Rule", "Medium")
    ]


def test_close_reopen_and_unassign(frappe_site, rule):
    rule()
    doc = ticket(frappe_site)
    doc.status = "Done"
    doc.save()
    assert tasks(frappe_site, doc) == [(USERS[0], "Closed")]
    doc.status = "New"
    doc.save()
    assert tasks(frappe_site, doc) == [(USERS[0], "Open")]
    doc.status = "Void"
    doc.save()
    assert tasks(frappe_site, doc) == [(USERS[0], "Cancelled")]
    assert frappe_site.db.get_value("Svc Ticket", doc.name, "_assign") in ("", None)


def test_load_balancing_takes_the_least_busy(frappe_site, rule):
    rule(rule="Load Balancing", users=[{"user": user} for user in USERS])
    owners = [tasks(frappe_site, ticket(frappe_site))[0][0] for _n in range(4)]
    assert sorted(owners[:3]) == USERS
    assert owners[3] == USERS[0]


def test_based_on_field_takes_the_named_user(frappe_site, rule):
    rule(rule="Based on Field", field="agent", users=[])
    assert tasks(frappe_site, ticket(frappe_site, agent=USERS[2])) == [(USERS[2], "Open")]
    assert tasks(frappe_site, ticket(frappe_site)) == []


def test_higher_priority_wins_and_other_days_are_left_out(frappe_site, rule):
    import datetime

    other_day = (frappe_site.utils.getdate() + datetime.timedelta(days=1)).strftime("%A")
    rule(name="Svc Low", users=[{"user": USERS[0]}])
    rule(name="Svc High", priority=5, users=[{"user": USERS[1]}])
    rule(name="Svc Elsewhen", priority=9, users=[{"user": USERS[2]}], assignment_days=[{"day": other_day}])
    assert tasks(frappe_site, ticket(frappe_site)) == [(USERS[1], "Open")]


def test_changed_due_date_moves_the_task(frappe_site, rule):
    rule(due_date_based_on="due")
    doc = ticket(frappe_site, due="2030-01-05")
    assert str(tasks(frappe_site, doc, "date")[0][0]) == "2030-01-05"
    doc.due = "2030-02-01"
    doc.save()
    assert str(tasks(frappe_site, doc, "date")[0][0]) == "2030-02-01"


def test_faulty_condition_is_told_and_keeps_nobody_from_saving(frappe_site, rule):
    rule(assign_condition="nothing_of_that_name > 1")
    frappe_site.clear_messages()
    doc = ticket(frappe_site)
    assert tasks(frappe_site, doc) == []
    assert "Svc Rule" in frappe_site.message_log[-1].message


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"document_type": "ToDo"}, "not allowed on document type"),
        ({"users": []}, "names no users"),
        ({"rule": "Based on Field", "field": "nothing"}, "names the user"),
        ({"assignment_days": [{"day": "Monday"}, {"day": "Monday"}]}, "repeated"),
    ],
)
def test_impossible_rules_are_refused(frappe_site, rule, values, text):
    with pytest.raises(frappe_site.ValidationError, match=text):
        rule(**values)


def test_other_doctypes_cost_no_query(frappe_site, rule):
    from frappe.automation.doctype.assignment_rule.assignment_rule import apply, update_due_date

    rule()
    note = frappe_site.get_doc({"doctype": "Tag", "name": "x"})
    apply(note)
    before = frappe_site.db.query_count
    apply(note)
    update_due_date(note)
    assert frappe_site.db.query_count == before


# ---- by hand


def test_assigning_shares_with_who_cannot_read_and_tells_them(frappe_site):
    from frappe.desk.form import assign_to

    doc = ticket(frappe_site)
    args = {"doctype": "Svc Ticket", "name": doc.name, "assign_to": '["stranger@example.com"]', "description": "help"}
    rows = assign_to.add(args)
    assert [(row.owner, row.name) for row in rows] == tasks(frappe_site, doc, "allocated_to", "name")
    frappe_site.set_user("stranger@example.com")
    assert frappe_site.has_permission("Svc Ticket", "read", doc.name)
    logs = frappe_site.get_list("Notification Log", fields=["type", "document_name", "subject"])
    assert [(log.type, log.document_name) for log in logs] == [("Assignment", doc.name)]
    assert "Printer" in logs[0].subject
    frappe_site.set_user("Administrator")
    frappe_site.clear_messages()
    assert len(assign_to.add(args)) == 1
    assert "Already" in frappe_site.message_log[-1].message


def test_only_the_assignee_closes(frappe_site):
    from frappe.desk.form import assign_to

    doc = ticket(frappe_site)
    assign_to.add({"doctype": "Svc Ticket", "name": doc.name, "assign_to": [USERS[0]]})
    with pytest.raises(frappe_site.ValidationError, match="Only the assignee"):
        assign_to.close("Svc Ticket", doc.name, USERS[0])
    frappe_site.set_user(USERS[0])
    assert assign_to.close("Svc Ticket", doc.name, USERS[0]) == []
    assert tasks(frappe_site, doc) == [(USERS[0], "Closed")]
    assert assigned(frappe_site, doc) == []


def test_remove_cancels_and_both_leave_a_trace(frappe_site):
    from frappe.desk.form import assign_to

    doc = ticket(frappe_site)
    assign_to.add_multiple({"doctype": "Svc Ticket", "name": [doc.name], "assign_to": USERS[:2]})
    assert assigned(frappe_site, doc) == USERS[:2]
    assign_to.remove("Svc Ticket", doc.name, USERS[0])
    assert assigned(frappe_site, doc) == [USERS[1]]
    assign_to.remove_multiple("Svc Ticket", [doc.name])
    assert assigned(frappe_site, doc) == []
    kinds = frappe_site.get_all("Comment", filters={"reference_name": doc.name}, pluck="comment_type")
    assert sorted(kinds) == ["Assigned", "Assigned", "Assignment Completed", "Assignment Completed"]


def test_unknown_user_is_refused(frappe_site):
    from frappe.desk.form import assign_to

    doc = ticket(frappe_site)
    with pytest.raises(frappe_site.LinkValidationError, match="nobody@example.com"):
        assign_to.add({"doctype": "Svc Ticket", "name": doc.name, "assign_to": ["nobody@example.com"]})


def test_tasks_are_seen_by_their_parties_only(frappe_site):
    frappe_site.get_doc({"doctype": "ToDo", "description": "secret", "allocated_to": USERS[0]}).insert()
    frappe_site.set_user(USERS[0])
    assert frappe_site.get_list("ToDo", pluck="description") == ["secret"]
    name = frappe_site.get_list("ToDo", pluck="name")[0]
    frappe_site.set_user(USERS[1])
    assert frappe_site.get_list("ToDo", pluck="description") == []
    assert not frappe_site.has_permission("ToDo", "read", name, print_logs=False)


def test_deleting_a_task_clears_the_assignment(frappe_site):
    from frappe.desk.form import assign_to

    doc = ticket(frappe_site)
    rows = assign_to.add({"doctype": "Svc Ticket", "name": doc.name, "assign_to": [USERS[0]]})
    frappe_site.delete_doc("ToDo", rows[0].name)
    assert assigned(frappe_site, doc) == []
