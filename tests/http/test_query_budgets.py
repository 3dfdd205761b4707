"""How many statements a request sends to the database: a change in either direction fails, so that it is meant.

Accept new figures with UPDATE_QUERY_COUNTS=1 .venv/bin/pytest tests/http/test_query_budgets.py
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rest_support import Client, LocalTransport, resource

BUDGETS = Path(__file__).with_name("query_counts.json")
PASSWORD = "Tests-need-a-Password-7"
LISTS = "/api/method/relcrm.api.lists."
PAGE = {
    "doctype": "Relation Event",
    "columns": ["subject", "party", "contact_person", "party.main_town", "assigned_to", "participants.user"],
    "conditions": [["party.party_name", "contains", "casale"]],
    "sort": [["party", "asc"]],
}
DEALS = {
    "doctype": "Negotiation",
    "columns": ["agenda:last", "agenda:next", "agenda:next_event"],
    "conditions": [["workflow_state", "in", ["First Contact", "Visit"]]],
    "sort": [["agenda:last", "asc"]],
}
WEEK = {"start": "2026-03-02", "end": "2026-03-09"}


@pytest.fixture(scope="module")
def crm(seed_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """A clerk on a site of the app with one party, one person and one event."""
    site = Path(shutil.copytree(seed_site, tmp_path_factory.mktemp("budgets") / "site"))
    transport = LocalTransport(str(site))
    admin = Client(transport)
    assert admin.login("Administrator", "seed-password").status == 200
    user = {"email": "clerk@example.com", "first_name": "Clerk", "send_welcome_email": 0, "new_password": PASSWORD}
    assert admin.post(resource("User"), {**user, "roles": [{"role": "RelCRM User"}]}).status == 200
    clerk = Client(transport)
    assert clerk.login("clerk@example.com", PASSWORD).status == 200
    party = clerk.post(resource("Party"), {"party_name": "Casale Verde"}).json()["data"]["name"]
    clerk.post(resource("Contact Person"), {"full_name": "Anna Verdi", "party": party})
    clerk.call("relcrm.api.calls.log_call", notes="Chiede un'offerta", party=party)
    for subject in ("Gru", "Argano"):
        silent = clerk.post(resource("Party"), {"party_name": f"Officina {subject}"}).json()["data"]["name"]
        clerk.post(resource("Negotiation"), {"subject": subject, "party": silent})
    yield SimpleNamespace(clerk=clerk, party=party, transport=transport, site=str(site))
    transport.run(_close, str(site))


def _close(site: str) -> None:
    from frappe.database import get_db

    get_db(site).disconnect()


def _start_log(site: str) -> None:
    from frappe.database import get_db

    get_db(site).query_log = []


def _take_log(site: str) -> list[str]:
    from frappe.database import get_db

    database = get_db(site)
    log, database.query_log = database.query_log, None
    return log


REQUESTS: dict[str, Callable[[SimpleNamespace], Any]] = {
    "read a party": lambda crm: crm.clerk.get(resource("Party", crm.party)),
    "list parties, two filters": lambda crm: crm.clerk.get(
        resource("Party"),
        filters='[["party_type","=","Company"],["lifecycle_stage","!=","x"]]',
        order_by="modified desc",
    ),
    "count events": lambda crm: crm.clerk.get("/api/method/frappe.client.get_count", doctype="Relation Event"),
    "form of a party": lambda crm: crm.clerk.get(
        "/api/method/frappe.desk.form.load.getdoc", doctype="Party", name=crm.party
    ),
    "metadata of Party": lambda crm: crm.clerk.get("/api/method/frappe.desk.form.load.getdoctype", doctype="Party"),
    "link search": lambda crm: crm.clerk.post(
        "/api/method/frappe.desk.search.search_link", {"doctype": "Party", "txt": "casale"}
    ),
    "search": lambda crm: crm.clerk.post("/api/method/relcrm.api.search.search", {"text": "casale"}),
    "boot": lambda crm: crm.clerk.get("/api/method/relcrm.api.desk.get_boot"),
    "card of a party": lambda crm: crm.clerk.post("/api/method/relcrm.api.card.get_card", {"party": crm.party}),
    "agenda of a week": lambda crm: crm.clerk.post("/api/method/relcrm.api.agenda.get_events", WEEK),
    "columns of a list": lambda crm: crm.clerk.post(f"{LISTS}get_fields", {"doctype": "Party"}),
    "page of a list with linked values": lambda crm: crm.clerk.post(f"{LISTS}get_rows", {"query": PAGE}),
    "what comes next in the deals of a board": lambda crm: crm.clerk.post(f"{LISTS}get_rows", {"query": DEALS}),
    "groups of a list": lambda crm: crm.clerk.post(
        f"{LISTS}get_groups", {"query": {**PAGE, "group_by": ["party", "starts_on@month"]}}
    ),
    "log a call": lambda crm: crm.clerk.post(
        "/api/method/relcrm.api.calls.log_call", {"notes": "Richiama", "party": crm.party}
    ),
    "make a party": lambda crm: crm.clerk.post(
        resource("Party"), {"party_name": "Molino Bianco", "phones": [{"number": "0422 555999"}]}
    ),
    "change a party": lambda crm: crm.clerk.put(resource("Party", crm.party), {"notes": str(os.urandom(4))}),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_request_sends_as_many_statements_as_before(crm: SimpleNamespace, name: str) -> None:
    REQUESTS[name](crm)
    crm.transport.run(_start_log, crm.site)
    answer = REQUESTS[name](crm)
    log = crm.transport.run(_take_log, crm.site)
    assert answer.status == 200, answer.text[:400]
    budgets = json.loads(BUDGETS.read_text()) if BUDGETS.exists() else {}
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        BUDGETS.write_text(json.dumps({**budgets, name: len(log)}, indent=1, sort_keys=True) + "\n")
        return
    assert len(log) == budgets.get(name), "\n".join(["run again with UPDATE_QUERY_COUNTS=1 if this is meant", *log])


def test_budgets_name_no_other_requests() -> None:
    assert set(json.loads(BUDGETS.read_text())) == set(REQUESTS)
