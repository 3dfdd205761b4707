"""Figures by colleague on every door that counts, the host's own too: closed while figures by name are off."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from rest_support import Client, LocalTransport, Response, resource

PASSWORD = "Tests-need-a-Password-7"
SELLER = "doors.seller@example.com"
EVENT = "Relation Event"
GROUPED = {"fields": '["assigned_to","count(name) as n"]', "group_by": "assigned_to"}
CHART = {"doctype": "Dashboard Chart", "type": "Bar", "is_public": 1, "filters_json": "[]", "document_type": EVENT}
CHARTS = {
    "Doors by assignee": {"chart_type": "Group By", "group_by_type": "Count", "group_by_based_on": "assigned_to"},
    "Doors of one": {
        "chart_type": "Count",
        "based_on": "starts_on",
        "timespan": "Last Year",
        "time_interval": "Monthly",
        "filters_json": json.dumps([[EVENT, "assigned_to", "=", SELLER]]),
    },
}
LISTED = json.dumps([[EVENT, "assigned_to", "=", SELLER]])
CARD = json.dumps({"document_type": EVENT, "function": "Count", "type": "Document Type"})
SAVED = {"group_by": {"group_by": "`tabRelation Event`.`assigned_to`"}, "fields": [["assigned_to", EVENT]]}


def method(path: str, **arguments: object) -> tuple[str, dict]:
    return f"/api/method/{path}", arguments


# Each is refused to a manager while figures by name are off.
DOORS = {
    "resource": (resource(EVENT), GROUPED),
    "resource by an alias": (
        resource(EVENT),
        {"fields": '["assigned_to as a","count(name) as n"]', "group_by": "a"},
    ),
    "resource by owner": (resource(EVENT), {"fields": '["owner","count(name) as n"]', "group_by": "owner"}),
    "resource by another's field": (
        resource(EVENT),
        {"fields": '["party.agent","count(name) as n"]', "group_by": "party.agent"},
    ),
    "resource, one colleague": (resource(EVENT), {"fields": '["count(name) as n"]', "filters": LISTED}),
    "resource, all but one": (
        resource(EVENT),
        {"fields": '["count(name) as n"]', "filters": json.dumps({"assigned_to": ["!=", SELLER]})},
    ),
    "resource with another method in it": (resource(EVENT), {**GROUPED, "cmd": "frappe.ping"}),
    "version 2": ("/api/v2/document/Relation Event", GROUPED),
    "things to do": (resource("ToDo"), {"fields": '["allocated_to","count(name) as n"]', "group_by": "allocated_to"}),
    "client": method("frappe.client.get_list", doctype=EVENT, **GROUPED),
    "value": method("frappe.client.get_value", doctype=EVENT, fieldname="count(name)", filters=LISTED),
    "report view": method("frappe.desk.reportview.get", doctype=EVENT, **GROUPED),
    "report view as a list": method("frappe.desk.reportview.get_list", doctype=EVENT, **GROUPED),
    "report view as a file": method("frappe.desk.reportview.export_query", doctype=EVENT, title="x", **GROUPED),
    "sidebar": method("frappe.desk.listview.get_group_by_count", doctype=EVENT, current_filters="[]", field="owner"),
    "sidebar, one colleague": method(
        "frappe.desk.listview.get_group_by_count", doctype=EVENT, current_filters=LISTED, field="status"
    ),
    "sidebar, who has to do it": method(
        "frappe.desk.listview.get_group_by_count", doctype=EVENT, current_filters="[]", field="assigned_to"
    ),
    "chart": method("frappe.desk.doctype.dashboard_chart.dashboard_chart.get", chart_name="Doors by assignee"),
    "chart of one": method("frappe.desk.doctype.dashboard_chart.dashboard_chart.get", chart_name="Doors of one"),
    "chart not stored": method(
        "frappe.desk.doctype.dashboard_chart.dashboard_chart.get",
        chart=json.dumps({**CHART, **CHARTS["Doors by assignee"]}),
    ),
    "card": method("frappe.desk.doctype.number_card.number_card.get_result", doc=CARD, filters=LISTED),
    "saved report": method("frappe.desk.query_report.run", report_name="Doors saved"),
    "saved report on our page": method("relcrm.api.reports.run", report_name="Doors saved"),
}
# Each is answered: counts without colleagues, one's own, and plain lists, which people may read anyway.
OPEN = {
    "by status": (resource(EVENT), {"fields": '["status","count(name) as n"]', "group_by": "status"}),
    "a plain list of one colleague": (resource(EVENT), {"fields": '["subject"]', "filters": LISTED}),
    "how long that list is": method("frappe.client.get_count", doctype=EVENT, filters=LISTED),
    "one's own": (
        resource(EVENT),
        {"fields": '["count(name) as n"]', "filters": '[["assigned_to","=","doors.manager@example.com"]]'},
    ),
    "whatever has somebody": (
        resource(EVENT),
        {"fields": '["count(name) as n"]', "filters": '[["assigned_to","is","set"]]'},
    ),
    "sidebar by status": method(
        "frappe.desk.listview.get_group_by_count", doctype=EVENT, current_filters="[]", field="status"
    ),
}


@pytest.fixture(scope="module")
def crm(seed_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """A manager, a seller with one event, charts and a saved report that would count by colleague."""
    site = Path(shutil.copytree(seed_site, tmp_path_factory.mktemp("staff") / "site"))
    transport = LocalTransport(str(site))
    admin = Client(transport)
    assert admin.login("Administrator", "seed-password").status == 200
    clients = {who: make_client(transport, admin, who) for who in ("Manager", "Agent")}
    seller = {"email": SELLER, "first_name": "Seller", "send_welcome_email": 0, "roles": [{"role": "RelCRM Agent"}]}
    assert admin.post(resource("User"), seller).status == 200
    event = {"subject": "Porte", "event_type": "Task", "starts_on": "2026-11-20 10:00:00", "assigned_to": SELLER}
    assert admin.post(resource(EVENT), event).status == 200
    for name, values in CHARTS.items():
        assert admin.post(resource("Dashboard Chart"), {**CHART, **values, "chart_name": name}).status == 200
    report = {"report_name": "Doors saved", "ref_doctype": EVENT, "report_type": "Report Builder", "is_standard": "No"}
    assert admin.post(resource("Report"), {**report, "json": json.dumps(SAVED)}).status == 200
    yield SimpleNamespace(admin=admin, **clients)


def make_client(transport: LocalTransport, admin: Client, who: str) -> Client:
    email = f"doors.{who.lower()}@example.com"
    user = {"email": email, "first_name": who, "send_welcome_email": 0, "new_password": PASSWORD}
    assert admin.post(resource("User"), {**user, "roles": [{"role": f"RelCRM {who}"}]}).status == 200
    client = Client(transport)
    assert client.login(email, PASSWORD).status == 200
    return client


def switch(crm: SimpleNamespace, on: int) -> None:
    values = {"staff_figures": on, "staff_figures_reason": "Accordo"}
    assert crm.admin.put(resource("RelCRM Settings", "RelCRM Settings"), values).status == 200


@pytest.mark.parametrize("door", DOORS)
def test_off_no_door_tells_colleagues_apart(crm: SimpleNamespace, door: str) -> None:
    switch(crm, 0)
    path, arguments = DOORS[door]
    for client in (crm.Manager, crm.Agent, crm.admin):
        answer: Response = client.get(path, **arguments)
        assert answer.status == 417 and answer.exc_type == "StaffFiguresError", answer.text[:400]
        assert SELLER not in answer.text


@pytest.mark.parametrize("door", OPEN)
def test_off_the_others_are_answered(crm: SimpleNamespace, door: str) -> None:
    switch(crm, 0)
    path, arguments = OPEN[door]
    assert crm.Manager.get(path, **arguments).status == 200


@pytest.mark.parametrize("door", DOORS)
def test_on_the_management_is_not_refused_and_others_are(crm: SimpleNamespace, door: str) -> None:
    switch(crm, 1)
    path, arguments = DOORS[door]
    answer = crm.Manager.get(path, **arguments)
    assert "StaffFiguresError" not in answer.text
    assert crm.Agent.get(path, **arguments).exc_type == "StaffFiguresError"


def test_a_key_opens_no_door_that_the_session_finds_closed(crm: SimpleNamespace) -> None:
    switch(crm, 0)
    made = crm.Manager.post("/api/method/relcrm.api.me.make_key", {"password": PASSWORD}).json()["message"]
    with_key = Client(crm.Manager.transport)
    with_key.token = f"token {made['api_key']}:{made['api_secret']}"
    assert with_key.get(resource(EVENT), fields='["name"]').status == 200
    assert with_key.get(resource(EVENT), **GROUPED).exc_type == "StaffFiguresError"
