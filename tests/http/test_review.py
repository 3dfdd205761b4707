"""Ways around the rules that a reader of the code would try: each was open once."""

from __future__ import annotations

import json
import uuid

import pytest
from rest_support import resource

RENDER = "/api/method/frappe.email.doctype.email_template.email_template.get_email_template"


def without_verb(values: dict) -> dict:
    """A document's values; `run_method` beside them would be a call."""
    return {k: v for k, v in values.items() if k != "run_method"}


def make_name() -> str:
    return f"review-{uuid.uuid4().hex[:10]}"


@pytest.fixture
def render(ctr):
    """Render a text as an e-mail template that an ordinary user wrote."""

    def render_text(text, who="sales"):
        user, name = ctr.as_user(who), make_name()
        made = user.post(resource("Email Template"), {"name": name, "subject": "x", "response": text, "use_html": 0})
        assert made.status in (200, 417), made.text
        if made.status != 200:
            return made
        return user.post(RENDER, {"template_name": name, "doc": "{}"})

    return render_text


# ---- templates that any desk user may write ------------------------------------------------------


@pytest.mark.parametrize("switch", ["ignore_permissions=1", "user='Administrator'", "run=0"])
def test_a_template_lists_only_what_its_reader_may_see(render, switch):
    answer = render("{{ frappe.get_list('User', fields=['name', 'last_ip'], " + switch + ") }}")
    assert answer.status == 403, answer.text
    assert "Administrator" not in answer.text


@pytest.mark.parametrize(
    "text",
    [
        "{{ frappe.get_doc('User', frappe.user).add_roles('System Manager') }}",
        "{{ frappe.get_doc('User', frappe.user).set('enabled', 0) }}",
        "{{ frappe.get_doc('User', frappe.user).append_roles('System Manager') }}",
        "{{ frappe.get_doc('User', frappe.user).update({'bio': 'x'}) }}",
        "{{ frappe.get_doc('User', frappe.user).reload() }}",
        "{{ frappe.update({'get_url': 1}) }}",
        "{{ frappe.db.clear() }}",
        "{{ dict.update(frappe, {'get_url': 1}) }}",
        "{{ frappe.utils.pop('cint') }}",
    ],
)
def test_a_template_only_reads(render, text):
    answer = render(text)
    assert answer.status in (403, 417), answer.text


@pytest.mark.parametrize(
    "meta",
    [
        "frappe.get_meta('User')",
        "frappe.get_doc('User', frappe.user).meta",
        "frappe.get_doc('User', frappe.user).get('meta')",
        "frappe.get_doc('User', frappe.user)['meta']",
    ],
)
@pytest.mark.parametrize("path", ["{}.permissions", "([{}]|map(attribute='permissions')|first)"])
def test_a_template_cannot_change_the_rights_of_a_doctype(ctr, render, meta, path):
    row = "{'role': 'All', 'read': 1, 'write': 1, 'create': 1, 'permlevel': 0}"
    answer = render("{{ " + path.format(meta) + ".append(" + row + ") }}")
    assert answer.status in (200, 403, 417)
    rights = ctr.as_user("sales").get(resource("User"), fields=["name", "last_ip"])
    assert "last_ip" not in rights.text
    assert ctr.as_user("sales").post(resource("User"), {"email": "x@example.com", "first_name": "x"}).status == 403


# ---- documents that a client sends ---------------------------------------------------------------


def test_a_caller_names_modules_of_the_installed_apps_only(ctr):
    for path in ("unittest.__main__.main", "this.s", "os.system", "relcrm_standalone.cli.main"):
        answer = ctr.guest().post(f"/api/method/{path}")
        assert answer.status == 417, (path, answer.text)
        assert "no installed app" in answer.text
    for door in ("frappe.desk.search.search_link", "frappe.desk.treeview.get_all_nodes"):
        values = {
            "doctype": "Ctr Lead",
            "txt": "",
            "query": "this.s",
            "label": "",
            "parent": "",
            "tree_method": "this.s",
        }
        answer = ctr.as_user("sales").post(f"/api/method/{door}", values)
        assert answer.status == 417 and "no installed app" in answer.text


@pytest.mark.parametrize(
    "extra",
    [
        {"_doc_before_save": {"lead_name": "x"}},
        {"_action": "cancel"},
        {"_latest": 1},
        {"flags": {"ignore_permissions": 1}},
        {"meta": {}},
        {"check_permission": "x"},
        {"run_method": 1, "get_all_children": [], "save": 0, "insert": "x", "as_dict": 1},
        {"parent_doc": {"doctype": "User"}},
    ],
)
def test_a_document_is_not_made_of_what_a_client_sends(ctr, extra):
    user = ctr.as_user("sales")
    made = user.post(resource("Ctr Lead"), {**without_verb(extra), "lead_name": make_name()})
    assert made.status == 200, made.text
    name = made.json()["data"]["name"]
    for values in (extra, {"rows": [{"item": "i", **extra}]}):
        changed = user.put(resource("Ctr Lead", name), without_verb(values))
        assert changed.status == 200, changed.text
    stored = user.get(resource("Ctr Lead", name)).json()["data"]
    assert not {"_doc_before_save", "_action", "_latest", "check_permission", "parent_doc"} & set(stored)


def test_what_is_sent_does_not_pass_for_the_stored_version(ctr):
    """`_doc_before_save` in a new document made every check of "has this changed?" answer no."""

    def changed():
        import frappe

        doc = frappe.get_doc({"doctype": "Ctr Lead", "lead_name": "x", "_doc_before_save": {"lead_name": "x"}})
        return doc.has_value_changed("lead_name"), doc.get_doc_before_save()

    if ctr.is_local:
        assert ctr.run(changed) == (True, None)


def test_a_change_is_not_turned_into_a_new_record(ctr):
    user = ctr.as_user("sales")
    name = user.post(resource("Ctr Lead"), {"lead_name": make_name()}).json()["data"]["name"]
    answer = user.put(resource("Ctr Lead", name), {"__islocal": 1, "lead_name": "changed"})
    assert answer.status == 200 and answer.json()["data"]["name"] == name
    stored = user.get(resource("Ctr Lead", name)).json()["data"]
    assert stored["lead_name"] == "changed"
    assert json.dumps(stored).count("__islocal") == 0


# ---- by way of another record --------------------------------------------------------------------


def test_a_link_does_not_lead_into_records_that_are_closed(ctr):
    """The Administrator's account is closed to others, so its fields read as empty through a link."""
    user = ctr.as_user("sales")
    todo = {"description": make_name(), "allocated_to": "Administrator"}
    name = user.post(resource("ToDo"), todo).json()["data"]["name"]
    fields = ["name", "allocated_to", "allocated_to.full_name"]
    row = user.get(resource("ToDo"), filters={"name": name}, fields=fields).json()["data"][0]
    assert (row["allocated_to"], row["full_name"]) == ("Administrator", None)
    filters = {"name": name, "allocated_to.full_name": ["like", "A%"]}
    assert user.get(resource("ToDo"), filters=filters).json()["data"] == []
    seen = ctr.admin.get(resource("ToDo"), filters={"name": name}, fields=fields).json()["data"][0]
    assert seen["full_name"] == "Administrator"


@pytest.fixture
def closed(ctr):
    """The name of a record of somebody else's that `second` may not read."""
    values = {"title": make_name(), "hidden": 1}
    name = ctr.as_user("sales").post(resource("Ctr Hash"), values).json()["data"]["name"]
    assert ctr.as_user("second").get(resource("Ctr Hash", name)).status == 403
    return name


def test_the_neighbours_of_a_closed_record_are_not_told(ctr, closed):
    values = {"doctype": "Ctr Hash", "value": closed, "prev": 0, "sort_field": "modified", "sort_order": "asc"}
    answer = ctr.as_user("second").post("/api/method/frappe.desk.form.utils.get_next", values)
    assert answer.status == 404, answer.text


def test_tags_of_a_closed_record_cannot_be_guessed(ctr, closed):
    door = "/api/method/frappe.desk.doctype.tag.tag.add_tag"
    tag = make_name()
    values = {"dt": "Ctr Hash", "dn": closed, "tag": tag}
    assert ctr.as_user("sales").post(door, values).status == 200
    assert ctr.as_user("second").post(door, values).status == 403


def test_an_assignment_does_not_say_who_made_it(ctr):
    user = ctr.as_user("sales")
    name = user.post(resource("Ctr Lead"), {"lead_name": make_name()}).json()["data"]["name"]
    values = {
        "doctype": "Ctr Lead",
        "name": name,
        "assign_to": ["ctr.manager@example.com"],
        "assigned_by": "Administrator",
    }
    made = user.call("frappe.desk.form.assign_to.add", **values)
    todo = ctr.admin.get(resource("ToDo", made[0]["name"])).json()["data"]
    assert todo["assigned_by"] == "ctr.sales@example.com"


def test_a_workflow_is_not_a_caller_s_to_bring(ctr):
    user = ctr.as_user("sales")
    deal = user.post(resource("Ctr Deal"), {"title": make_name()})
    assert deal.status == 200, deal.text
    doc = {"doctype": "Ctr Deal", "name": deal.json()["data"]["name"]}
    for workflow in ("x", {"workflow_state_field": "x", "transitions": []}, [1]):
        answer = user.post("/api/method/frappe.model.workflow.get_transitions", {"doc": doc, "workflow": workflow})
        assert answer.status in (200, 404, 417), answer.text


def test_a_document_type_is_not_a_caller_s_to_describe(ctr):
    """A description with permissions of its own opened the DocType of that name to the caller from then on."""
    user = ctr.as_user("sales")
    for name in ("Deleted Document", "Email Account", "Webhook", "Error Log"):
        forged = {"name": name, "fields": [], "permissions": [{"role": "All", "read": 1, "write": 1, "permlevel": 0}]}
        card = {"document_type": forged, "function": "Count"}
        chart = {"document_type": forged, "chart_type": "Group By", "group_by_based_on": "name"}
        number_card = "frappe.desk.doctype.number_card.number_card.get_result"
        for method, values in (
            (number_card, {"doc": card}),
            ("frappe.desk.doctype.dashboard_chart.dashboard_chart.get", {"chart": chart}),
            ("frappe.desk.form.save.savedocs", {"doc": {"doctype": forged}, "action": "Save"}),
        ):
            assert user.post(f"/api/method/{method}", values).status in (403, 404, 417)
        assert user.get(resource(name)).status == 403, name


CALLS = {
    "frappe.desk.form.linked_with.get_linked_docs": {
        "doctype": "User",
        "name": "ctr.sales@example.com",
        "linkinfo": None,
    },
    "frappe.desk.form.assign_to.add": {"args": None},
    "frappe.desk.form.assign_to.get": {"doctype": "Ctr Lead", "name": None},
    "frappe.desk.doctype.tag.tag.add_tags": {"dt": "Ctr Lead", "docs": ["x"], "tags": None},
    "frappe.model.workflow.bulk_workflow_approval": {"docnames": None, "doctype": "Ctr Deal", "action": "x"},
    "frappe.model.workflow.get_common_transition_actions": {"docs": None, "doctype": "Ctr Deal"},
    "frappe.core.doctype.communication.email.make": {"content": "x", "recipients": None, "attachments": None},
    "frappe.utils.print_format.download_multi_pdf": {"doctype": None, "name": None},
    "frappe.core.doctype.data_import.data_import.download_template": {"doctype": "Ctr Lead", "export_fields": None},
    "frappe.desk.treeview.get_all_nodes": {"doctype": "Ctr Lead", "label": "", "parent": "", "tree_method": None},
    "frappe.desk.search.search_link": {"doctype": "Ctr Lead", "txt": "", "query": None},
}
ODD = [
    1,
    "x",
    [1],
    [[1]],
    {"a": 1},
    '{"a":1}',
    {"ToDo": 1},
    {"doctype": 1, "name": 1, "assign_to": 1},
    "frappe.client.set_value",
]


@pytest.mark.parametrize("method", CALLS)
def test_odd_arguments_are_refused_in_words(ctr, method):
    for odd in ODD:
        values = {key: odd if value is None else value for key, value in CALLS[method].items()}
        answer = ctr.as_user("manager").post(f"/api/method/{method}", values)
        assert answer.status < 500, (odd, answer.text[:300])


def test_a_document_type_has_one_spelling(ctr):
    """Rights by hooks are kept by exact name; another spelling went past them and past the controller."""
    for name in ("ctr hash", "CTR HASH", "doctype", "user"):
        assert ctr.as_user("second").get(resource(name)).status == 404
        assert ctr.as_user("second").get(resource(name, "x")).status == 404


# ---- files ---------------------------------------------------------------------------------------


@pytest.fixture
def private_file(ctr):
    """Address of a private file of the Administrator's."""
    form, files = {"is_private": "1"}, {"file": (f"{make_name()}.txt", b"not for others")}
    answer = ctr.admin.request("POST", "/api/method/upload_file", files=files, form=form)
    return answer.json()["message"]["file_url"]


def test_a_folder_does_not_carry_the_address_of_a_file(ctr, private_file):
    user, name = ctr.as_user("sales"), make_name()
    values = {"file_name": name, "is_folder": 1, "file_url": private_file, "is_private": 1}
    made = user.post(resource("File"), values)
    assert made.status == 200 and "file_url" not in made.json()["data"]
    assert user.get(private_file).status == 403
    changed = user.put(resource("File", made.json()["data"]["name"]), {"file_url": private_file})
    assert changed.status == 417
    form, files = {"is_private": "1"}, {"file": (f"{name}.txt", b"own")}
    own = user.request("POST", "/api/method/upload_file", files=files, form=form).json()["message"]
    assert user.put(resource("File", own["name"]), {"is_folder": 1}).status == 417


def test_a_file_of_the_same_name_in_other_letters_is_another(ctr, private_file):
    user, name = ctr.as_user("sales"), private_file.rsplit("/", 1)[1]
    form, files = {"is_private": "1"}, {"file": (name.upper(), name.encode())}
    own = user.request("POST", "/api/method/upload_file", files=files, form=form).json()["message"]
    assert own["file_url"] == f"/private/files/{name.upper()}"
    assert user.get(own["file_url"]).body == name.encode()
    assert user.get(private_file).status == 403
    linked = user.request("POST", "/api/method/upload_file", form={"file_url": private_file, "is_private": "1"})
    assert linked.status == 403
    assert user.get(private_file).status == 403
