"""Every door of a list over HTTP: nonsense in each part of a query gets one sentence, closed records stay closed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from rest_support import Client, LocalTransport, resource

PASSWORD = "Tests-need-a-Password-7"
DOORS = ("get_rows", "get_count", "get_totals", "get_groups", "get_names")
PARTS = ("columns", "conditions", "text", "sort", "group_by", "totals", "start", "length")
NONSENSE = [
    "x", -1, 1.5, True, [1], {"a": 1}, [[]], [[{}]], ["\x00"], ["' or 1=1 --"], ["party_name` from x --"], ["a.b.c"],
    [["party_name", "=", {"a": 1}]], [["party_name", [], 1]], [["party_name", "in", [[1]]]], [["sum", "sum"]],
    [["employees", "between", [1]]], [["creation", "=", "2026-13-45"]], [["creation", "within", {"last": -1}]],
    {"op": "any", "of": 7}, {"op": "all", "of": [["name", "=", "x"]] * 400}, ["profile:x"], ["creation@century"],
    ["name@year"], ["phones.number@year"], "x" * 5000, [["employees", "=", "1e999"]], [["employees", "=", True]],
]  # fmt: skip


@pytest.fixture(scope="module")
def crm(seed_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """An office clerk, and an agent for whom one private event and one foreign company are closed."""
    site = Path(shutil.copytree(seed_site, tmp_path_factory.mktemp("lists") / "site"))
    transport = LocalTransport(str(site))
    admin = Client(transport)
    assert admin.login("Administrator", "seed-password").status == 200
    clients = {who: make_client(transport, admin, who) for who in ("User", "Agent", "Manager")}
    party = clients["User"].post(resource("Party"), {"party_name": "Casale Chiusa", "employees": 77}).json()["data"]
    event = {"subject": "Casale segreto", "event_type": "Task", "starts_on": "2026-11-23 10:00:00", "private": 1}
    event = clients["Manager"].post(resource("Relation Event"), {**event, "party": party["name"]}).json()["data"]
    yield SimpleNamespace(admin=admin, guest=Client(transport), party=party, event=event, **clients)


def make_client(transport: LocalTransport, admin: Client, who: str) -> Client:
    email = f"lists.{who.lower()}@example.com"
    user = {"email": email, "first_name": who, "send_welcome_email": 0, "new_password": PASSWORD}
    assert admin.post(resource("User"), {**user, "roles": [{"role": f"RelCRM {who}"}]}).status == 200
    client = Client(transport)
    assert client.login(email, PASSWORD).status == 200
    return client


def ask(client: Client, door: str, **query: object):
    return client.post(f"/api/method/relcrm.api.lists.{door}", {"query": query})


@pytest.mark.parametrize("part", PARTS)
def test_nonsense_in_a_query_gets_one_sentence(crm: SimpleNamespace, part: str) -> None:
    for door in DOORS:
        for value in NONSENSE:
            query = {"doctype": "Party", "group_by": ["party_type"], part: value}
            answer = ask(crm.User, door, **query)
            assert answer.status in (200, 417), (door, part, value, answer.text[:600])


def test_no_door_shows_a_private_event(crm: SimpleNamespace) -> None:
    parts = {"columns": ["subject", "party"], "group_by": ["subject"], "totals": [["max", "starts_on"]]}
    for client in (crm.User, crm.Agent):
        for door in DOORS:
            answer = ask(client, door, doctype="Relation Event", **parts)
            assert answer.status == 200
            assert "segreto" not in answer.text and crm.event["name"] not in answer.text
        assert ask(client, "get_count", doctype="Relation Event").json()["message"]["count"] == 0
    assert ask(crm.Manager, "get_count", doctype="Relation Event").json()["message"]["count"] == 1


def test_no_door_shows_an_agent_another_s_company(crm: SimpleNamespace) -> None:
    parts = {"columns": ["party_name"], "group_by": ["party_name"], "totals": [["sum", "employees"]]}
    for door in DOORS:
        answer = ask(crm.Agent, door, doctype="Party", **parts)
        assert answer.status == 200 and "Casale" not in answer.text and "77" not in answer.text


@pytest.mark.parametrize("door", DOORS)
def test_a_list_needs_the_right_to_read(crm: SimpleNamespace, door: str) -> None:
    query = {"doctype": "User", "group_by": ["user_type"]}
    assert ask(crm.guest, door, **query).status == 403
    answer = ask(crm.User, door, **query)
    assert answer.status == 403 or "lists.manager" not in answer.text
    assert ask(crm.User, door, doctype="DocType").status == 403


def call(client: Client, method: str, **arguments: object):
    return client.post(f"/api/method/relcrm.api.lists.{method}", arguments)


def test_an_agent_changes_and_deletes_nothing_of_others(crm: SimpleNamespace) -> None:
    name = crm.party["name"]
    answer = call(crm.Agent, "bulk_update", doctype="Party", names=[name], values={"employees": 1})
    assert answer.status == 200 and answer.json()["message"]["updated"] == 0
    assert "Casale" not in answer.text
    assert call(crm.Agent, "bulk_delete", doctype="Party", names=[name]).status == 403
    assert call(crm.User, "bulk_delete", doctype="Party", names=[name]).status == 403
    assert crm.User.get(resource("Party", name)).json()["data"]["employees"] == 77


def test_former_values_are_their_owner_s_alone(crm: SimpleNamespace) -> None:
    name = crm.party["name"]
    done = call(crm.User, "bulk_update", doctype="Party", names=[name], values={"legal_form": "S.p.A."})
    change = done.json()["message"]["undo"]
    for client in (crm.Agent, crm.Manager, crm.guest):
        for method in ("get_bulk", "cancel_bulk", "undo_bulk"):
            assert call(client, method, undo=change).status in (403, 417)
        assert client.get(resource("Bulk Change", change)).status in (403, 404)
    for client in (crm.Agent, crm.Manager):
        assert change not in client.get(resource("Bulk Change")).text
    made = crm.User.post(resource("Bulk Change"), {"target_doctype": "Party", "action": "Delete", "waiting": '["x"]'})
    assert made.status == 403
    assert crm.User.put(resource("Bulk Change", change), {"status": "Queued"}).status == 403
    assert call(crm.User, "undo_bulk", undo=change).json()["message"]["status"] == "Undone"


def test_a_private_view_stays_with_its_owner(crm: SimpleNamespace) -> None:
    values = {"title": "Mia", "for_doctype": "Party", "definition": '{"text": "segreto"}'}
    view = crm.User.post(resource("Saved View"), values).json()["data"]["name"]
    for client in (crm.Agent, crm.Manager):
        assert "segreto" not in call(client, "get_views", doctype="Party").text
        assert "segreto" not in client.get(resource("Saved View"), fields='["definition"]').text
        for answer in (
            client.get(resource("Saved View", view)),
            client.put(resource("Saved View", view), {"visibility": "Everyone"}),
            client.request("DELETE", resource("Saved View", view)),
        ):
            assert answer.status == 403
    assert call(crm.User, "get_views", doctype="Party").json()["message"][-1]["title"] == "Mia"


def test_a_file_holds_what_its_reader_sees(crm: SimpleNamespace) -> None:
    query = {"doctype": "Relation Event", "columns": ["subject"]}
    allowed = call(crm.Manager, "export", query=query, file_format="csv")
    assert allowed.status == 200 and b"segreto" in allowed.body
    for client in (crm.User, crm.Agent, crm.guest):
        assert call(client, "export", query=query, file_format="csv").status == 403
