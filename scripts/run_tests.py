"""Run every test of the project: pytest beside vitest and Playwright. Closes with one line that counts them all.

The desk's tests run in a process of their own at the same time; what they say follows when pytest has ended.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
PASSED_FAILED = re.compile(r"(\d+) passed, (\d+) failed(?:, (\d+) skipped)?")


class Count:
    """How many tests passed, failed and were skipped; a part that broke down counts as one failure."""

    def __init__(self, passed: int = 0, failed: int = 0, skipped: int = 0) -> None:
        self.passed, self.failed, self.skipped = passed, failed, skipped

    def add(self, other: Count) -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def __str__(self) -> str:
        line = f"{self.passed} passed, {self.failed} failed"
        return f"{line}, {self.skipped} skipped" if self.skipped else line


def get_environment() -> dict[str, str]:
    env = dict(os.environ)
    env["PATH"] = os.pathsep.join([str(ROOT / ".tools" / "bin"), str(ROOT / ".venv" / "bin"), env["PATH"]])
    return env


def read_junit(path: Path) -> Count:
    """The counts of a JUnit file, as pytest and vitest write it."""
    if not path.exists():
        return Count(failed=1)
    root = ElementTree.parse(path).getroot()
    suites = [root] if root.tag == "testsuite" else root.findall("testsuite")
    total = Count()
    for suite in suites:
        tests, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        total.add(Count(tests - failed - skipped, failed, skipped))
    return total


def close_part(name: str, count: Count, status: int) -> Count:
    if status and not count.failed:
        count.failed = 1
    print(f"\n{name}: {count}\n", flush=True)
    return count


def run_pytest(folder: Path, arguments: list[str]) -> Count:
    report = folder / "pytest.xml"
    command = [sys.executable, "-m", "pytest", f"--junit-xml={report}", *arguments]
    status = subprocess.call(command, cwd=ROOT, env=get_environment())
    return close_part("pytest", read_junit(report), status)


def run_vitest(folder: Path) -> Count:
    env = get_environment()
    if not shutil.which("npm", path=env["PATH"]) or not (ROOT / "desk" / "node_modules").is_dir():
        return skip_part("vitest", "Node is not here (make setup says why)")
    report = folder / "vitest.xml"
    command = ["npm", "--prefix", "desk", "test", "--", "--reporter=default"]
    command += ["--reporter=junit", f"--outputFile.junit={report}"]
    status = subprocess.call(command, cwd=ROOT, env=env)
    return close_part("vitest", read_junit(report), status)


def find_browser(env: dict[str, str]) -> str | None:
    """The Chromium to drive: CHROMIUM, or the first of the customary names on the path."""
    names = [env.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    return next((found for name in names if name and (found := shutil.which(name, path=env["PATH"]))), None)


def run_end_to_end() -> Count:
    env = get_environment()
    browser = find_browser(env)
    if not browser:
        return skip_part("end to end", "no Chromium was found (install the package chromium)")
    if not shutil.which("npm", path=env["PATH"]):
        return skip_part("end to end", "Node is not here (make setup says why)")
    env["CHROMIUM"] = browser
    command = ["npm", "--prefix", "desk", "run", "--silent", "e2e"]
    return run_counted("end to end", command, env)


def run_counted(name: str, command: list[str], env: dict[str, str]) -> Count:
    """Run a command that closes with `N passed, N failed`, its output shown."""
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    count = Count()
    for line in process.stdout:
        print(line, end="", flush=True)
        if found := PASSED_FAILED.search(line):
            count = Count(*(int(number or 0) for number in found.groups()))
    return close_part(name, count, process.wait())


def run_side_by_side(folder: Path, pytest_arguments: list[str]) -> Count:
    """Run pytest, and the desk's tests at the same time; show the output of these after it."""
    said = folder / "desk.txt"
    with said.open("w", encoding="utf-8") as output:
        command = [sys.executable, str(Path(__file__).resolve()), "--only", "desk"]
        desk = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
        try:
            total = run_pytest(folder, pytest_arguments)
            status = desk.wait()
        finally:
            desk.terminate()
    text = said.read_text(encoding="utf-8", errors="replace")
    print(text, flush=True)
    found = PASSED_FAILED.search(text.strip().rpartition("\n")[2])
    count = Count(*(int(number or 0) for number in found.groups())) if found else Count(failed=1)
    count.failed = count.failed or int(bool(status))
    total.add(count)
    return total


def skip_part(name: str, reason: str) -> Count:
    """Say that a part was skipped; where CI is set nothing may be skipped unseen, so it fails there."""
    print(f"\n{name}: skipped, {reason}\n", flush=True)
    return Count(failed=1) if os.environ.get("CI") else Count(skipped=1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--heavy", action="store_true", help="run heavy tests whole")
    parser.add_argument("--only", choices=["pytest", "vitest", "e2e", "desk"], help="run one part")
    parser.add_argument("pytest_arguments", nargs="*", help="given on to pytest, after --")
    options = parser.parse_args()
    if options.heavy:
        os.environ["RELCRM_HEAVY"] = "1"
    total = Count()
    with TemporaryDirectory() as name:
        folder = Path(name)
        if not options.only:
            total = run_side_by_side(folder, options.pytest_arguments)
        if options.only == "pytest":
            total.add(run_pytest(folder, options.pytest_arguments))
        if options.only in ("vitest", "desk"):
            total.add(run_vitest(folder))
        if options.only in ("e2e", "desk"):
            total.add(run_end_to_end())
    print(total, flush=True)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
