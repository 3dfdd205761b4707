"""Several clients at once: every name is given once, no change is lost, nobody gets another's session."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from rest_support import Client, LocalTransport, resource

CLIENTS = 8


@pytest.fixture
def clients(ctr):
    """Eight clients, each with a thread of its own in the server where that is ours."""
    if not ctr.is_local:
        return [ctr.new_session("sales") for _n in range(CLIENTS)]
    made = []
    for _n in range(CLIENTS):
        client = Client(LocalTransport(ctr.transport.site_path))
        client.sid = ctr.as_user("sales").sid
        made.append(client)
    return made


def at_once(clients, work):
    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(work, clients, range(len(clients))))


def test_names_are_given_once(ctr, clients):
    def make(client, number):
        answers = [client.post(resource("Ctr Lead"), {"lead_name": f"Parallel {number}"}) for _n in range(6)]
        assert {a.status for a in answers} == {200}, answers[-1].text[:300]
        return [a.json()["data"]["name"] for a in answers]

    names = [name for group in at_once(clients, make) for name in group]
    assert len(set(names)) == len(names) == CLIENTS * 6


def test_no_change_is_lost(ctr, clients):
    """Each client changes a field of its own in one record; in the end all changes are there."""
    name = ctr.as_user("sales").post(resource("Ctr Lead"), {"lead_name": "Shared"}).json()["data"]["name"]
    fields = ["notes", "text", "long_text", "phone", "person", "source", "score", "fixed"]
    values = ["n", "t", "l", "+39 0422 123456", "Person", "Web", 7, "f"]

    def change(client, number):
        for _n in range(3):
            answer = client.put(resource("Ctr Lead", name), {fields[number]: values[number]})
            assert answer.status == 200, answer.text[:300]

    at_once(clients, change)
    stored = ctr.as_user("sales").get(resource("Ctr Lead", name)).json()["data"]
    assert {field: stored.get(field) for field in fields} == dict(zip(fields, values, strict=True))


def test_one_of_two_stale_saves_is_refused(ctr, clients):
    doc = ctr.as_user("sales").post(resource("Ctr Lead"), {"lead_name": "Stale"}).json()["data"]

    def save(client, number):
        change = {"modified": doc["modified"], "notes": str(number)}
        return client.put(resource("Ctr Lead", doc["name"]), change).status

    statuses = sorted(at_once(clients, save))
    assert statuses == [200] + [417] * (CLIENTS - 1)


def test_a_unique_value_goes_to_one(ctr, clients):
    email = f"u{uuid.uuid4().hex[:8]}@example.com"
    statuses = at_once(
        clients, lambda client, n: client.post(resource("Ctr Lead"), {"lead_name": "U", "email": email}).status
    )
    assert sorted(statuses) == [200] + [417] * (CLIENTS - 1)


def test_sessions_are_not_mixed_up(ctr, clients):
    people = ["sales", "second", "manager", "reader", "nobody", "system", "sales", "second"]
    for client, who in zip(clients, people, strict=True):
        client.sid = ctr.as_user(who).sid

    def ask(client, number):
        return {client.get("/api/method/frappe.auth.get_logged_user").json()["message"] for _n in range(15)}

    answers = at_once(clients, ask)
    assert answers == [{f"ctr.{who}@example.com"} for who in people]
