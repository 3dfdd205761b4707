"""Files with revisions over HTTP: whole and in parts, for whoever may read their record, closed on other doors."""

from __future__ import annotations

import hashlib
import json
import shutil
import tracemalloc
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from rest_support import Client, LocalTransport, resource

PASSWORD = "Tests-need-a-Password-7"
API = "/api/method/relcrm.api.attachments"
DOORS = (
    resource("Attachment Revision"),
    "/api/method/frappe.client.get_list?doctype=Attachment Revision",
    "/api/method/frappe.desk.reportview.get?doctype=Attachment Revision"
    '&fields=["`tabAttachment Revision`.`file_name`"]',
    "/api/method/frappe.desk.search.search_link?doctype=Attachment Revision&txt=segreto",
    "/api/method/relcrm.api.search.find_more?text=segreto&limit=20",
    "/api/method/frappe.client.get_list?doctype=Attachment Content",
    "/api/method/frappe.client.get_list?doctype=Attachment Chunk",
    "/api/method/frappe.client.get_list?doctype=Deleted Document",
    "/api/method/frappe.client.get_list?doctype=File",
)


@pytest.fixture(scope="module")
def crm(seed_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    site = Path(shutil.copytree(seed_site, tmp_path_factory.mktemp("files") / "site"))
    transport = LocalTransport(str(site))
    admin = Client(transport)
    admin.login("Administrator", "seed-password")
    clients = {}
    for who, roles in {"clerk": ["RelCRM User"], "other": ["RelCRM User", "System Manager"]}.items():
        email = f"files.{who}@example.com"
        values = {"email": email, "first_name": who, "send_welcome_email": 0, "new_password": PASSWORD}
        assert admin.post(resource("User"), values | {"roles": [{"role": r} for r in roles]}).status == 200
        clients[who] = Client(transport)
        clients[who].login(email, PASSWORD)
    party = clients["clerk"].post(resource("Party"), {"party_name": "Casale"}).json()["data"]["name"]
    yield SimpleNamespace(admin=admin, guest=Client(transport), party=party, transport=transport, **clients)


def upload(client, doctype, name, sent_as, content, **form):
    form = {key: str(value) for key, value in form.items()}
    return client.request(
        "POST", f"{API}.upload", form={"doctype": doctype, "name": name, **form}, files={"file": (sent_as, content)}
    )


def make_event(client, subject, **values):
    values = {"subject": subject, "event_type": "Task", "starts_on": "2026-11-23 10:00:00", **values}
    return client.post(resource("Relation Event"), values).json()["data"]["name"]


def test_revisions_over_rest(crm):
    made = [upload(crm.clerk, "Party", crm.party, "Offerta.pdf", b"%PDF-" + text) for text in (b"1", b"2")]
    assert [answer.json()["message"]["revision"] for answer in made] == [1, 2]
    first, second = (answer.json()["message"] for answer in made)
    answer = crm.clerk.get(first["file_url"])
    assert (answer.status, answer.body) == (200, b"%PDF-1")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("inline")
    third = crm.clerk.call("relcrm.api.attachments.restore", name=first["name"])
    assert (third["revision"], third["restored_from"]) == (3, 1)
    rows = crm.clerk.call("relcrm.api.attachments.get_revisions", name=second["name"])
    assert [(row["revision"], row["by_name"]) for row in rows] == [(3, "clerk"), (2, "clerk"), (1, "clerk")]
    side = crm.clerk.call("relcrm.api.record.get_side", doctype="Party", name=crm.party)
    assert [(file["file_name"], file["revision"]) for file in side["files"]] == [("Offerta.pdf", 3)]
    found = crm.clerk.call("relcrm.api.card.get_documents", party=crm.party, text="offerta", kind="pdf")
    assert [file["revision"] for file in found["files"]] == [3]
    assert not crm.clerk.call("relcrm.api.card.get_documents", party=crm.party, kind="picture")["files"]


def test_a_page_that_could_act_is_only_saved(crm):
    made = upload(crm.clerk, "Party", crm.party, "pagina.html", b"<script>alert(1)</script>").json()["message"]
    answer = crm.clerk.get(made["file_url"])
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]


def test_private_files_are_closed_on_every_door(crm):
    event = make_event(crm.clerk, "Riservato", private=1)
    made = upload(crm.clerk, "Relation Event", event, "segreto.txt", b"segreto").json()["message"]
    crm.clerk.call("relcrm.api.attachments.remove", name=made["name"])
    made = upload(crm.clerk, "Relation Event", event, "segreto.txt", b"segreto").json()["message"]
    assert crm.clerk.get(made["file_url"]).body == b"segreto"
    for client in (crm.other, crm.guest):
        assert client.get(made["file_url"]).status in (403, 404)
        assert client.get(resource("Attachment Revision", made["name"])).status in (403, 404)
        assert client.get(resource("Attachment Content", made["content_hash"])).status in (403, 404)
        assert client.get(resource("Attachment Chunk", f"{made['content_hash']}-000000")).status in (403, 404)
        assert client.get(f"/private/files/{made['content_hash']}.dat").status in (403, 404)
        for method in ("restore", "remove", "get_revisions"):
            assert client.post(f"{API}.{method}", {"name": made["name"]}).status in (403, 404)
        for door in DOORS:
            assert "segreto" not in client.get(door).text, door
    counted = crm.other.call("frappe.client.get_count", doctype="Attachment Revision", filters={"name": made["name"]})
    assert counted == 0
    assert upload(crm.other, "Relation Event", event, "segreto.txt", b"x").status == 403


def test_writing_past_the_endpoint_is_refused(crm):
    made = upload(crm.clerk, "Party", crm.party, "fisso.txt", b"uno").json()["message"]
    values = {"reference_doctype": "Party", "reference_name": crm.party, "file_name": "x", "revision": 9}
    for client in (crm.clerk, crm.other):
        assert client.post(resource("Attachment Revision"), values).status == 403
        assert client.put(resource("Attachment Revision", made["name"]), {"file_name": "y"}).status == 403
        assert client.delete(resource("Attachment Revision", made["name"])).status == 403


def test_large_file_comes_in_parts_and_leaves_in_a_stream(crm):
    """60 MB in parts of 8 MB: the same bytes come back, and no request holds them all in memory."""
    size, part = 60 << 20, 8 << 20
    key, digest = uuid.uuid4().hex, hashlib.sha256()
    for offset in range(0, size, part):
        block = hashlib.sha256(str(offset).encode()).digest() * (min(part, size - offset) // 32)
        digest.update(block)
        form = {"key": key, "offset": offset, "total": size, "file_name": "grande.bin"}
        if offset + part >= size:
            tracemalloc.start()
        answer = upload(crm.clerk, "Party", crm.party, "grande.bin", block, **form)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    made = answer.json()["message"]
    assert made["content_hash"] == digest.hexdigest() and made["file_size"] == size
    assert peak < 48 << 20, "the last part and a few pieces, not the whole file"
    assert hashlib.sha256(crm.clerk.get(made["file_url"]).body).hexdigest() == digest.hexdigest()


@pytest.mark.parametrize(
    "form",
    [
        {"key": "../../../../tmp/x", "offset": 0, "total": 5},
        {"key": "k" * 12, "offset": 99, "total": 100},
        {"key": "l" * 12, "offset": -1, "total": 100},
        {"key": "m" * 12, "offset": 0, "total": 2},
        {"key": "n" * 12, "offset": 0, "total": 10**12},
    ],
)
def test_parts_that_do_not_fit_are_refused(crm, form):
    answer = upload(crm.clerk, "Party", crm.party, "a.txt", b"hello", **form)
    assert answer.status == 417 and "_server_messages" in answer.text


def test_upload_without_file_or_record_is_refused(crm):
    assert crm.clerk.post(f"{API}.upload", {"doctype": "Party", "name": crm.party}).status == 417
    assert upload(crm.clerk, "Party", "none", "a.txt", b"x").status == 404
    assert upload(crm.clerk, "No Such Kind", "x", "a.txt", b"x").status in (404, 417)
    assert upload(crm.clerk, "RelCRM Settings", "RelCRM Settings", "a.txt", b"x").status == 417
    assert upload(crm.clerk, "Party", crm.party, "virus.exe", b"MZ").status == 417


def test_own_comment_takes_files_where_only_reading_is_allowed(crm):
    comment = crm.clerk.post(
        "/api/method/frappe.desk.form.utils.add_comment",
        {"reference_doctype": "Party", "reference_name": crm.party, "content": "vedi", "comment_email": "",
         "comment_by": ""},
    ).json()["message"]["name"]  # fmt: skip
    made = upload(crm.clerk, "Party", crm.party, "nota.txt", b"x", comment=comment)
    assert made.status == 200, made.text
    assert upload(crm.other, "Party", crm.party, "nota.txt", b"y", comment=comment).status == 403
    page = crm.clerk.call("relcrm.api.record.get_stream", doctype="Party", name=crm.party, kind="comment")
    [entry] = [entry for entry in page["entries"] if entry["name"] == comment]
    assert [file["file_name"] for file in entry["files"]] == ["nota.txt"]


def test_hundred_revisions_are_all_kept(crm):
    for number in range(100):
        made = upload(crm.clerk, "Party", crm.party, "cento.txt", f"{number % 10}".encode()).json()["message"]
    rows = crm.clerk.call("relcrm.api.attachments.get_revisions", name=made["name"])
    assert [row["revision"] for row in rows] == list(range(100, 0, -1))
    assert len({row["content_hash"] for row in rows}) == 10
    listed = crm.clerk.get(
        resource("Attachment Revision"), filters=json.dumps([["is_latest", "=", 1], ["file_name", "=", "cento.txt"]])
    ).json()["data"]
    assert len(listed) == 1
