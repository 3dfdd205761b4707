"""Faults of the machine: each is met with a sentence that says what to do, and nothing is lost."""

import json
import os
import resource
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest


@contextmanager
def mounted(*arguments: str, at: Path) -> Iterator[Path]:
    """A mount for the length of a test; the test is skipped where mounting is not allowed."""
    at.mkdir(exist_ok=True)
    if subprocess.run(["mount", *arguments, str(at)], capture_output=True).returncode:
        pytest.skip("mounting needs the right to mount (root, outside a closed container)")
    try:
        yield at
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The folder without the right to write: by a mount for root, whom permissions do not bind."""
    if os.getuid() == 0:
        with mounted("--bind", "-o", "ro", str(folder), at=folder):
            subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
            yield
        return
    paths = [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(modes[path] & ~0o222)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def assert_sentence(text: str, *parts: str) -> None:
    assert "Traceback" not in text
    for part in parts:
        assert part in text


def test_port_in_use(relcrm, seed_site):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = relcrm("--site", seed_site, "serve", "--port", port, status=1)
    assert_sentence(done.stderr, f"Port {port}", "Choose another")


def test_port_that_is_none(relcrm, seed_site):
    assert "'--port'" in relcrm("--site", seed_site, "serve", "--port", 70000, status=2).stderr


def test_read_only_site_folder(relcrm, copy_site):
    site = copy_site()
    with read_only(site):
        for verb in ("serve", "backup"):
            assert_sentence(relcrm("--site", site, verb, status=1).stderr, "Error: ", str(site))


def test_new_site_in_a_read_only_folder(relcrm, tmp_path):
    (tmp_path / "closed").mkdir()
    with read_only(tmp_path / "closed"):
        done = relcrm("new-site", tmp_path / "closed" / "site", status=1)
    assert_sentence(done.stderr, "Choose another folder")


@pytest.mark.parametrize("damage", ["header", "cut", "text"])
def test_corrupt_database(relcrm, copy_site, damage):
    site = copy_site()
    path = site / "site.db"
    content = path.read_bytes()
    damaged = {"header": b"\0" * 100 + content[100:], "cut": content[: len(content) // 3], "text": b"hello\n" * 999}
    path.write_bytes(damaged[damage])
    for verb in ("serve", "migrate"):
        done = relcrm("--site", site, verb, status=1)
        assert_sentence(done.stderr, "site.db is damaged", "Restore the site from its latest backup")
    assert path.read_bytes()[:100] == damaged[damage][:100]


def test_missing_database(relcrm, copy_site):
    site = copy_site()
    (site / "site.db").unlink()
    assert_sentence(relcrm("--site", site, "serve", status=1).stderr, "site.db is missing", "Restore")
    assert not (site / "site.db").exists()


def test_damaged_configuration(relcrm, copy_site):
    site = copy_site()
    (site / "site_config.json").write_text('{"lang": "it"')
    assert_sentence(relcrm("--site", site, "serve", status=1).stderr, "site_config.json is not valid JSON")


def test_database_of_a_newer_release(relcrm, copy_site):
    site = copy_site()
    with closing(sqlite3.connect(site / "site.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
    for verb in ("serve", "migrate", "list-apps"):
        done = relcrm("--site", site, verb, status=1)
        assert_sentence(done.stderr, "written by a newer release", "Install that release")


# ---- no room -------------------------------------------------------------------------------------


def write_until_refused(server, login: dict[str, str]) -> tuple[list[str], object]:
    """Names of the records acknowledged, and the first answer that was a refusal."""
    names: list[str] = []
    for number in range(500):
        body = {"description": f"{number} " + "x" * 20_000}
        answer = server.call("POST", "/api/resource/ToDo", body, **login)
        if answer.status != 200:
            return names, answer
        names.append(json.loads(answer.text)["data"]["name"])
    raise AssertionError("The disk never filled up.")


def get_names(server, login: dict[str, str]) -> set[str]:
    answer = server.call("GET", "/api/resource/ToDo?limit_page_length=0", **login)
    return {row["name"] for row in json.loads(answer.text)["data"]}


def check_refusal(answer, status: int) -> None:
    assert answer.status == status, answer.text
    assert_sentence(answer.text, "the site's database")
    assert "/site" not in answer.text  # where it lies is not for callers


def test_disk_full_loses_nothing_and_ends_when_there_is_room(seed_site, tmp_path, serve, relcrm, make_token):
    room = sum(path.stat().st_size for path in seed_site.rglob("*") if path.is_file()) + 6_000_000
    with mounted("-t", "tmpfs", "-o", f"size={room}", "tmpfs", at=tmp_path / "small") as disk:
        site = Path(shutil.copytree(seed_site, disk / "site"))
        login = make_token(site)
        filler = disk / "filler"
        filler.write_bytes(bytes(shutil.disk_usage(disk).free - 3_000_000))
        server = serve(site)
        names, refusal = write_until_refused(server, login)
        check_refusal(refusal, 507)
        assert set(names) == get_names(server, login)
        assert_sentence(relcrm("--site", site, "backup", status=1).stderr, "is full", "Make room")
        filler.unlink()
        again = server.call("POST", "/api/resource/ToDo", {"description": "there is room"}, **login)
        assert again.status == 200
        server.kill()
        assert set(names) < get_names(serve(site), login)


def test_limit_on_file_size_loses_nothing(copy_site, serve, make_token):
    site = copy_site()
    login = make_token(site)
    limit = (site / "site.db").stat().st_size + 500_000

    def set_limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    server = serve(site, preexec_fn=set_limit)
    names, refusal = write_until_refused(server, login)
    check_refusal(refusal, 503)
    assert set(names) == get_names(server, login)
    server.kill()
    assert set(names) == get_names(serve(site), login)
