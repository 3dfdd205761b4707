"""Notifications: each event once, whom they reach, what they leave behind."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module", autouse=True)
def orders(bare_site, make_doctype, make_user):
    make_user("clerk@example.com", "Svc Clerk")
    make_user("chief@example.com", "Svc Chief")
    make_doctype("Svc Line", [{"fieldname": "mail", "fieldtype": "Data", "label": "Mail"}], istable=1)
    fields = [
        {"fieldname": "title", "fieldtype": "Data", "label": "Title"},
        {"fieldname": "stage", "fieldtype": "Data", "label": "Stage"},
        {"fieldname": "told", "fieldtype": "Check", "label": "Told", "allow_on_submit": 1},
        {"fieldname": "email", "fieldtype": "Data", "label": "Email", "options": "Email"},
        {"fieldname": "due", "fieldtype": "Date", "label": "Due"},
        {"fieldname": "lines", "fieldtype": "Table", "label": "Lines", "options": "Svc Line"},
    ]
    make_doctype("Svc Order", fields, is_submittable=1, title_field="title")


@pytest.fixture
def notification(frappe_site):
    def make(event, recipients, **values):
        doc = {
            "doctype": "Notification",
            "name": values.pop("name", f"Svc on {event}"),
            "document_type": "Svc Order",
            "event": event,
            "channel": "System Notification",
            "subject": "Order {{ doc.title }}",
            "message": "Stage {{ doc.stage }}",
            "recipients": recipients,
        }
        return frappe_site.get_doc(doc | values).insert(set_name=doc["name"])

    return make


@pytest.fixture
def account(frappe_site):
    return frappe_site.get_doc(
        {
            "doctype": "Email Account",
            "email_id": "out@example.com",
            "email_account_name": "Out",
            "enable_outgoing": 1,
            "default_outgoing": 1,
            "smtp_server": "localhost",
            "no_smtp_authentication": 1,
        }
    ).insert()


def order(frappe, **values):
    return frappe.get_doc({"doctype": "Svc Order", "title": "A1", "stage": "one", **values}).insert()


def bells(frappe):
    return sorted(
        (log.for_user, log.subject, log.email_content)
        for log in frappe.get_all("Notification Log", fields=["for_user", "subject", "email_content"])
    )


def mails(frappe):
    rows = frappe.get_all("Email Queue", fields=["name", "message", "communication"], order_by="creation asc")
    for row in rows:
        row.to = frappe.get_all(
            "Email Queue Recipient", filters={"parent": row.name}, pluck="recipient", order_by="idx"
        )
    return rows


CHIEFS = [{"receiver_by_role": "Svc Chief"}]


def test_new_tells_the_members_of_a_role_in_their_bell(frappe_site, notification):
    notification("New", CHIEFS)
    order(frappe_site)
    assert [(user, subject) for user, subject, _text in bells(frappe_site)] == [("chief@example.com", "Order A1")]
    assert "Stage one" in bells(frappe_site)[0][2]


@pytest.mark.parametrize(
    ("event", "acts", "expected"),
    [
        ("New", ["save"], 1),
        ("Save", ["save"], 2),
        ("Submit", ["submit"], 1),
        ("Cancel", ["submit", "cancel"], 1),
    ],
)
def test_events_fire_when_they_should(frappe_site, notification, event, acts, expected):
    notification(event, CHIEFS)
    doc = order(frappe_site)
    for act in acts:
        getattr(doc, act)()
    assert len(bells(frappe_site)) == expected


def test_method_event_follows_the_named_method(frappe_site, notification):
    notification("Method", CHIEFS, method="before_submit")
    doc = order(frappe_site)
    assert bells(frappe_site) == []
    doc.submit()
    assert len(bells(frappe_site)) == 1


def test_value_change_is_silent_on_insert_and_for_other_fields(frappe_site, notification):
    notification("Value Change", CHIEFS, value_changed="stage")
    doc = order(frappe_site)
    doc.title = "A2"
    doc.save()
    assert bells(frappe_site) == []
    doc.stage = "two"
    doc.save()
    doc.save()
    assert len(bells(frappe_site)) == 1


def test_db_set_on_a_fresh_document_tells_too(frappe_site, notification):
    notification("Value Change", CHIEFS, value_changed="stage")
    doc = frappe_site.get_doc("Svc Order", order(frappe_site).name)
    doc.db_set("stage", "three")
    assert len(bells(frappe_site)) == 1


def test_value_change_queues_mail_keeps_it_and_sets_a_property(frappe_site, notification, account):
    notification(
        "Value Change",
        [{"receiver_by_document_field": "email"}, {"receiver_by_document_field": "mail,lines"}],
        channel="Email",
        value_changed="stage",
        set_property_after_alert="told",
        property_value="1",
    )
    doc = order(frappe_site, email="buyer@example.org", lines=[{"mail": "row@example.org"}])
    doc.stage = "two"
    doc.save()
    mail = mails(frappe_site)[0]
    assert mail.to == ["buyer@example.org", "row@example.org"]
    kept = frappe_site.get_doc("Communication", mail.communication)
    assert (kept.communication_type, kept.sent_or_received, kept.subject) == ("Automated Message", "Sent", "Order A1")
    assert (kept.reference_doctype, kept.reference_name) == ("Svc Order", doc.name)
    assert frappe_site.db.get_value("Svc Order", doc.name, "told") == 1
    assert len(mails(frappe_site)) == 1


def test_recipients_without_address_are_left_out(frappe_site, notification, account):
    notification("New", [{"receiver_by_document_field": "owner"}], channel="Email")
    order(frappe_site)
    assert mails(frappe_site) == []


def test_conditions_of_alert_and_recipient(frappe_site, notification):
    rows = [*CHIEFS, {"receiver_by_role": "Svc Clerk", "condition": "doc.stage == 'late'"}]
    notification("New", rows, condition="doc.title != 'quiet'")
    order(frappe_site, title="quiet")
    assert bells(frappe_site) == []
    order(frappe_site)
    order(frappe_site, stage="late")
    users = [user for user, _subject, _text in bells(frappe_site)]
    assert sorted(users) == ["chief@example.com", "chief@example.com", "clerk@example.com"]


def test_assignees_are_told(frappe_site, notification):
    from frappe.desk.form import assign_to

    doc = order(frappe_site)
    assign_to.add({"doctype": "Svc Order", "name": doc.name, "assign_to": ["clerk@example.com"], "notify": 0})
    frappe_site.db.delete("Notification Log")
    notification("Save", [], send_to_all_assignees=1)
    doc.save()
    assert [user for user, _subject, _text in bells(frappe_site)] == ["clerk@example.com"]


@pytest.mark.parametrize("field", ["condition", "message"])
def test_faulty_rule_is_named_and_blocks_the_save(frappe_site, notification, field):
    text = {"condition": "not doc.email or doc.email.nothing.more > 1", "message": "{{ doc.nothing.more.still }}"}[
        field
    ]
    notification("New", CHIEFS, name="Svc Faulty", **{field: text})
    with pytest.raises(frappe_site.ValidationError, match="Svc Faulty"):
        order(frappe_site, email="buyer@example.org")


def test_missing_account_is_logged_and_keeps_nobody_from_saving(frappe_site, notification):
    notification("New", [{"receiver_by_document_field": "email"}], channel="Email")
    doc = order(frappe_site, email="buyer@example.org")
    assert frappe_site.db.exists("Svc Order", doc.name)
    assert frappe_site.get_all("Error Log", filters={"reference_name": doc.name}) != []


@pytest.mark.parametrize(("event", "offset"), [("Days Before", 3), ("Days After", -3)])
def test_daily_notifications_find_the_day(frappe_site, notification, event, offset):
    from frappe.email.doctype.notification import notification as module

    alert = notification(event, CHIEFS, date_changed="due", days_in_advance=3)
    today = frappe_site.utils.nowdate()
    days = {n: order(frappe_site, due=frappe_site.utils.add_days(today, n)).name for n in (-3, 0, 3)}
    assert module.get_documents_for_today(alert.name) == [days[offset]]
    for doc in module.documents_for_today(alert):
        module.evaluate_alert(doc, alert)
    assert len(bells(frappe_site)) == 1


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"channel": "SMS"}, "SMS is not available"),
        ({"event": "Value Change"}, "needs Value Changed"),
        ({"event": "Value Change", "value_changed": "nothing"}, "has no field nothing"),
        ({"message": "{{ doc.title "}, "faulty placeholder"),
        ({"condition": "doc."}, "is invalid"),
        ({"condition": "doc.nothing.more > 1"}, "is invalid"),
    ],
)
def test_impossible_notifications_are_refused(frappe_site, notification, values, text):
    with pytest.raises(frappe_site.ValidationError, match=text):
        notification(values.pop("event", "New"), CHIEFS, **values)


def test_disabled_and_rolled_back_rules_are_forgotten(frappe_site, notification):
    alert = notification("New", CHIEFS)
    alert.enabled = 0
    alert.save()
    order(frappe_site)
    assert bells(frappe_site) == []
    alert.enabled = 1
    alert.save()
    frappe_site.db.rollback()
    order(frappe_site)
    assert bells(frappe_site) == []


def test_other_doctypes_cost_no_query(frappe_site, notification):
    from frappe.email.doctype.notification.notification import evaluate_alerts

    notification("New", CHIEFS)
    other = frappe_site.get_doc({"doctype": "Tag", "name": "x"})
    evaluate_alerts(other, "on_update")
    before = frappe_site.db.query_count
    evaluate_alerts(other, "on_update")
    assert frappe_site.db.query_count == before
