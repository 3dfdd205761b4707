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
