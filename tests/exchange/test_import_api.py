"""The whole way over REST, as the import screen walks it, and who is turned away from it."""

from __future__ import annotations

import json
import re

import pytest
from rest_support import Client, LocalTransport

PASSWORD = "seed-password"
FILE = "Nome;PIVA;Citta\nAlfa S.r.l.;00743110157;Treviso\n;;Padova\n=Somma;;Este\n"
COLUMNS = [
    {"source_column": "Nome", "target": "party_name"},
    {"source_column": "PIVA", "target": "vat_number"},
    {"source_column": "Citta", "target": "addresses[kind=Main].town"},
]
API = "relcrm.api.exchange."


@pytest.fixture
def web(copy_site):
    """A client of a site of this test's own, logged in as Administrator."""
    transport = LocalTransport(str(copy_site("web")))
    client = Client(transport)
    assert client.login("Administrator", PASSWORD).status == 200
    return client


def upload(client: Client, content: bytes | str = FILE, name: str = "clienti.csv", **form: str):
    content = content.encode() if isinstance(content, str) else content
    return client.request("POST", f"/api/method/{API}upload", form=form, files={"file": (name, content)})


def work_off(client: Client, as_user: str = "Administrator") -> None:
    """Do, as the worker would, what a request has queued."""

    def work() -> None:
        import os

        import frappe

        frappe.init(os.path.basename(client.transport.site_path), os.path.dirname(client.transport.site_path))
        frappe.reset_request_state()
        frappe.connect()
        frappe.set_user(as_user)
        waiting = {"status": ["in", ["Queued", "Undoing"]]}
        for run in frappe.get_all("Import Run", filters=waiting, fields=["name", "status"]):
            method = "running.run_import" if run.status == "Queued" else "undoing.undo_import"
            frappe.get_attr(f"relcrm.exchange.{method}")(run.name)

    client.transport.run(work)


def test_upload_preview_start_status_refused_rows_undo(web):
    preview = upload(web, doctype="Party").json()["message"]
    assert preview["headers"] == ["Nome", "PIVA", "Citta"]
    assert (preview["delimiter"], preview["encoding"], preview["total_rows"]) == (";", "utf-8", 3)
    assert preview["rows"][0] == {"number": 2, "cells": ["Alfa S.r.l.", "00743110157", "Treviso"], "refusal": None}
    assert {"target": "party_name", "label": "Name", "fieldtype": "Data"} in preview["targets"]
    run = preview["run"]

    status = web.call(API + "start", run=run, columns=COLUMNS, match_by="vat_number")
    assert status["status"] == "Queued"
    work_off(web)
    status = web.call(API + "get_status", run=run)
    assert (status["status"], status["created_rows"], status["refused_rows"]) == ("Finished", 2, 1)
    rows = web.call(API + "get_rows", run=run, outcome="Refused")
    assert [row["row_no"] for row in rows] == [3]

    answer = web.get(f"/api/method/{API}download_refused", run=run)
    assert answer.status == 200
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.body.decode("utf-8-sig").splitlines()[1].startswith(";;Padova;")

    answer = web.get(f"/api/method/{API}export_csv", doctype="Party", fields='["party_name","vat_number"]')
    lines = answer.body.decode("utf-8-sig").splitlines()
    assert "'=Somma;" in lines
    assert "Alfa S.r.l.;00743110157" in lines

    assert web.call(API + "undo", run=run)["status"] == "Undoing"
    work_off(web)
    assert web.call(API + "get_status", run=run)["status"] == "Undone"
    assert web.call("frappe.client.get_count", doctype="Party") == 0


def test_a_trial_is_followed_by_the_real_import(web):
    run = upload(web).json()["message"]["run"]
    web.call(API + "start", run=run, columns=json.dumps(COLUMNS), dry_run=1)
    work_off(web)
    assert web.call(API + "get_status", run=run)["created_rows"] == 2
    assert web.call("frappe.client.get_count", doctype="Party") == 0
    real = web.call(API + "start_for_real", run=run)["name"]
    work_off(web)
    assert web.call(API + "get_status", run=real)["created_rows"] == 2
    assert web.call("frappe.client.get_count", doctype="Party") == 2


def test_another_encoding_or_delimiter_gives_another_preview(web):
    run = upload(web, "A|B,C\n1|2,3\n".encode("utf-16")).json()["message"]["run"]
    assert web.call(API + "preview", run=run, delimiter="|")["headers"] == ["A", "B,C"]
    answer = web.post(f"/api/method/{API}preview", {"run": run, "encoding": "no-such"})
    assert answer.status == 417
    assert "cannot be read as no-such" in answer.text


@pytest.mark.parametrize(
    ("method", "arguments", "sentence"),
    [
        ("start", {"columns": []}, "No column is tied"),
        ("start", {"columns": [{"x": 1}]}, "Each column needs its name"),
        ("start", {"columns": "5"}, "Each column needs its name"),
        ("start", {"columns": [{"source_column": {"a": 1}, "target": ["x"]}]}, "Each column needs its name"),
        ("start", {"columns": [{"source_column": "Boh", "target": "party_name"}]}, "has no column"),
        ("cancel", {}, "nothing to stop"),
        ("undo", {}, "nothing to undo"),
        ("resume", {}, "nothing to resume"),
        ("start_for_real", {}, "not a finished trial"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(web, method, arguments, sentence):
    run = upload(web).json()["message"]["run"]
    answer = web.post(f"/api/method/{API}{method}", {"run": run, **arguments})
    assert answer.status == 417
    assert re.search(sentence, answer.text)
    assert "Traceback" not in answer.text or answer.exc_type


def test_bad_uploads_and_unknown_imports(web):
    assert web.post(f"/api/method/{API}upload", {}).status == 417
    assert upload(web, b"").status == 417
    assert upload(web, b"PK\x03\x04nothing", "a.xlsx").status == 417
    assert web.post(f"/api/method/{API}get_status", {"run": "IMP-99999"}).status == 404
    assert web.post(f"/api/method/{API}upload", {"file_url": "/files/../../site_config.json"}).status in (404, 417)


def log_in_as(web: Client, role: str) -> Client:
    """A client of somebody new who has this role alone."""
    email = f"{role.split()[-1].lower()}@example.com"
    values = {"email": email, "first_name": "Staff", "send_welcome_email": 0, "new_password": "Staff.Pass.9x"}
    assert web.post("/api/resource/User", {**values, "roles": [{"role": role}]}).status == 200
    staff = Client(web.transport)
    assert staff.login(email, "Staff.Pass.9x").status == 200
    return staff


def test_marketing_imports_companies_people_and_events_and_undoes_its_own(web):
    staff = log_in_as(web, "RelCRM Marketing")
    run = upload(staff, doctype="Relation Event", content="Oggetto;Azienda;Settore\nFiera;Alfa S.r.l.;Nuovo\n")
    preview = run.json()["message"]
    assert "party:sector" in preview["closed"] and "profile:" in preview["closed"]
    columns = [
        {"source_column": "Oggetto", "target": "subject"},
        {"source_column": "Azienda", "target": "party:party_name"},
        {"target": "event_type", "fixed": "Call"},
    ]
    for target, listed in (("party:sector", "Party Sector"), ("party:profile:Settore", "Profile Attribute")):
        adding = {"source_column": "Settore", "target": target, "make_missing": 1}
        answer = staff.post(f"/api/method/{API}start", {"run": preview["run"], "columns": [*columns, adding]})
        assert answer.status == 417 and f'may not add to the list \\"{listed}' in answer.text, answer.text[:500]
    staff.call(API + "start", run=preview["run"], columns=columns)
    work_off(web, as_user="marketing@example.com")
    status = staff.call(API + "get_status", run=preview["run"])
    rows = staff.call(API + "get_rows", run=preview["run"])
    assert (status["status"], status["created_rows"]) == ("Finished", 1), rows
    assert web.call("frappe.client.get_count", doctype="Party") == 1
    for doctype in ("Party", "Contact Person"):
        assert upload(staff, doctype=doctype).status == 200, doctype
    assert upload(staff, doctype="Party Order").status == 403
    others = upload(web).json()["message"]["run"]
    assert staff.post(f"/api/method/{API}get_status", {"run": others}).status == 403
    staff.call(API + "undo", run=preview["run"])
    work_off(web, as_user="marketing@example.com")
    assert web.call("frappe.client.get_count", doctype="Party") == 0


def test_staff_without_the_right_to_import_are_turned_away(web):
    run = upload(web).json()["message"]["run"]
    staff = log_in_as(web, "RelCRM User")
    assert upload(staff).status == 403
    for method in ("preview", "start", "cancel", "undo", "resume", "get_status", "get_rows"):
        assert staff.post(f"/api/method/{API}{method}", {"run": run, "columns": COLUMNS}).status == 403, method
    assert staff.get(f"/api/method/{API}download_refused", run=run).status == 403
    guest = Client(web.transport)
    assert guest.post(f"/api/method/{API}get_status", {"run": run}).status == 403


CHARACTERISTICS = {  # type -> choices, the value as it is written, as a file has it, and the group that it stands in
    "Choice": (["Alta", "Bassa"], "Alta", "Alta", "Alta"),
    "Choices": (["Gru", "Argano"], ["Gru"], "Gru", "Gru"),
    "Number": ([], 12.5, "12,5", 12.5),
    "Amount": ([], 1240.5, "1240,50", 1240.5),
    "Date": ([], "2026-03-09", "09/03/2026", "2026-03-09"),
    "Yes/No": ([], 1, "sì", 1),
    "Text": ([], "rosso", "rosso", "rosso"),
}


@pytest.mark.parametrize("value_type", CHARACTERISTICS)
def test_a_characteristic_is_column_filter_dimension_criterion_rest_field_and_import_target_at_once(web, value_type):
    options, value, text, group = CHARACTERISTICS[value_type]
    made = {"attribute_name": "Prova", "value_type": value_type, "options": [{"option": one} for one in options]}
    assert web.post("/api/resource/Profile Attribute", made).status == 200
    path, lists = "profile:Prova", "relcrm.api.lists."

    run = upload(web, f"Nome;Prova\nAlfa;{text}\nBeta;\n").json()["message"]["run"]
    columns = [{"source_column": "Nome", "target": "party_name"}, {"source_column": "Prova", "target": path}]
    web.call(API + "start", run=run, columns=columns)
    work_off(web)
    assert web.call(API + "get_status", run=run)["created_rows"] == 2

    gamma = web.post("/api/resource/Party", {"party_name": "Gamma"}).json()["data"]["name"]
    column = {"Choices": "choice", "Yes/No": "yes_no"}.get(value_type, value_type.lower())
    row = {"attribute": "Prova", column: value[0] if isinstance(value, list) else value}
    profile = web.post("/api/resource/Party Profile", {"party": gamma, "profile_values": [row]}).json()["data"]
    assert web.get(f"/api/resource/Party Profile/{profile['name']}").json()["data"]["profile_values"][0][column]
    delta = web.post("/api/resource/Party", {"party_name": "Delta"}).json()["data"]["name"]
    web.call("relcrm.api.card.save_profile", party=delta, values={"Prova": value})

    offered = {field["path"]: field for field in web.call(lists + "get_fields", doctype="Party")}[path]
    assert (offered["filterable"], offered["groupable"]) == (1, 1)
    condition = [path, "=", value[0] if isinstance(value, list) else value]
    query = {"doctype": "Party", "columns": ["party_name", path], "conditions": [condition]}
    rows = {row["party_name"]: row[path] for row in web.call(lists + "get_rows", query=query)["rows"]}
    assert rows == dict.fromkeys(("Alfa", "Gamma", "Delta"), value)

    groups = web.call(lists + "get_groups", query={"doctype": "Party", "group_by": [path]})["groups"]
    assert {one["value"]: one["count"] for one in groups} == {group: 3, None: 1}
    if value_type in ("Number", "Amount"):
        totals = web.call(lists + "get_totals", query={"doctype": "Party", "totals": [["sum", path]]})["totals"]
        assert totals == {f"sum:{path}": 3 * value}
    if value_type == "Date":
        query = {"doctype": "Party", "group_by": [f"{path}@year", f"{path}@month"]}
        groups = web.call(lists + "get_groups", query=query, within=["2026"])["groups"]
        assert [(one["value"], one["count"]) for one in groups] == [("2026-03", 3)]
        query = {**query, "conditions": [[f"{path}@quarter", "=", "2026-Q1"]]}
        assert web.call(lists + "get_count", query=query)["count"] == 3

    segment = web.call("relcrm.api.segments.save_segment", values={"segment_name": "Prova", "conditions": [condition]})
    found = web.call(lists + "get_count", query={"doctype": "Party", "conditions": [{"segment": segment["name"]}]})
    assert found["count"] == 3
