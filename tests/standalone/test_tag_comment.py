"""Tags, comments, mentions, saved filters, Kanban boards."""

from __future__ import annotations

import json

import pytest


@pytest.fixture(scope="module", autouse=True)
def notes(bare_site, make_doctype, make_user):
    make_user("writer@example.com", "Svc Writer")
    make_user("other@example.com", "Svc Other")
    fields = [
        {"fieldname": "title", "fieldtype": "Data", "label": "Title"},
        {"fieldname": "stage", "fieldtype": "Select", "options": "One\nTwo", "label": "Stage"},
    ]
    make_doctype("Svc Note", fields, title_field="title", roles=["System Manager", "Svc Writer"])


@pytest.fixture
def note(frappe_site):
    return frappe_site.get_doc({"doctype": "Svc Note", "title": "A note"}).insert()


def stored(frappe, doc, column):
    return frappe.db.get_value("Svc Note", doc.name, column)


def test_tags_are_kept_in_the_document_and_as_links(frappe_site, note):
    from frappe.desk.doctype.tag.tag import add_tag, add_tags, get_tagged_docs, get_tags, remove_tag

    assert add_tag("hot", "Svc Note", note.name) == "hot"
    add_tags('["cold", "hot"]', "Svc Note", json.dumps([note.name]))
    assert stored(frappe_site, note, "_user_tags") == ",hot,cold"
    links = frappe_site.get_all("Tag Link", filters={"document_name": note.name}, fields=["tag", "title"])
    assert sorted((row.tag, row.title) for row in links) == [("cold", "A note"), ("hot", "A note")]
    assert get_tags("Svc Note", "o") == ["cold", "hot"]
    assert [row.name for row in get_tagged_docs("Svc Note", "hot")] == [note.name]
    remove_tag("hot", "Svc Note", note.name)
    assert stored(frappe_site, note, "_user_tags") == ",cold"
    assert note.get_tags() == ["cold"] or frappe_site.get_doc("Svc Note", note.name).get_tags() == ["cold"]


def test_tagging_needs_write_permission(frappe_site, note):
    from frappe.desk.doctype.tag.tag import add_tag

    frappe_site.set_user("other@example.com")
    with pytest.raises(frappe_site.PermissionError):
        add_tag("hot", "Svc Note", note.name)


def test_tag_with_a_comma_is_refused(frappe_site, note):
    from frappe.desk.doctype.tag.tag import add_tag

    with pytest.raises(frappe_site.ValidationError, match="without commas"):
        add_tag("a,b", "Svc Note", note.name)


def test_comments_are_copied_into_the_document(frappe_site, note):
    comment = note.add_comment("Comment", "<p>hello</p>")
    row = json.loads(stored(frappe_site, note, "_comments"))[0]
    assert row == {"comment": "<p>hello</p>", "by": "Administrator", "name": comment.name}
    comment.content = "<p>bye</p>"
    comment.save()
    assert json.loads(stored(frappe_site, note, "_comments"))[0]["comment"] == "<p>bye</p>"
    frappe_site.delete_doc("Comment", comment.name)
    assert json.loads(stored(frappe_site, note, "_comments")) == []


def test_log_lines_are_not_copied(frappe_site, note):
    note.add_comment("Info", "something happened")
    assert stored(frappe_site, note, "_comments") in (None, "")


def test_empty_comment_is_refused(frappe_site, note):
    with pytest.raises(frappe_site.ValidationError, match="needs a text"):
        note.add_comment("Comment", "<p> </p>")


def test_comment_does_not_touch_modified(frappe_site, note):
    before = stored(frappe_site, note, "modified")
    note.add_comment("Comment", "x")
    assert stored(frappe_site, note, "modified") == before


def test_mention_tells_only_readers_of_the_document(frappe_site, note):
    mark = '<span class="mention" data-id="{0}" data-value="x">@x</span>'
    note.add_comment("Comment", mark.format("writer@example.com") + mark.format("other@example.com"))
    logs = frappe_site.get_all("Notification Log", fields=["for_user", "type"], filters={"document_name": note.name})
    assert [(log.for_user, log.type) for log in logs] == [("writer@example.com", "Mention")]


def test_comment_is_open_to_readers_of_its_document_only(frappe_site, note):
    name = note.add_comment("Comment", "inside").name
    for user, may in (("writer@example.com", True), ("other@example.com", False)):
        frappe_site.set_user(user)
        doc = frappe_site.get_doc("Comment", name)
        from frappe.core.doctype.comment.comment import has_permission

        assert has_permission(doc, "read", user) is may
        assert frappe_site.get_list("Comment") == []


def test_bell_lines_are_read_by_their_owner_only(frappe_site):
    from frappe.desk.doctype.notification_log import notification_log as bell

    bell.make_notification_logs({"type": "Alert", "subject": "ping"}, ["writer@example.com"])
    frappe_site.set_user("writer@example.com")
    answer = bell.get_notification_logs()
    assert [log.subject for log in answer["notification_logs"]] == ["ping"]
    name = answer["notification_logs"][0].name
    frappe_site.set_user("other@example.com")
    assert bell.get_notification_logs()["notification_logs"] == []
    bell.mark_as_read(name)
    assert frappe_site.db.get_value("Notification Log", name, "read") == 0
    frappe_site.set_user("writer@example.com")
    bell.mark_as_read(name)
    assert frappe_site.db.get_value("Notification Log", name, "read") == 1


def test_switched_off_bell_stays_empty(frappe_site):
    from frappe.desk.doctype.notification_log.notification_log import make_notification_logs
    from frappe.desk.doctype.notification_settings.notification_settings import create_notification_settings

    create_notification_settings("writer@example.com")
    settings = frappe_site.get_doc("Notification Settings", "writer@example.com")
    settings.enabled = 0
    settings.save()
    make_notification_logs({"type": "Alert", "subject": "ping"}, ["writer@example.com", "other@example.com"])
    assert frappe_site.get_all("Notification Log", pluck="for_user") == ["other@example.com"]


def test_saved_filters_of_others_are_hidden(frappe_site):
    for user in ("writer@example.com", ""):
        row = {"doctype": "List Filter", "filter_name": user or "all", "for_user": user, "filters": "[]"}
        frappe_site.get_doc({**row, "reference_doctype": "Svc Note"}).insert()
    frappe_site.set_user("other@example.com")
    assert frappe_site.get_list("List Filter", pluck="filter_name") == ["all"]


def test_kanban_moves_a_card_and_saves_the_document(frappe_site, note):
    from frappe.desk.doctype.kanban_board.kanban_board import get_kanban_boards, quick_kanban_board, update_order

    board = quick_kanban_board("Svc Note", "Svc Board", "stage")
    assert [row.column_name for row in board.columns] == ["One", "Two"]
    _board, moved = update_order(board.name, json.dumps({"One": [], "Two": [note.name]}))
    assert moved == [{"name": note.name, "new_value": "Two"}]
    assert stored(frappe_site, note, "stage") == "Two"
    assert [row.name for row in get_kanban_boards("Svc Note")] == ["Svc Board"]


def test_kanban_needs_a_select_field(frappe_site):
    board = {
        "doctype": "Kanban Board",
        "kanban_board_name": "x",
        "reference_doctype": "Svc Note",
        "field_name": "title",
    }
    with pytest.raises(frappe_site.ValidationError, match="Choose a Select field"):
        frappe_site.get_doc(board).insert()
