"""Backup of a site in use, restore elsewhere, and the proof that both hold the same."""

import gzip
import io
import json
import os
import stat
import tarfile
import threading
import time
import zlib
from pathlib import Path

import pytest

from relcrm_standalone.backup import BackupError, get_site_checksum, make_backup, restore_backup, total_of


@pytest.fixture
def site(copy_site) -> Path:
    """A site with a party, an attached file and a name that needs care."""
    folder = copy_site()
    (folder / "private" / "files" / "offerta per D'Angelo – Forlì.txt").write_text("EUR 1.240,00")
    (folder / "public" / "files" / "empty.txt").touch()
    return folder


def add_todo(server, login: dict, text: str):
    return server.call("POST", "/api/resource/ToDo", {"description": text}, **login)


def test_restored_site_equals_the_one_backed_up(site, tmp_path):
    before = get_site_checksum(site)
    restore_backup(str(make_backup(str(site))), str(tmp_path / "elsewhere"))
    after = get_site_checksum(tmp_path / "elsewhere")
    assert after == before
    assert total_of(after) == total_of(before)
    assert "private/files/offerta per D'Angelo – Forlì.txt" in after["files"]
    assert after["databases"]["site.db"]["tabDocType"]["rows"] > 20


def test_restored_site_can_be_served_and_holds_its_records(site, tmp_path, serve, make_token):
    server = serve(site)
    login = make_token(site)
    name = json.loads(add_todo(server, login, "Ring Casale back").text)["data"]["name"]
    archive = make_backup(str(site))
    server.stop()
    restore_backup(str(archive), str(tmp_path / "elsewhere"))
    answer = serve(tmp_path / "elsewhere").call("GET", f"/api/resource/ToDo/{name}", **login)
    assert "Ring Casale back" in answer.text


def test_backup_of_a_site_that_is_being_written_to_is_one_state_of_it(site, tmp_path, serve, make_token):
    """Every write acknowledged before the backup began is in it; it passes its own checks."""
    server = serve(site)
    login = make_token(site)
    acknowledged: list[str] = []
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            answer = add_todo(server, login, f"number {len(acknowledged)}")
            assert answer.status == 200
            acknowledged.append(json.loads(answer.text)["data"]["name"])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        wait_until(lambda: len(acknowledged) > 20)
        known = list(acknowledged)
        archive = make_backup(str(site))
        wait_until(lambda: len(acknowledged) > len(known))
    finally:
        stop.set()
        writer.join()
    manifest = restore_backup(str(archive), str(tmp_path / "elsewhere"))
    restored = serve(tmp_path / "elsewhere").call("GET", "/api/resource/ToDo?limit_page_length=0", **login)
    names = {row["name"] for row in json.loads(restored.text)["data"]}
    assert set(known) <= names
    assert manifest["databases"]["site.db"]["tabToDo"]["rows"] == len(names)


def wait_until(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it did not happen within 30 s"
        threading.Event().wait(0.01)


def test_archive_is_for_its_owner_only_and_nothing_is_left_beside(site):
    archive = make_backup(str(site))
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert list(archive.parent.iterdir()) == [archive]


def test_backups_are_not_in_the_next_backup(site):
    make_backup(str(site))
    with tarfile.open(make_backup(str(site))) as archive:
        assert not [name for name in archive.getnames() if "backup" in name]


def test_checksum_tells_a_changed_row_and_a_changed_file(site, relcrm):
    before = relcrm("--site", site, "checksum").stdout
    arguments = '["User", "Guest", "first_name", "Somebody"]'
    relcrm("--site", site, "execute", "frappe.db.set_value", "--args", arguments)
    changed = relcrm("--site", site, "checksum").stdout
    (site / "public" / "files" / "empty.txt").write_text("x")
    assert len({before, changed, relcrm("--site", site, "checksum").stdout}) == 3


def test_command_line_backs_up_and_restores(site, tmp_path, relcrm):
    printed = relcrm("--site", site, "backup", "--backup-path", tmp_path / "kept").stdout
    assert "relcrm-backup.tar.gz" in printed
    (archive,) = (tmp_path / "kept").iterdir()
    total = relcrm("--site", site, "checksum").stdout.strip()
    assert total in relcrm("--site", tmp_path / "new", "restore", archive).stdout
    assert relcrm("--site", tmp_path / "new", "checksum").stdout.strip() == total


def test_restore_leaves_an_existing_site_alone(site, relcrm):
    archive = make_backup(str(site))
    before = get_site_checksum(site)
    assert "is not empty" in relcrm("--site", site, "restore", archive, status=1).stderr
    assert get_site_checksum(site) == before


def test_restore_with_force_keeps_the_old_site_beside(site):
    archive = make_backup(str(site))
    (site / "public" / "files" / "later.txt").write_text("made after the backup")
    restore_backup(str(archive), str(site), force=True)
    (kept,) = site.parent.glob("site.before-restore-*")
    assert (kept / "public" / "files" / "later.txt").exists()
    assert not (site / "public" / "files" / "later.txt").exists()


def test_restore_over_a_served_site_is_refused(site, serve, relcrm):
    archive = make_backup(str(site))
    server = serve(site)
    assert "is being served" in relcrm("--site", site, "restore", archive, "--force", status=1).stderr
    assert server.call("GET", "/api/method/ping").status == 200


@pytest.mark.parametrize("damage", ["cut", "flipped", "text", "empty"])
def test_damaged_archive_is_refused_and_leaves_nothing(site, tmp_path, relcrm, damage):
    content = make_backup(str(site)).read_bytes()
    middle = len(content) // 2
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(
        {
            "cut": content[:middle],
            "flipped": flip(content, middle),
            "text": b"this is no archive",
            "empty": b"",
        }[damage]
    )
    done = relcrm("--site", tmp_path / "new", "restore", broken, status=1)
    assert "Use another one" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.tar.gz", "site"]


def flip(content: bytes, place: int) -> bytes:
    """The archive with one byte turned over, at `place` or after: where that changes what is inside.

    In a long run of the same bytes a turned one may say the same in other words.
    """
    for at in range(place, len(content)):
        broken = content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :]
        try:
            gzip.decompress(broken)
        except (OSError, EOFError, zlib.error):
            return broken
    raise AssertionError("No byte of the archive matters")


def test_every_flipped_byte_is_seen(site, tmp_path):
    """Also one that changes no row and no file, as in a free page of the database."""
    content = make_backup(str(site)).read_bytes()
    broken = tmp_path / "broken.tar.gz"
    for place in range(64, len(content), len(content) // 8):
        broken.write_bytes(flip(content, place))
        with pytest.raises(BackupError, match="Use another one"):
            restore_backup(str(broken), str(tmp_path / "new"))


def repack(archive: Path, target: Path, change) -> Path:
    """Write the archive again, each member passed through `change(name, content)`."""
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            name, content = change(member.name, old.extractfile(member).read())
            info = tarfile.TarInfo(name)
            info.size = len(content)
            new.addfile(info, io.BytesIO(content))
    return target


def test_archive_whose_content_was_changed_is_refused(site, tmp_path):
    def change(name: str, content: bytes) -> tuple[str, bytes]:
        return name, content + b" " if name.endswith(".txt") else content

    changed = repack(make_backup(str(site)), tmp_path / "changed.tar.gz", change)
    with pytest.raises(BackupError, match="is not as it was"):
        restore_backup(str(changed), str(tmp_path / "new"))
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["../outside.txt", "private/files/../../../outside.txt", "/tmp/outside", "x.py"])
def test_archive_that_would_write_elsewhere_is_refused(site, tmp_path, name):
    def change(old: str, content: bytes) -> tuple[str, bytes]:
        return (name, content) if old.endswith("empty.txt") else (old, content)

    evil = repack(make_backup(str(site)), tmp_path / "evil.tar.gz", change)
    with pytest.raises(BackupError, match="which no backup has"):
        restore_backup(str(evil), str(tmp_path / "deep" / "new"))
    assert not (tmp_path / "deep" / "new").exists()


def test_archive_of_a_newer_release_is_refused(site, tmp_path):
    def change(name: str, content: bytes) -> tuple[str, bytes]:
        if name == "manifest.json":
            content = json.dumps(json.loads(content) | {"format": 99}).encode()
        return name, content

    newer = repack(make_backup(str(site)), tmp_path / "newer.tar.gz", change)
    with pytest.raises(BackupError, match="newer release"):
        restore_backup(str(newer), str(tmp_path / "new"))


def test_backup_that_fails_leaves_no_half_archive(site, monkeypatch):
    def full(*_arguments: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(gzip.GzipFile, "write", full)
    with pytest.raises(OSError, match="No space"):
        make_backup(str(site))
    assert list((site / "private" / "backups").iterdir()) == []
