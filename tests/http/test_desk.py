"""The endpoints that a desk calls: forms, lists, search, trees, calendars, bulk actions, settings, frappe.client."""

from __future__ import annotations

import json
import uuid

import pytest
from rest_support import resource


@pytest.fixture
def mark():
    return uuid.uuid4().hex[:8]


@pytest.fixture
def lead(ctr, mark):
    values = {"lead_name": f"Lead {mark}", "email": f"{mark}@example.com", "status": "New", "rows": [{"item": "one"}]}
    return ctr.as_user("sales").post(resource("Ctr Lead"), values).json()["data"]


def form(client, method, **arguments):
    answer = client.request("POST", f"/api/method/{method}", form=arguments)
    assert answer.status == 200, f"{method}: {answer.status} {answer.text[:500]}"
    return answer.json()


# ---- forms -------------------------------------------------------------------------------------


def test_getdoctype_gives_the_doctype_and_its_children(ctr):
    answer = (
        ctr.as_user("sales")
        .get("/api/method/frappe.desk.form.load.getdoctype", doctype="Ctr Lead", with_parent="1")
        .json()
    )
    names = [doc["name"] for doc in answer["docs"]]
    assert names[0] == "Ctr Lead" and {"Ctr Row", "Ctr Tag Row"} <= set(names)
    meta = answer["docs"][0]
    assert {"fields", "permissions", "__js", "__workflow_docs", "__print_formats", "__dashboard"} <= set(meta)
    assert json.loads(answer["user_settings"] or "{}") == {} or isinstance(answer["user_settings"], str)
    deal = (
        ctr.as_user("sales").get("/api/method/frappe.desk.form.load.getdoctype", doctype="Ctr Deal").json()["docs"][0]
    )
    assert deal["__workflow_docs"][0]["name"] == "Ctr Deal Flow"


def test_getdoc_gives_document_and_docinfo(ctr, lead):
    sales = ctr.as_user("sales")
    answer = sales.get("/api/method/frappe.desk.form.load.getdoc", doctype="Ctr Lead", name=lead["name"]).json()
    assert answer["docs"][0]["name"] == lead["name"] and answer["docs"][0]["rows"][0]["item"] == "one"
    info = answer["docinfo"]
    wanted = {
        "comments",
        "shared",
        "versions",
        "assignments",
        "attachments",
        "permissions",
        "communications",
        "tags",
        "user_info",
    }
    assert wanted <= set(info)
    assert info["permissions"]["write"] == 1 and info["permissions"]["delete"] == 0
    missing = sales.get("/api/method/frappe.desk.form.load.getdoc", doctype="Ctr Lead", name="none")
    assert (missing.status, missing.json()["message"]) == (200, [])
    assert (
        ctr.as_user("reader")
        .get("/api/method/frappe.desk.form.load.getdoc", doctype="Ctr Lead", name=lead["name"])
        .status
        == 403
    )


def test_savedocs_inserts_and_saves(ctr, mark):
    sales = ctr.as_user("sales")
    new = {"doctype": "Ctr Lead", "name": "new-ctr-lead-1", "__islocal": 1, "__unsaved": 1, "lead_name": mark}
    answer = form(sales, "frappe.desk.form.save.savedocs", doc=json.dumps(new), action="Save")
    doc = answer["docs"][0]
    assert doc["localname"] == "new-ctr-lead-1" and doc["name"].startswith("CTR-LEAD-") and "docinfo" in answer
    assert "Saved" in answer["_server_messages"]
    doc["notes"] = "changed"
    doc["owner"] = "ctr.manager@example.com"
    saved = form(sales, "frappe.desk.form.save.savedocs", doc=json.dumps(doc), action="Save")["docs"][0]
    assert saved["notes"] == "changed" and saved["owner"] == "ctr.sales@example.com"
    stale = sales.request(
        "POST", "/api/method/frappe.desk.form.save.savedocs", form={"doc": json.dumps(doc), "action": "Save"}
    )
    assert (stale.status, stale.exc_type) == (417, "TimestampMismatchError")


def test_savedocs_submits_and_cancels(ctr, mark):
    sales = ctr.as_user("sales")
    new = {"doctype": "Ctr Order", "name": "new-ctr-order-1", "__islocal": 1, "title": mark}
    doc = form(sales, "frappe.desk.form.save.savedocs", doc=json.dumps(new), action="Submit")["docs"][0]
    assert doc["docstatus"] == 1
    doc["note"] = "after submit"
    doc = form(sales, "frappe.desk.form.save.savedocs", doc=json.dumps(doc), action="Update")["docs"][0]
    assert doc["note"] == "after submit"
    form(sales, "frappe.desk.form.save.cancel", doctype="Ctr Order", name=doc["name"])
    assert sales.get(resource("Ctr Order", doc["name"])).json()["data"]["docstatus"] == 2


def test_comments(ctr, lead):
    sales, add = ctr.as_user("sales"), "frappe.desk.form.utils.add_comment"
    given = {
        "reference_doctype": "Ctr Lead",
        "reference_name": lead["name"],
        "content": "<p>hello</p>",
        "comment_by": "Somebody",
    }
    comment = sales.call(add, **given, comment_email="ctr.manager@example.com")
    assert comment["comment_type"] == "Comment" and comment["content"] == "<p>hello</p>"
    if ctr.is_local:
        assert comment["comment_email"] == "ctr.sales@example.com"
    update = "/api/method/frappe.desk.form.utils.update_comment"
    assert sales.post(update, {"name": comment["name"], "content": "changed"}).status == 200
    assert ctr.as_user("second").post(update, {"name": comment["name"], "content": "mine"}).status == 403
    assert ctr.as_user("reader").post(f"/api/method/{add}", given).status == 403
    row = sales.get(resource("Ctr Lead"), fields=["_comments"], filters={"name": lead["name"]}).json()["data"][0]
    assert json.loads(row["_comments"])[0]["by"] == "ctr.sales@example.com"


def test_likes(ctr, lead):
    sales, toggle = ctr.as_user("sales"), "frappe.desk.like.toggle_like"
    for add, expected in (("Yes", ["ctr.sales@example.com"]), ("No", [])):
        form(sales, toggle, doctype="Ctr Lead", name=lead["name"], add=add)
        row = sales.get(resource("Ctr Lead"), fields=["_liked_by"], filters={"name": lead["name"]}).json()["data"][0]
        assert json.loads(row["_liked_by"] or "[]") == expected


def test_linked_documents(ctr, lead, mark):
    manager = ctr.as_user("manager")
    deal = manager.post(resource("Ctr Deal"), {"title": mark, "lead": lead["name"]}).json()["data"]["name"]
    types = manager.call("frappe.desk.form.linked_with.get_linked_doctypes", doctype="Ctr Lead")
    assert {"Ctr Deal", "Ctr Hash"} <= set(types)
    found = manager.call(
        "frappe.desk.form.linked_with.get_linked_docs", doctype="Ctr Lead", name=lead["name"], linkinfo=types
    )
    assert [row["name"] for row in found["Ctr Deal"]] == [deal]
    counts = manager.call(
        "frappe.desk.notifications.get_open_count", doctype="Ctr Lead", name=lead["name"], items=["Ctr Deal"]
    )
    assert counts["count"]["external_links_found"][0]["count"] == 1


# ---- lists -------------------------------------------------------------------------------------


def test_reportview_get(ctr, lead, mark):
    arguments = {
        "doctype": "Ctr Lead",
        "fields": ["`tabCtr Lead`.`name`", "`tabCtr Lead`.`lead_name`"],
        "filters": [["Ctr Lead", "lead_name", "like", f"%{mark}%"]],
        "order_by": "`tabCtr Lead`.`modified` desc",
        "start": "0",
        "page_length": "20",
        "view": "List",
        "with_comment_count": "1",
    }
    message = form(ctr.as_user("sales"), "frappe.desk.reportview.get", **arguments)["message"]
    assert message["keys"] == ["name", "lead_name", "_comment_count"]
    assert message["values"] == [[lead["name"], f"Lead {mark}", 0]]
    nothing = form(
        ctr.as_user("sales"),
        "frappe.desk.reportview.get",
        **{**arguments, "filters": [["Ctr Lead", "name", "=", "x"]]},
    )
    assert nothing["message"] == []


def test_counts(ctr, lead, mark):
    sales, where = ctr.as_user("sales"), [["Ctr Lead", "lead_name", "like", f"%{mark}%"]]
    assert form(sales, "frappe.desk.reportview.get_count", doctype="Ctr Lead", filters=where)["message"] == 1
    assert sales.call("frappe.client.get_count", doctype="Ctr Lead", filters={"name": lead["name"]}) == 1
    assert (
        sales.call(
            "frappe.desk.reportview.get_count",
            doctype="Ctr Lead",
            filters=[["Ctr Row", "item", "=", "one"]],
            distinct=True,
        )
        >= 1
    )


def test_counts_see_what_the_user_sees(ctr, mark):
    second = ctr.as_user("second")
    second.post(resource("Ctr Hash"), {"text": mark, "hidden": 1})
    for client, number in ((second, 1), (ctr.as_user("sales"), 0), (ctr.admin, 1)):
        assert (
            client.call(
                "frappe.desk.reportview.get_count", doctype="Ctr Hash", filters=[["Ctr Hash", "text", "=", mark]]
            )
            == number
        )
        if ctr.is_local:
            assert client.call("frappe.client.get_count", doctype="Ctr Hash", filters={"text": mark}) == number


def test_group_by_count(ctr, lead):
    rows = ctr.as_user("sales").call(
        "frappe.desk.listview.get_group_by_count", doctype="Ctr Lead", current_filters="[]", field="status"
    )
    assert any(row["name"] == "New" and row["count"] >= 1 for row in rows)


def test_bulk_delete_and_update(ctr, mark):
    manager = ctr.as_user("manager")
    names = [manager.post(resource("Ctr Hash"), {"text": mark}).json()["data"]["name"] for _n in range(3)]
    bulk = "frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs"
    failed = manager.call(
        bulk,
        doctype="Ctr Hash",
        docnames=json.dumps([*names, "none"]),
        action="update",
        data=json.dumps({"text": "new"}),
    )
    assert failed == ["none"]
    assert manager.get(resource("Ctr Hash", names[0])).json()["data"]["text"] == "new"
    form(manager, "frappe.desk.reportview.delete_items", doctype="Ctr Hash", items=names)
    assert [manager.get(resource("Ctr Hash", name)).status for name in names] == [404, 404, 404]


def test_user_settings_are_merged(ctr):
    sales = ctr.as_user("sales")
    for key in ("List", "Form"):
        sales.call(
            "frappe.model.utils.user_settings.save", doctype="Ctr Order", user_settings=json.dumps({key: {"a": 1}})
        )
    kept = sales.call("frappe.model.utils.user_settings.get", doctype="Ctr Order")
    assert {"List": {"a": 1}, "Form": {"a": 1}}.items() <= json.loads(kept).items()
    assert "List" not in json.loads(
        ctr.as_user("second").call("frappe.model.utils.user_settings.get", doctype="Ctr Order")
    )


def test_tree(ctr, mark):
    manager = ctr.as_user("manager")
    top, below = f"All {mark}", f"North {mark}"
    manager.post(resource("Ctr Territory"), {"territory_name": top, "is_group": 1})
    form(manager, "frappe.desk.treeview.add_node", doctype="Ctr Territory", parent=top, territory_name=below)
    get = "frappe.desk.treeview.get_children"
    nodes = manager.call(get, doctype="Ctr Territory", parent=top)
    assert [(n["value"], n["expandable"]) for n in nodes] == [(below, 0)]
    roots = manager.call(get, doctype="Ctr Territory", parent="Ctr Territory", is_root=True)
    assert {"value": top, "title": top, "expandable": 1} in roots


def test_calendar(ctr, mark):
    sales = ctr.as_user("sales")
    name = sales.post(resource("Ctr Lead"), {"lead_name": mark, "due": "2031-05-05"}).json()["data"]["name"]
    field_map = json.dumps({"start": "due", "end": "due", "title": "lead_name"})
    arguments = {"doctype": "Ctr Lead", "start": "2031-05-01", "end": "2031-05-31", "field_map": field_map}
    rows = sales.call("frappe.desk.calendar.get_events", **arguments)
    assert [row["name"] for row in rows] == [name]
    change = json.dumps({"doctype": "Ctr Lead", "name": name, "due": "2031-06-05"})
    sales.call("frappe.desk.calendar.update_event", args=change, field_map=field_map)
    assert sales.call("frappe.desk.calendar.get_events", **arguments) == []


# ---- search ------------------------------------------------------------------------------------


def test_search_link(ctr, lead, mark):
    sales = ctr.as_user("sales")
    for text in (f"Lead {mark}", mark, mark.upper(), mark[:5], lead["name"]):
        found = form(sales, "frappe.desk.search.search_link", doctype="Ctr Lead", txt=text, page_length="10")[
            "message"
        ]
        assert {"value": lead["name"], "label": f"Lead {mark}"}.items() <= found[0].items(), text
    assert f"{mark}@example.com" in found[0]["description"]
    assert (
        form(sales, "frappe.desk.search.search_link", doctype="Ctr Lead", txt="no such thing at all")["message"] == []
    )


def test_search_link_with_filters_and_query(ctr, lead, mark):
    sales, search = ctr.as_user("sales"), "frappe.desk.search.search_link"
    assert form(sales, search, doctype="Ctr Lead", txt=mark, filters={"status": "Won"})["message"] == []
    rows = form(sales, search, doctype="Ctr Status", txt="Wo", query="ctr_app.api.status_query")["message"]
    assert rows == [{"value": "Won", "description": "#112233"}]
    refused = sales.post(
        f"/api/method/{search}", {"doctype": "Ctr Status", "txt": "", "query": "ctr_app.api.not_whitelisted"}
    )
    assert refused.status == 403
    assert sales.post(f"/api/method/{search}", {"doctype": "Ctr Status", "txt": "", "query": "os.system"}).status in (
        403,
        417,
    )


def test_whoever_may_choose_people_finds_those_who_work_here(ctr, mark):
    """A clerk could choose nobody: whether a user is enabled is not theirs to filter by."""
    people = (("lavora", 1), ("andato", 0))
    for name, enabled in people:
        values = {"email": f"{name}.{mark}@example.com", "first_name": name, "last_name": mark, "enabled": enabled}
        answer = ctr.admin.post(resource("User"), {**values, "send_welcome_email": 0, "user_type": "System User"})
        assert answer.status == 200, answer.text
    rows = form(ctr.as_user("sales"), "frappe.desk.search.search_link", doctype="User", txt=mark)["message"]
    assert [row["value"] for row in rows] == [f"lavora.{mark}@example.com"]


def test_search_shows_only_what_may_be_seen(ctr, mark):
    sales = ctr.as_user("sales")
    name = ctr.as_user("second").post(resource("Ctr Hash"), {"text": mark, "hidden": 1}).json()["data"]["name"]
    assert form(sales, "frappe.desk.search.search_link", doctype="Ctr Hash", txt=name)["message"] == []
    link = sales.get("/api/method/frappe.client.validate_link", doctype="Ctr Hash", docname=name, fields='["text"]')
    assert mark not in link.text
    nobody = ctr.as_user("nobody").post(
        "/api/method/frappe.desk.search.search_link", {"doctype": "Ctr Lead", "txt": ""}
    )
    assert nobody.status == 403


def test_link_title_asks_for_permission(ctr, lead, mark):
    get = "frappe.desk.search.get_link_title"
    assert ctr.as_user("sales").call(get, doctype="Ctr Lead", docname=lead["name"]) == f"Lead {mark}"
    if ctr.is_local:
        assert ctr.as_user("nobody").call(get, doctype="Ctr Lead", docname=lead["name"]) == lead["name"]


# ---- frappe.client -----------------------------------------------------------------------------


def test_client_get_value_forms(ctr, lead, mark):
    sales, get = ctr.as_user("sales"), "frappe.client.get_value"
    assert sales.call(get, doctype="Ctr Lead", fieldname="lead_name", filters={"name": lead["name"]}) == {
        "lead_name": f"Lead {mark}"
    }
    both = sales.call(get, doctype="Ctr Lead", fieldname=["lead_name", "status"], filters=lead["name"])
    assert both == {"lead_name": f"Lead {mark}", "status": "New"}
    assert sales.call(get, doctype="Ctr Lead", fieldname="lead_name", filters={"name": "none"}) == {}
    assert (
        "api_key"
        not in sales.post(f"/api/method/{get}", {"doctype": "User", "fieldname": "api_key", "filters": {}}).text
    )
    assert ctr.admin.put(resource("Ctr Settings", "Ctr Settings"), {"limit_value": 7}).status == 200
    value = sales.call("frappe.client.get_single_value", doctype="Ctr Settings", field="limit_value")
    # Back to its default, which ctr_app's own tests expect: a bench keeps it.
    ctr.admin.put(resource("Ctr Settings", "Ctr Settings"), {"limit_value": 5})
    assert value == 7


def test_client_set_value(ctr, lead):
    sales, url = ctr.as_user("sales"), "/api/method/frappe.client.set_value"
    base = {"doctype": "Ctr Lead", "name": lead["name"]}
    assert sales.post(url, {**base, "fieldname": "notes", "value": "n"}).json()["message"]["notes"] == "n"
    assert sales.post(url, {**base, "fieldname": {"notes": "m", "score": 3}}).json()["message"]["score"] == 3
    assert sales.post(url, {**base, "fieldname": "owner", "value": "x"}).status == 417
    assert ctr.as_user("reader").post(url, {**base, "fieldname": "notes", "value": "x"}).status == 403


def test_client_insert_save_submit_cancel_delete(ctr, mark):
    manager = ctr.admin
    doc = manager.call("frappe.client.insert", doc={"doctype": "Ctr Order", "title": mark})
    doc["note"] = "saved"
    doc = manager.call("frappe.client.save", doc=doc)
    assert doc["note"] == "saved"
    assert manager.call("frappe.client.submit", doc=doc)["docstatus"] == 1
    assert manager.call("frappe.client.cancel", doctype="Ctr Order", name=doc["name"])["docstatus"] == 2
    manager.call("frappe.client.delete", doctype="Ctr Order", name=doc["name"])
    assert manager.get(resource("Ctr Order", doc["name"])).status == 404
    too_many = [{"doctype": "Ctr Hash"}] * 201
    assert manager.post("/api/method/frappe.client.insert_many", {"docs": too_many}).status == 417


def test_client_permissions(ctr, lead):
    sales = ctr.as_user("sales")
    has = "frappe.client.has_permission"
    assert sales.call(has, doctype="Ctr Lead", docname=lead["name"], perm_type="write") == {"has_permission": True}
    assert sales.call(has, doctype="Ctr Lead", docname=lead["name"], perm_type="delete") == {"has_permission": False}
    rights = sales.call("frappe.client.get_doc_permissions", doctype="Ctr Lead", docname=lead["name"])["permissions"]
    assert (rights["read"], rights["delete"]) == (1, 0)
    assert sales.call("frappe.client.validate_link", doctype="Ctr Status", docname="zzz") == {"name": None}
    assert (
        sales.call("frappe.client.validate_link", doctype="Ctr Status", docname="New", fields='["color"]')["color"]
        == "#112233"
    )
    assert (
        sales.post(
            "/api/method/frappe.client.get_password",
            {"doctype": "Ctr Lead", "name": lead["name"], "fieldname": "secret"},
        ).status
        == 403
    )


def test_client_bulk_update_names_what_failed(ctr, lead):
    docs = [
        {"doctype": "Ctr Lead", "docname": lead["name"], "notes": "bulk"},
        {"doctype": "Ctr Lead", "docname": "none", "notes": "bulk"},
    ]
    answer = ctr.as_user("sales").call("frappe.client.bulk_update", docs=json.dumps(docs))
    assert [row["doc"]["docname"] for row in answer["failed_docs"]] == ["none"]
    assert ctr.as_user("sales").get(resource("Ctr Lead", lead["name"])).json()["data"]["notes"] == "bulk"


def test_field_levels(ctr, lead):
    manager, sales = ctr.as_user("manager"), ctr.as_user("sales")
    assert manager.put(resource("Ctr Lead", lead["name"]), {"internal": "hush"}).json()["data"]["internal"] == "hush"
    assert "hush" not in sales.get(resource("Ctr Lead", lead["name"])).text
    assert "hush" not in sales.get(resource("Ctr Lead"), fields=["*"], filters={"name": lead["name"]}).text
    assert (
        "hush"
        not in sales.get("/api/method/frappe.desk.form.load.getdoc", doctype="Ctr Lead", name=lead["name"]).text
    )
    assert "hush" not in sales.get("/api/method/frappe.client.get", doctype="Ctr Lead", name=lead["name"]).text
    sales.put(resource("Ctr Lead", lead["name"]), {"internal": "mine", "notes": "n"})
    assert manager.get(resource("Ctr Lead", lead["name"])).json()["data"]["internal"] == "hush"
    if ctr.is_local:
        probe = sales.get(resource("Ctr Lead"), filters={"internal": ["like", "h%"]}, fields=["name"])
        assert lead["name"] not in probe.text


def test_owners_rows(ctr, lead):
    reader = ctr.as_user("reader")
    assert lead["name"] not in reader.get(resource("Ctr Lead"), limit="0").text
    assert reader.get(resource("Ctr Lead", lead["name"])).status == 403
