"""Files: what is taken, how it is named and kept, who gets it and with which headers."""

from __future__ import annotations

import base64
import uuid

import pytest
from rest_support import resource

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def upload(client, name, content, **form):
    return client.request(
        "POST", "/api/method/upload_file", form={"is_private": "1", **form}, files={"file": (name, content)}
    )


def unique(text="text"):
    return f"{text} {uuid.uuid4().hex}".encode()


@pytest.fixture
def lead(ctr):
    return ctr.as_user("sales").post(resource("Ctr Lead"), {"lead_name": "With files"}).json()["data"]["name"]


def test_upload_answers_the_file(ctr, lead):
    # A name of its own: a host that is not made anew keeps the files of earlier runs, and renames the next.
    content = unique()
    name = f"a{content[-8:].decode()}.txt"
    answer = upload(
        ctr.as_user("sales"),
        name,
        content,
        doctype="Ctr Lead",
        docname=lead,
        fieldname="att",
        folder="Home/Attachments",
    )
    assert answer.status == 200, answer.text
    file = answer.json()["message"]
    assert file["file_name"] == name and file["is_private"] == 1 and file["file_type"] == "TXT"
    assert file["file_url"].startswith("/private/files/a") and file["folder"] == "Home/Attachments"
    assert (file["attached_to_doctype"], file["attached_to_name"], file["attached_to_field"]) == (
        "Ctr Lead",
        lead,
        "att",
    )
    assert len(file["content_hash"]) == 32 and file["doctype"] == "File"
    assert "att" not in ctr.as_user("sales").get(resource("Ctr Lead", lead)).json()["data"], (
        "the field is the client's to set"
    )


def test_private_file_goes_with_its_document(ctr, lead):
    content = unique()
    url = upload(ctr.as_user("sales"), "private.txt", content, doctype="Ctr Lead", docname=lead).json()["message"][
        "file_url"
    ]
    for client in (ctr.as_user("sales"), ctr.as_user("manager"), ctr.admin):
        answer = client.get(url)
        assert (answer.status, answer.body) == (200, content)
    assert ctr.as_user("sales").get("/api/method/download_file", file_url=url).body == content
    assert ctr.guest().get(url).status == 403
    assert ctr.as_user("reader").get(url).status == 403
    assert ctr.as_user("nobody").get("/api/method/download_file", file_url=url).status == 403


def test_private_file_of_nothing_is_its_owners(ctr):
    url = upload(ctr.as_user("sales"), "mine.txt", unique()).json()["message"]["file_url"]
    assert ctr.as_user("sales").get(url).status == 200
    assert ctr.as_user("second").get(url).status == 403
    assert ctr.as_user("system").get(url).status == 403


def test_no_access_by_linking_anothers_private_file(ctr):
    url = upload(ctr.as_user("sales"), "secret.txt", unique()).json()["message"]["file_url"]
    second = ctr.as_user("second")
    mine = second.post(resource("Ctr Lead"), {"lead_name": "Thief"}).json()["data"]["name"]
    tries = [
        second.request(
            "POST", "/api/method/upload_file", form={"file_url": url, "doctype": "Ctr Lead", "docname": mine}
        ),
        second.post(resource("File"), {"file_url": url, "attached_to_doctype": "Ctr Lead", "attached_to_name": mine}),
        second.post(resource("File"), {"file_url": url, "is_private": 0, "file_name": "x.txt"}),
    ]
    assert {answer.status for answer in tries} == {403}
    assert second.get(url).status == 403


def test_file_records_are_closed_like_the_files(ctr, lead):
    file = upload(ctr.as_user("sales"), "x.txt", unique()).json()["message"]["name"]
    second = ctr.as_user("second")
    assert second.get(resource("File", file)).status == 403
    assert second.put(resource("File", file), {"is_private": 0}).status == 403
    assert second.delete(resource("File", file)).status == 403
    listed = second.get(resource("File"), filters={"name": file}).json()["data"]
    assert listed == []


def test_attaching_needs_write(ctr, lead):
    answer = upload(ctr.as_user("reader"), "x.txt", unique(), doctype="Ctr Lead", docname=lead)
    assert answer.status == 403
    assert upload(ctr.as_user("sales"), "x.txt", unique(), doctype="Ctr Lead", docname="none").status == 404
    assert upload(ctr.as_user("sales"), "x.txt", unique(), doctype="No Such", docname="x").status == 404
    assert upload(ctr.guest(), "x.txt", unique()).status == 403


def test_public_file_is_for_anyone(ctr):
    content = unique()
    url = upload(ctr.as_user("sales"), "open.txt", content, is_private="0").json()["message"]["file_url"]
    assert url.startswith("/files/")
    answer = ctr.guest().get(url)
    assert (answer.status, answer.body) == (200, content)


def test_same_content_is_kept_once_and_other_content_renamed(ctr):
    sales, content = ctr.as_user("sales"), unique()
    name = f"n{uuid.uuid4().hex[:6]}.txt"
    first = upload(sales, name, content).json()["message"]
    second = upload(sales, name, content).json()["message"]
    third = upload(sales, name, unique("other")).json()["message"]
    assert first["file_url"] == second["file_url"] and first["name"] != second["name"]
    assert third["file_url"] != first["file_url"] and third["file_url"].endswith(".txt")
    assert sales.delete(resource("File", first["name"])).status == 202
    assert sales.get(second["file_url"]).body == content, "another record still uses the content"
    assert sales.delete(resource("File", second["name"])).status == 202
    assert sales.get(second["file_url"]).status == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.png", b"<script>alert(1)</script>"),
        ("picture.jpg", PNG),
        ("paper.pdf", b"MZ\x90\x00"),
        ("sheet.xlsx", b"plain text"),
        ("words.txt", b"\x00\x01\x02\x03" * 40),
        ("table.csv", b"MZ\x90\x00\x03\x00\x00\x00"),
        ("setup.exe", b"anything"),
        ("run.sh", b"#!/bin/sh\n"),
        ("noname", b"\x7fELF\x02\x01"),
    ],
)
def test_uploads_that_lie_are_refused(ctr, name, content):
    if not ctr.is_local:
        pytest.skip("our own check")
    answer = upload(ctr.as_user("sales"), name, content)
    assert (answer.status, answer.exc_type) == (417, "ValidationError")
    assert name in answer.json()["_error_message"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.png", PNG),
        ("paper.pdf", b"%PDF-1.7\n"),
        ("utf16.csv", "a;b\n".encode("utf-16")),
        ("latin.csv", "città;è\n".encode("latin-1")),
        ("empty.txt", b""),
        ("odd.thing", b"\x00\x01"),
    ],
)
def test_honest_uploads_are_taken(ctr, name, content):
    answer = upload(ctr.as_user("sales"), name, content)
    assert answer.status == 200, answer.text


@pytest.mark.parametrize(
    "name",
    [
        "../../../evil.txt",
        "..\\..\\evil.txt",
        "/etc/passwd",
        "a/b/c.txt",
        "nul\x00byte.txt",
        "new\nline.txt",
        ".hidden",
        "..",
        "",
        "x" * 400 + ".txt",
        "\u202etxt.exe.txt",
        "quo'te\u201c.txt",
        "per%2fcent.txt",
        "que?stion#.txt",
        "è un nome.txt",
        "CON",
        "a b  c.txt",
    ],
)
def test_file_names_stay_in_their_folder(ctr, name):
    if not ctr.is_local:
        pytest.skip("looks at the site's folder")
    content = unique()
    plain = name.replace("\n", "%0A").replace("\x00", "%00")
    answer = ctr.as_user("sales").request(
        "POST",
        "/api/method/upload_file",
        form={"is_private": "1", "file_name": name},
        files={"file": (plain or "x", content)},
    )
    assert answer.status == 200, answer.text
    file = answer.json()["message"]
    stored = file["file_url"].removeprefix("/private/files/")
    assert "/" not in stored and not stored.startswith(".") and len(file["file_name"]) <= 140
    assert "\u202e" not in file["file_name"]
    folder = ctr.run(_files_folder)
    assert (folder / stored).read_bytes() == content


def _files_folder():
    from pathlib import Path

    import frappe

    return Path(frappe.get_site_path("private", "files"))


def test_too_large_a_file(ctr):
    if not ctr.is_local:
        pytest.skip("our own limit")
    answer = upload(ctr.as_user("sales"), "large.txt", b"x" * (25 * 1024 * 1024 + 1))
    assert (answer.status, answer.exc_type) == (417, "MaxFileSizeReachedError")
    assert "25 MB" in answer.json()["_error_message"]


@pytest.mark.parametrize(
    ("name", "content", "disposition"),
    [
        ("page.html", b"<script>1</script>", "attachment"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "attachment"),
        ("feed.xml", b"<a/>", "attachment"),
        ("code.js", b"alert(1)", "attachment"),
        ("picture.png", PNG, "inline"),
        ("words.txt", b"plain", "inline"),
    ],
)
def test_active_content_is_only_downloaded(ctr, name, content, disposition):
    if not ctr.is_local:
        pytest.skip("our own headers")
    for is_private in ("0", "1"):
        url = upload(ctr.as_user("sales"), name, content, is_private=is_private).json()["message"]["file_url"]
        answer = ctr.as_user("sales").get(url)
        assert answer.headers["content-disposition"].startswith(disposition)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]


def test_attach_file_sets_the_field(ctr, lead):
    sales = ctr.as_user("sales")
    data = base64.b64encode(PNG).decode()
    arguments = {
        "filename": "p.png",
        "filedata": data,
        "doctype": "Ctr Lead",
        "docname": lead,
        "decode_base64": True,
        "docfield": "pic",
    }
    file = sales.call("frappe.client.attach_file", **arguments)
    assert sales.get(resource("Ctr Lead", lead)).json()["data"]["pic"] == file["file_url"]
    assert sales.get(file["file_url"]).body == PNG


def test_no_more_files_than_the_doctype_takes(ctr, lead):
    sales = ctr.as_user("sales")
    statuses = [upload(sales, f"{n}.txt", unique(), doctype="Ctr Lead", docname=lead).status for n in range(4)]
    assert statuses == [200, 200, 200, 417]


def test_remove_attach_and_the_documents_own_end(ctr, lead):
    sales = ctr.as_user("sales")
    file = upload(sales, "gone.txt", unique(), doctype="Ctr Lead", docname=lead).json()["message"]
    assert (
        ctr.as_user("reader").post("/api/method/frappe.desk.form.utils.remove_attach", {"fid": file["name"]}).status
        == 403
    )
    assert sales.post("/api/method/frappe.desk.form.utils.remove_attach", {"fid": file["name"]}).status == 200
    assert sales.get(file["file_url"]).status == 404
    kept = upload(sales, "kept.txt", unique(), doctype="Ctr Lead", docname=lead).json()["message"]
    assert ctr.admin.delete(resource("Ctr Lead", lead)).status == 202
    assert ctr.admin.get(resource("File", kept["name"])).status == 404


def test_link_to_elsewhere(ctr, lead):
    form = {"file_url": "https://example.com/a.pdf", "doctype": "Ctr Lead", "docname": lead}
    file = ctr.as_user("sales").request("POST", "/api/method/upload_file", form=form).json()["message"]
    assert file["file_url"] == "https://example.com/a.pdf"
    for url in ("javascript:alert(1)", "file:///etc/passwd", "/etc/passwd", "ftp://x/y"):
        answer = ctr.as_user("sales").request("POST", "/api/method/upload_file", form={**form, "file_url": url})
        assert answer.status == 417, url


def test_failed_request_leaves_no_file(ctr):
    if not ctr.is_local:
        pytest.skip("looks at the site's folder")
    folder = ctr.run(_files_folder)
    before = set(folder.iterdir()) if folder.exists() else set()
    values = {
        "doctype": "File",
        "file_name": "lost.txt",
        "content": "lost",
        "is_private": 1,
        "attached_to_doctype": "No Such",
        "attached_to_name": "x",
    }
    assert ctr.as_user("sales").post(resource("File"), values).status >= 400
    assert set(folder.iterdir()) == before
