"""REST as the contract has it: the pairs of its section 8.1 and the lines 33 to 35 of 8.2."""

from __future__ import annotations

import base64
import json
import uuid

import pytest
from differences import expect
from rest_support import resource

# (method, address, body, who, status, exc_type); {lead} is a lead of the Administrator's, {linked} a status in use.
PAIRS = [
    ("GET", "/api/method/ping", None, "guest", 200, None),
    ("GET", "/api/resource/Ctr Lead/none", None, "admin", 404, "DoesNotExistError"),
    ("DELETE", "/api/resource/Ctr Lead/none", None, "admin", 404, "DoesNotExistError"),
    ("POST", "/api/resource/Ctr Lead", {"email": "q@example.com"}, "admin", 417, "MandatoryError"),
    ("POST", "/api/resource/Ctr Lead", {"lead_name": "x", "email": "{email}"}, "admin", 417, "UniqueValidationError"),
    ("POST", "/api/resource/Ctr Lead", {"lead_name": "x", "territory": "nope"}, "admin", 417, "LinkValidationError"),
    ("POST", "/api/resource/Ctr Status", {"status_name": "New"}, "admin", 409, "DuplicateEntryError"),
    (
        "PUT",
        "/api/resource/Ctr Lead/{lead}",
        {"modified": "2020-01-01 00:00:00"},
        "admin",
        417,
        "TimestampMismatchError",
    ),
    ("DELETE", "/api/resource/Ctr Lead/{lead}", None, "sales", 403, "PermissionError"),
    ("DELETE", "/api/resource/Ctr Status/New", None, "admin", 417, "LinkExistsError"),
    ("GET", "/api/method/ctr_app.api.typed?n=5", None, "admin", 403, "PermissionError"),
    ("POST", "/api/method/ctr_app.api.typed", {"n": "abc"}, "admin", 417, "FrappeTypeError"),
    ("POST", "/api/method/ctr_app.api.typed", {"n": "5"}, "admin", 200, None),
    ("GET", "/api/method/ctr_app.api.not_whitelisted", None, "admin", 403, "PermissionError"),
    ("GET", "/api/method/nope.x", None, "admin", 417, "ValidationError"),
    ("GET", "/api/nothing", None, "admin", 404, "DoesNotExistError"),
    ("GET", "/api/resource/No Such Type", None, "admin", 404, "DoesNotExistError"),
    ("GET", "/api/v2/document/Ctr Lead/none", None, "admin", 404, "DoesNotExistError"),
    ("POST", "/api/v2/document/Ctr Lead", {"email": "zz@example.com"}, "admin", 417, "MandatoryError"),
    ("GET", "/api/method/frappe.client.validate_link?doctype=Ctr Status&docname=zzz", None, "admin", 200, None),
    ("GET", '/api/resource/Ctr Lead?fields=["nofield"]', None, "admin", 417, "DataError"),
    ("GET", "/api/resource/Ctr Row", None, "sales", 403, "PermissionError"),
    ("GET", "/api/resource/Ctr Lead", None, "nobody", 403, "PermissionError"),
    ("GET", "/api/method/frappe.auth.get_logged_user", None, "guest", 403, "PermissionError"),
    ("PATCH", "/api/resource/Ctr Lead/{lead}", {"notes": "x"}, "admin", 404, "DoesNotExistError"),
    ("OPTIONS", "/api/resource/Ctr Lead", None, "admin", 200, None),
    ("HEAD", "/api/resource/Ctr Lead", None, "admin", 200, None),
    ("GET", "/api/resource/Ctr Lead/", None, "admin", 200, None),
]
CLIENT_MISTAKES = [
    ("missing-argument", "POST", "/api/method/ctr_app.api.typed", b"{}"),
    ("malformed-body", "POST", "/api/method/ctr_app.api.typed", b'{"n": '),
    ("malformed-filters", "GET", "/api/resource/Ctr Lead?filters=[[", b""),
    ("bad-date", "POST", "/api/resource/Ctr Lead", b'{"lead_name": "Dated", "due": "not a date"}'),
]


@pytest.fixture(scope="module")
def lead(host):
    """A lead with an address of its own and the status New."""
    if not host.has_ctr:
        pytest.skip("ctr_app is not installed there")
    email = f"r{uuid.uuid4().hex[:8]}@example.com"
    values = {"lead_name": "Alpha", "email": email, "status": "New", "rows": [{"item": "i1", "qty": 2}]}
    answer = host.admin.post(resource("Ctr Lead"), values)
    assert answer.status == 200, answer.text
    return answer.json()["data"]


@pytest.mark.parametrize(("method", "url", "body", "who", "status", "exc_type"), PAIRS)
def test_pair_of_the_contract(ctr, lead, method, url, body, who, status, exc_type):
    body = json.loads(json.dumps(body).replace("{email}", lead["email"])) if body else None
    answer = ctr.as_user(who).request(method, url.replace("{lead}", lead["name"]), data=body)
    assert answer.status == status, answer.text[:500]
    if exc_type:
        assert answer.exc_type == exc_type
        assert "Traceback" not in answer.text or not ctr.is_local


@pytest.mark.parametrize(("key", "method", "url", "body"), CLIENT_MISTAKES)
def test_clients_mistake_is_answered_with_a_sentence(ctr, key, method, url, body):
    status, exc_type = expect(key, ctr.name)
    answer = ctr.admin.request(method, url, body=body, headers={"Content-Type": "application/json"})
    assert (answer.status, answer.exc_type) == (status, exc_type), answer.text[:500]
    if ctr.is_local:
        messages = json.loads(answer.json()["_server_messages"])
        assert len(json.loads(messages[0])["message"]) > 15


def test_guest_function_answers_with_its_message(ctr):
    answer = ctr.guest().get("/api/method/ctr_app.api.guest").json()
    assert answer["message"] == "Guest"
    message = json.loads(json.loads(answer["_server_messages"])[0])
    assert message == {"message": "hello <b>x</b>", "title": "T", "indicator": "green", "alert": 1}


def test_v2_function_answers_data_and_messages(ctr):
    answer = ctr.admin.get("/api/v2/method/ctr_app.api.guest").json()
    assert answer["data"] == "Administrator"
    assert answer["messages"][0]["title"] == "T"


def test_log_in_answers_as_the_contract_says(ctr):
    client = ctr.guest()
    answer = client.login("ctr.sales@example.com", "Tests-need-a-Password-7")
    assert answer.status == 200
    assert {"message": "Logged In", "full_name": "Sales"}.items() <= answer.json().items()
    assert len(answer.cookies["sid"]) == 56
    assert answer.cookies["user_id"] == "ctr.sales%40example.com"
    assert answer.cookies["system_user"] == "yes"


def test_wrong_password_is_refused(ctr):
    answer = ctr.guest().login("ctr.second@example.com", "wrong")
    assert (answer.status, answer.exc_type) == (401, "AuthenticationError")
    assert answer.json()["message"].startswith("Invalid login credentials") or not ctr.is_local


def test_log_out_ends_the_session(ctr):
    client = ctr.new_session("sales")
    answer = client.post("/api/method/logout")
    assert answer.status == 200
    assert answer.cookies["sid"] == "Guest"
    assert client.get("/api/method/frappe.auth.get_logged_user").status == 403


def test_csrf_token_is_asked_for_once_the_session_has_one(ctr):
    client = ctr.new_session("sales")
    change = {"doctype": "Ctr Lead", "fieldname": "name"}
    assert client.post("/api/method/frappe.client.get_value", change).status == 200
    token = client.load_page("/ctr")
    assert token
    client.csrf = None
    refused = client.post("/api/method/frappe.client.get_value", change)
    assert (refused.status, refused.exc_type) == (400, "CSRFTokenError")
    client.csrf = "0" * len(token)
    assert client.post("/api/method/frappe.client.get_value", change).status == 400
    client.csrf = token
    assert client.post("/api/method/frappe.client.get_value", change).status == 200
    assert client.load_page("/ctr") == token, "the token stays for the whole session"


def test_token_and_basic_authentication(ctr):
    secret = ctr.admin.call("frappe.core.doctype.user.user.generate_keys", user="ctr.sales@example.com")["api_secret"]
    key = ctr.admin.get(resource("User", "ctr.sales@example.com")).json()["data"]["api_key"]
    basic = base64.b64encode(f"{key}:{secret}".encode()).decode()
    for header in (f"token {key}:{secret}", f"Basic {basic}"):
        client = ctr.guest()
        client.token = header
        assert client.get("/api/method/frappe.auth.get_logged_user").json()["message"] == "ctr.sales@example.com"
        assert client.post(resource("Ctr Status"), {"status_name": f"T{uuid.uuid4().hex[:6]}"}).status == 200
    client.token = f"token {key}:wrong"
    answer = client.get("/api/method/frappe.auth.get_logged_user")
    assert (answer.status, answer.exc_type) == (401, "AuthenticationError")


def test_unknown_session_runs_as_guest_and_says_so(ctr):
    client = ctr.guest()
    client.sid = "0" * 56
    answer = client.get("/api/method/frappe.auth.get_logged_user")
    assert answer.status == 403
    assert answer.json()["session_expired"] == 1
    assert answer.cookies["sid"] == "Guest"


def test_page_is_20_long_unless_told_otherwise(ctr):
    mark = uuid.uuid4().hex[:8]
    docs = [{"doctype": "Ctr Hash", "text": mark} for _n in range(23)]
    assert len(ctr.admin.call("frappe.client.insert_many", docs=docs)) == 23
    where = {"filters": [["text", "=", mark]]}
    assert len(ctr.admin.get(resource("Ctr Hash"), **where).json()["data"]) == 20
    for limit in ("limit", "limit_page_length"):
        assert len(ctr.admin.get(resource("Ctr Hash"), **where, **{limit: "0"}).json()["data"]) == 23
    second = ctr.admin.get(resource("Ctr Hash"), **where, limit_start="20").json()["data"]
    assert len(second) == 3


def test_single_document_leaves_nulls_out_and_lists_keep_them(ctr, lead):
    one = ctr.admin.get(resource("Ctr Lead", lead["name"])).json()["data"]
    assert "phone" not in one and one["virt"] == "V:Alpha" and one["rows"][0]["qty"] == 2.0
    row = ctr.admin.get(resource("Ctr Lead"), fields=["*"], filters={"name": lead["name"]}).json()["data"][0]
    assert "phone" in row and row["phone"] is None
    assert not {"_user_tags", "_assign", "virt"} & set(row)
    assert ctr.admin.call("frappe.client.get", doctype="Ctr Lead", name=lead["name"])["phone"] is None


def test_child_fields_give_one_row_per_child(ctr):
    values = {"lead_name": "Two rows", "rows": [{"item": "a"}, {"item": "b"}]}
    name = ctr.admin.post(resource("Ctr Lead"), values).json()["data"]["name"]
    rows = ctr.admin.get(resource("Ctr Lead"), fields=["name", "rows.item"], filters={"name": name}).json()["data"]
    assert sorted(row["item"] for row in rows) == ["a", "b"]


def test_link_field_of_the_linked_record(ctr, lead):
    rows = ctr.admin.get(resource("Ctr Lead"), fields=["status.color as c"], filters={"name": lead["name"]}).json()[
        "data"
    ]
    assert rows == [{"c": "#112233"}]


def test_partial_update_replaces_given_tables_whole(ctr, lead):
    name = lead["name"]
    assert ctr.admin.put(resource("Ctr Lead", name), {"notes": "n"}).json()["data"]["rows"][0]["item"] == "i1"
    changed = ctr.admin.put(resource("Ctr Lead", name), {"rows": [{"item": "new"}]}).json()["data"]
    assert [row["item"] for row in changed["rows"]] == ["new"]


def test_submit_and_cancel_by_docstatus(ctr):
    name = ctr.admin.post(resource("Ctr Order"), {"title": "Order"}).json()["data"]["name"]
    assert ctr.admin.put(resource("Ctr Order", name), {"docstatus": 1}).json()["data"]["docstatus"] == 1
    again = ctr.admin.put(resource("Ctr Order", name), {"docstatus": 0})
    assert (again.status, again.exc_type) == (417, "DocstatusTransitionError")
    assert ctr.admin.put(resource("Ctr Order", name), {"docstatus": 2}).json()["data"]["docstatus"] == 2


def test_run_method_of_a_document(ctr, lead):
    answer = ctr.admin.get(resource("Ctr Lead", lead["name"]), run_method="hello", x="5")
    assert answer.json()["data"] == {"x": "5", "me": lead["name"]}
    assert ctr.admin.get(resource("Ctr Lead", lead["name"]), run_method="closed").status == 403
    message = ctr.admin.post(
        "/api/method/run_doc_method", {"dt": "Ctr Lead", "dn": lead["name"], "method": "hello"}
    ).json()
    assert message["message"]["me"] == lead["name"] and message["docs"][0]["name"] == lead["name"]


def test_delete_answers_202(ctr):
    name = ctr.admin.post(resource("Ctr Prompt"), {"name": f"P{uuid.uuid4().hex[:6]}"}).json()["data"]["name"]
    answer = ctr.admin.delete(resource("Ctr Prompt", name))
    assert (answer.status, answer.json()["data"]) == (202, "ok")


def test_names_with_a_slash_are_found(ctr):
    name = f"a/b {uuid.uuid4().hex[:6]}"
    assert ctr.admin.post(resource("Ctr Prompt"), {"name": name}).status == 200
    assert ctr.admin.get(resource("Ctr Prompt", name)).json()["data"]["name"] == name


def test_get_never_persists(ctr):
    name = f"G{uuid.uuid4().hex[:8]}"
    assert ctr.admin.get("/api/method/ctr_app.api.write_status", name=name).status == 200
    assert ctr.admin.get(resource("Ctr Status", name)).status == 404
    assert ctr.admin.post("/api/method/ctr_app.api.write_status", {"name": name}).status == 200
    assert ctr.admin.get(resource("Ctr Status", name)).status == 200


def test_failure_rolls_back_everything(ctr):
    name = f"F{uuid.uuid4().hex[:8]}"
    assert ctr.admin.post("/api/method/ctr_app.api.write_and_fail", {"name": name}).status == 417
    assert ctr.admin.get(resource("Ctr Status", name)).status == 404


def test_values_take_the_forms_of_the_contract(ctr):
    message = ctr.admin.get("/api/method/ctr_app.api.types").json()["message"]
    assert message["date"] == "2026-01-02"
    assert message["datetime"] == "2026-01-02 03:04:05"
    assert message["micro"] == "2026-01-02 03:04:05.000600"
    assert message["decimal"] == 1.5 and message["none"] is None
    assert message["time"] in ("09:30:00", "9:30:00")


def test_none_leaves_message_out(ctr):
    assert "message" not in ctr.admin.get("/api/method/ctr_app.api.nothing").json()


def test_functions_set_status_and_keys(ctr):
    answer = ctr.admin.get("/api/method/ctr_app.api.created")
    assert answer.status == 201 and answer.json() == {"message": "made", "extra": 1}


def test_query_values_are_text_and_json_keeps_types(ctr):
    assert ctr.admin.get("/api/method/ctr_app.api.untyped", n="5").json()["message"] == {"n": "5", "type": "str"}
    assert ctr.admin.post("/api/method/ctr_app.api.untyped", {"n": 5, "zzz": 1}).json()["message"] == {
        "n": 5,
        "type": "int",
    }


def test_override_of_a_whitelisted_method(ctr):
    assert ctr.admin.call("ctr_app.api.overridden") == "override"


def test_workflow_over_rest(ctr):
    title = uuid.uuid4().hex[:6]
    deal = ctr.as_user("sales").post(resource("Ctr Deal"), {"title": title}).json()["data"]
    assert deal["workflow_state"] == "CtrDraft" and title in deal["name"]
    doc = {"doctype": "Ctr Deal", "name": deal["name"]}
    sales = ctr.as_user("sales")
    assert [t["action"] for t in sales.call("frappe.model.workflow.get_transitions", doc=doc)] == ["CtrSend"]
    sent = sales.call("frappe.model.workflow.apply_workflow", doc=doc, action="CtrSend")
    assert (sent["workflow_state"], sent["note"], sent["docstatus"]) == ("CtrPending", "pending!", 0)
    refused = sales.put(resource("Ctr Deal", deal["name"]), {"workflow_state": "CtrApproved"})
    assert (refused.status, refused.exc_type) == (417, "WorkflowPermissionError")
    wrong = sales.post("/api/method/frappe.model.workflow.apply_workflow", {"doc": doc, "action": "CtrApprove"})
    assert (wrong.status, wrong.exc_type) == (417, "WorkflowTransitionError")
    manager = ctr.as_user("manager").call("frappe.model.workflow.apply_workflow", doc=doc, action="CtrApprove")
    assert (manager["workflow_state"], manager["docstatus"]) == ("CtrApproved", 1)


def test_rename_over_rest(ctr):
    old, new = f"R{uuid.uuid4().hex[:6]}", f"S{uuid.uuid4().hex[:6]}"
    ctr.admin.post(resource("Ctr Status"), {"status_name": old})
    arguments = {"doctype": "Ctr Status", "old_name": old, "new_name": new}
    answer = ctr.admin.post("/api/method/frappe.client.rename_doc", arguments).json()
    assert answer["message"] == new
    assert new in answer["_server_messages"]


def test_v2_documents(ctr):
    mark = uuid.uuid4().hex[:8]
    made = ctr.admin.post("/api/v2/document/Ctr Hash", {"text": mark}).json()["data"]
    ctr.admin.post("/api/v2/document/Ctr Hash", {"text": mark})
    url = resource("Ctr Hash", made["name"], "v2")
    assert ctr.admin.get(url).json()["data"]["text"] == mark
    assert ctr.admin.request("PATCH", url, data={"hidden": 1}).json()["data"]["hidden"] == 1
    assert ctr.admin.get("/api/v2/doctype/Ctr Hash/count", filters={"text": mark}).json()["data"] == 2
    meta = ctr.admin.get("/api/v2/doctype/Ctr Hash/meta").json()["data"]
    assert "lead" in [df["fieldname"] for df in meta["fields"]]
    page = ctr.admin.get("/api/v2/document/Ctr Hash", filters={"text": mark}, limit="1").json()
    assert len(page["data"]) == 1 and page.get("has_next_page", True) is True
    assert ctr.admin.get("/api/v2/method/ping").json() == {"data": "pong"}
    assert ctr.admin.delete(url).status == 202


def test_v2_start_is_honoured(ctr):
    if not ctr.is_local:
        pytest.skip("v15 ignores start")
    mark = uuid.uuid4().hex[:8]
    for _n in range(3):
        ctr.admin.post("/api/v2/document/Ctr Hash", {"text": mark})
    page = ctr.admin.get("/api/v2/document/Ctr Hash", filters={"text": mark}, limit="2", start="2").json()
    assert len(page["data"]) == 1 and page["has_next_page"] is False


def test_count_of_a_closed_doctype(ctr):
    status, exc_type = expect("count-permission", ctr.name)
    answer = ctr.as_user("nobody").get("/api/method/frappe.client.get_count", doctype="Ctr Lead")
    assert answer.status == status
    if exc_type:
        assert answer.exc_type == exc_type


def test_link_with_fetched_fields_is_checked(ctr):
    status, exc_type = expect("broken-link-with-fetch", ctr.name)
    answer = ctr.admin.post(resource("Ctr Hash"), {"lead": "nope"})
    assert answer.status == status
    if exc_type:
        assert answer.exc_type == exc_type
