"""The committed HEAD on a Frappe bench: unit tests under `bench run-tests`, HTTP scenarios, services, both desks.

Parameters by environment: BENCH, SITE, DB_ROOT_PASSWORD, ADMIN_PASSWORD (for a site not made here), ONLY (one of the
parts: names, unit, outside, desk), SPECS (the end-to-end tests of our desk by parts of their names).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import ROOT, Bench, BenchError, find_free_port, main_with_sentences
from run_tests import Count, close_part, find_browser, get_environment, read_junit, run_counted, skip_part

PASSWORD = "relcrm-test"
DEMO_PASSWORD = "Prova-del-desk-2026"
# What the host must hold up: fields made and taken back, rights, sessions, files, mail, long conditions, rows that are
# moved by SQL, work between two people.
DESK_SPECS = "agenda board calendars card consents customer customise day_together duplicates forms import_export"
DESK_SPECS += " lists log_in mail memory my_settings own_field record_side segments"
RAN = re.compile(r"^Ran (\d+) tests? in", re.MULTILINE)
OUTCOME = re.compile(r"(failures|errors|skipped)=(\d+)")


def prepare_site(bench: Bench, site: str) -> str:
    """Make the site, or empty one that was made here; install or migrate; returns the Administrator's password.

    On MariaDB a test that adds a field keeps it and all that it wrote before: the next run would meet it.
    """
    config, root_password = bench.site_config(site), os.environ.get("DB_ROOT_PASSWORD", "")
    if not config:
        bench.make_site(site, PASSWORD, root_password)
        config = bench.site_config(site)
    elif config.get("made_by_relcrm"):
        bench.empty_site(site, PASSWORD, root_password)
    if not config.get("allow_tests"):
        raise BenchError(f"{site} takes no tests: bench --site {site} set-config -p allow_tests 1")
    bench.install_app(site, "relcrm")
    if config.get("made_by_relcrm"):
        bench.install_app(site, "ctr_app")
    password = os.environ.get("ADMIN_PASSWORD", "")
    if not password and config.get("made_by_relcrm"):
        password = PASSWORD
    if not password:
        raise BenchError(f"{site} was not made here: give its Administrator's password as ADMIN_PASSWORD.")
    return password


def run_unit_tests(bench: Bench, site: str, app: str) -> Count:
    """`bench run-tests`, its output shown and counted (v16 prints one closing line per category)."""
    flag = "--skip-test-records" if bench.get_frappe_version().startswith("15") else ""  # v16 refuses it
    command = f"bench --site {site} run-tests --app {app} {flag} 2>&1"
    process = bench.start(command, stdout=subprocess.PIPE, text=True)
    lines = []
    for line in process.stdout:
        lines.append(line)
        print(line, end="", flush=True)
    return close_part(f"bench run-tests --app {app}", count_unittest("".join(lines)), process.wait())


def count_unittest(output: str) -> Count:
    """Sum up unittest's closing lines."""
    numbers = {"failures": 0, "errors": 0, "skipped": 0}
    for kind, number in OUTCOME.findall(output):
        numbers[kind] += int(number)
    failed = numbers["failures"] + numbers["errors"]
    total = sum(int(number) for number in RAN.findall(output))
    return Count(max(0, total - failed - numbers["skipped"]), failed, numbers["skipped"])


def run_outside_tests(bench: Bench, site: str, password: str) -> Count:
    """The tests that speak to the bench from outside: over HTTP, to MariaDB, to Redis."""
    port = find_free_port()
    env = get_environment()
    env |= {"BASE_URL": f"http://127.0.0.1:{port}", "SITE": site, "ADMIN_PASSWORD": password}
    env |= {"BENCH": str(bench.folder)}
    folders = ["tests/http", "tests/conformance", "tests/bench"]
    total = Count()
    with TemporaryDirectory() as folder:
        report = Path(folder) / "pytest.xml"
        try:
            bench.serve(site, port)
            command = [sys.executable, "-m", "pytest", f"--junit-xml={report}", *folders]
            status = subprocess.call(command, cwd=ROOT, env=env)
            total.add(close_part("pytest against the bench", read_junit(report), status))
            total.add(run_classic_desk(bench, site, port, password))
        finally:
            bench.stop()
    return total


def run_classic_desk(bench: Bench, site: str, port: int, password: str) -> Count:
    """Frappe's own Desk in Chromium: work and customise, migrate, find the changes again."""
    env = get_environment()
    if not find_browser(env) or not shutil.which("node", path=env["PATH"]):
        return skip_part("classic Desk", "it needs Chromium and Node (make setup says why)")
    bench.finish_setup(site)
    env |= {"BENCH_URL": f"http://127.0.0.1:{port}", "BENCH_PASSWORD": password}
    env["BENCH_MIGRATE"] = bench.as_owner(f"bench --site {site} migrate --skip-search-index")
    return run_counted("classic Desk", ["node", "tests/e2e/bench/run.mjs"], env)


def check_names(bench: Bench) -> Count:
    """Whether the bench's Frappe has every name that the app uses."""
    found = bench.read("cd sites && ../env/bin/python ../apps/relcrm/tests/metadata/frappe_names.py").split()
    names = (ROOT / "tests" / "metadata" / "frappe_names.txt").read_text(encoding="utf-8").split()
    missing = sorted(set(names) - set(found))
    for name in missing:
        print(f"This Frappe has no {name}")
    return close_part("Frappe's names", Count(len(names) - len(missing), len(missing)), 0)


def run_own_desk(bench: Bench, site: str) -> Count:
    """Our desk in Chromium, on a site of its own that has the demo company and nothing else."""
    env = get_environment()
    if not find_browser(env) or not shutil.which("node", path=env["PATH"]):
        return skip_part("our desk", "it needs Chromium and Node (make setup says why)")
    root_password = os.environ.get("DB_ROOT_PASSWORD", "")
    if bench.site_config(site):
        bench.empty_site(site, DEMO_PASSWORD, root_password)
    else:
        bench.make_site(site, DEMO_PASSWORD, root_password)
    bench.install_app(site, "relcrm")
    bench.set_value(site, "time_zone", "Europe/Rome")  # where the tests' browser stands
    bench.load_demo(site, DEMO_PASSWORD)
    bench.let_mails_out(site)
    port = find_free_port()
    env |= {"E2E_URL": f"http://127.0.0.1:{port}", "E2E_PASSWORD": DEMO_PASSWORD, "E2E_PATIENCE": "2"}
    env |= {"E2E_ADMIN_PASSWORD": DEMO_PASSWORD}
    env["E2E_MIGRATE"] = bench.as_owner(f"bench --site {site} migrate --skip-search-index")
    try:
        bench.serve(site, port)
        specs = (os.environ.get("SPECS") or DESK_SPECS).split()
        return run_counted("our desk", ["node", "tests/e2e/run.mjs", *specs], env)
    finally:
        bench.stop()


def main() -> int:
    bench = Bench(os.environ.get("BENCH", "~/frappe-bench"))
    site = os.environ.get("SITE", "relcrm-test.localhost")
    only = os.environ.get("ONLY", "")
    bench.put_app()
    bench.build_desk()
    total = Count()
    if only in ("", "names"):
        total.add(check_names(bench))
    if only in ("", "unit", "outside"):
        bench.put_probe()
        password = prepare_site(bench, site)
    if only in ("", "unit"):
        total.add(run_unit_tests(bench, site, "relcrm"))
        if bench.site_config(site).get("made_by_relcrm"):
            total.add(run_unit_tests(bench, site, "ctr_app"))
    if only in ("", "outside"):
        total.add(run_outside_tests(bench, site, password))
    if only in ("", "desk"):
        total.add(run_own_desk(bench, f"desk-{site}"))
    print(total, flush=True)
    return 1 if total.failed else 0


if __name__ == "__main__":
    main_with_sentences(main)
