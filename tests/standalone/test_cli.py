"""The command line: bench's verbs on a site folder, and what it says when something is wrong."""

import json
import os
import signal
import stat
import sys
import time
from pathlib import Path

import pytest

BENCH_VERBS = "new-site serve migrate backup restore execute console add-user set-password run-tests"
APP_VERBS = "load-demo remove-demo import-data export-site import-site"


def test_help_lists_the_verbs_of_bench_and_of_the_app(relcrm):
    listed = relcrm("--help").stdout
    for verb in f"{BENCH_VERBS} {APP_VERBS}".split():
        assert f"\n  {verb} " in listed, verb


def test_unknown_verb_is_refused_with_a_sentence(relcrm):
    assert "No such command 'fly'" in relcrm("fly", status=2).stderr


def test_random_password_is_printed_once_and_kept_for_the_owner_only(relcrm, tmp_path):
    env = {key: value for key, value in os.environ.items() if key != "ADMIN_PASSWORD"}
    printed = relcrm("new-site", tmp_path / "site", env=env).stdout
    kept = tmp_path / "site" / "admin_password.txt"
    assert f"password: {kept.read_text().strip()} (" in printed
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "site" / "site_config.json").stat().st_mode) == 0o600


def test_given_password_is_not_kept(seed_site):
    assert not (seed_site / "admin_password.txt").exists()


def test_new_site_leaves_a_folder_with_files_alone(relcrm, tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    assert "is not empty. Choose another folder" in relcrm("new-site", tmp_path, status=1).stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_new_site_that_fails_leaves_nothing(relcrm, tmp_path):
    done = relcrm("new-site", tmp_path / "site", "--install-app", "no_such_app", status=1)
    assert "no_such_app cannot be imported" in done.stderr
    assert not (tmp_path / "site").exists()


def test_commands_name_a_missing_site_and_the_way_out(relcrm, tmp_path):
    for verb in ("serve", "migrate", "backup", "console", "list-apps"):
        assert "There is no site in" in relcrm("--site", tmp_path / "none", verb, status=1).stderr, verb


def test_list_apps_names_frappe_first(relcrm, seed_site):
    lines = relcrm("--site", seed_site, "list-apps").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["frappe", "relcrm"]


def test_execute_prints_the_answer_as_json(relcrm, seed_site):
    arguments = ["--kwargs", '{"doctype": "User", "filters": {"name": "Guest"}, "pluck": "name"}']
    done = relcrm("--site", seed_site, "execute", "frappe.get_all", *arguments)
    assert json.loads(done.stdout) == ["Guest"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["frappe.no_such_function"], "There is no function frappe.no_such_function"),
        (["no_such_module.function"], "There is no function no_such_module.function"),
        (["frappe.get_all", "--args", "{"], "--args is not valid JSON"),
        (["frappe.get_all", "--kwargs", "[]"], "--kwargs takes a JSON object"),
    ],
)
def test_execute_explains_wrong_arguments(relcrm, seed_site, arguments, sentence):
    command = ["--site", str(seed_site), "execute", *arguments]
    done = relcrm(*command, status=2 if "--" in arguments[-2:][0] else 1)
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_console_runs_what_is_typed_with_frappe_ready(relcrm, seed_site):
    done = relcrm("--site", seed_site, "console", input="print('user is', frappe.session.user)\n")
    assert "user is Administrator" in done.stdout


def test_add_user_and_set_password(relcrm, copy_site):
    site = copy_site()
    options = ["--password", "Uno-due-3!", "--first-name", "Ada", "--add-role", "RelCRM User"]
    relcrm("--site", site, "add-user", "ada@example.com", *options)
    relcrm("--site", site, "set-password", "ada@example.com", "Quattro-5!")
    check = ["execute", "frappe.utils.password.check_password", "--args"]
    assert "ada@example.com" in relcrm("--site", site, *check, '["ada@example.com", "Quattro-5!"]').stdout
    refused = relcrm("--site", site, *check, '["ada@example.com", "Uno-due-3!"]', status=1)
    assert "Traceback" not in refused.stderr


def test_set_password_of_an_unknown_user_says_how_to_make_one(relcrm, seed_site):
    done = relcrm("--site", seed_site, "set-password", "nobody@example.com", "x", status=1)
    assert "There is no user nobody@example.com" in done.stderr


def test_run_tests_needs_a_site_that_allows_them(relcrm, copy_site):
    site = copy_site()
    config = json.loads((site / "site_config.json").read_text())
    (site / "site_config.json").write_text(json.dumps(config | {"allow_tests": 0}))
    assert "allow_tests" in relcrm("--site", site, "run-tests", "--app", "relcrm", status=1).stderr


def test_run_tests_chooses_by_doctype_and_name(relcrm, copy_site):
    arguments = ["run-tests", "--doctype", "Party", "--test", "test_party_needs_only_a_name"]
    assert "Ran 1 test " in relcrm("--site", copy_site(), *arguments).stderr


def test_run_tests_that_finds_nothing_fails(relcrm, seed_site):
    arguments = ["--site", seed_site, "run-tests", "--app", "relcrm", "--test", "test_no_such_thing"]
    assert "No test fits that choice" in relcrm(*arguments, status=1).stderr


def test_migrate_if_needed_does_it_once(relcrm, copy_site):
    site = copy_site()
    assert "Migrating" in relcrm("--site", site, "migrate", "--if-needed").stdout
    assert relcrm("--site", site, "migrate", "--if-needed").stdout == ""
    assert "Migrating" in relcrm("--site", site, "migrate").stdout


def test_it_refuses_to_start_beside_another_frappe(relcrm, tmp_path):
    (tmp_path / "frappe").mkdir()
    (tmp_path / "frappe" / "__init__.py").touch()
    done = relcrm("--version", status=1, env={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert f"Another frappe is importable here: {tmp_path}/frappe" in done.stderr
    assert "Traceback" not in done.stderr


def test_site_folder_does_not_become_a_place_to_import_from(relcrm, seed_site, tmp_path):
    (tmp_path / "frappe").mkdir()
    (tmp_path / "frappe" / "__init__.py").touch()
    relcrm("--site", seed_site, "list-apps", cwd=tmp_path)


# ---- serving -------------------------------------------------------------------------------------


def get_group(pgid: int) -> list[int]:
    """Processes of a group that are alive."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except (OSError, ValueError):
            continue
        if folder.name.isdigit() and fields[0] != "Z" and int(fields[2]) == pgid:
            found.append(int(folder.name))
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_signal_ends_every_process_within_five_seconds(serve, copy_site, number):
    server = serve(copy_site())
    assert server.call("GET", "/api/method/ping").status == 200
    assert len(get_group(server.process.pid)) >= 1
    began = time.monotonic()
    server.process.send_signal(number)
    assert server.process.wait(10) == 0
    assert time.monotonic() - began < 5
    assert get_group(server.process.pid) == []


def test_site_is_served_again_after_a_stop(serve, copy_site):
    site = copy_site()
    for _time in range(2):
        server = serve(site)
        assert server.call("GET", "/api/method/ping").status == 200
        assert server.stop() == 0


def test_second_server_of_a_site_is_refused_with_the_address_of_the_first(serve, relcrm, copy_site, free_port):
    site = copy_site()
    server = serve(site)
    done = relcrm("--site", site, "serve", "--port", free_port, status=1)
    assert f"is being served already: {server.url}" in done.stderr
