"""Sites for tests: one is made and kept, by the digest of code and metadata, and copied for whoever needs it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).parent
PASSWORD = "seed-password"
RELCRM = Path(sys.executable).with_name("relcrm")


# ---- sites ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def seed_site(pytestconfig: pytest.Config) -> Path:
    """A site with the app and no records of its own; read it, never change it."""
    from relcrm_standalone.migration_mark import get_digest

    folder = pytestconfig.cache.mkdir("relcrm-sites")
    site = folder / get_digest()[:16]
    if not site.exists():
        newest_first = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in newest_first[4:]:
            shutil.rmtree(old, ignore_errors=True)
        making = site.with_suffix(f".{time.monotonic_ns()}")
        run_relcrm("new-site", making, "--admin-password", PASSWORD, "--install-app", "relcrm")
        allow_tests(making)
        making.rename(site)
    return site


def allow_tests(site: Path) -> None:
    path = site / "site_config.json"
    config = json.loads(path.read_text()) | {"allow_tests": 1}
    path.write_text(json.dumps(config))


@pytest.fixture
def copy_site(seed_site: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Makes fresh copies of the seed, by name."""

    def make(name: str = "site") -> Path:
        return Path(shutil.copytree(seed_site, tmp_path / name))

    return make


@pytest.fixture(scope="session")
def unit_test_site(seed_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one site that the app's own test classes share, as on a bench."""
    return Path(shutil.copytree(seed_site, tmp_path_factory.mktemp("sites") / "unit-tests"))


@pytest.fixture(scope="class", autouse=True)
def connected_site(request: pytest.FixtureRequest) -> Iterator[None]:
    """Connect the app's own tests to their site: those under relcrm/, and those with libraries that a bench lacks."""
    if not {ROOT / "relcrm", ROOT / "tests" / "app"} & {*Path(request.node.path).parents}:
        yield
        return
    import frappe

    frappe.init(str(request.getfixturevalue("unit_test_site")), force=True)
    frappe.connect()
    frappe.flags.in_test = True
    for path in frappe.get_hooks("before_tests"):
        frappe.get_attr(path)()
    yield
    frappe.db.rollback()
    frappe.destroy()


# ---- the command line and its server -------------------------------------------------------------


def run_relcrm(*arguments: object, status: int = 0, **options: object) -> subprocess.CompletedProcess[str]:
    """Run `relcrm` to its end and check its exit code."""
    command = [str(RELCRM), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, **options)
    assert done.returncode == status, f"{command} ended with {done.returncode}\n{done.stdout}{done.stderr}"
    return done


class Server:
    """`relcrm serve` for one site, as a process of its own."""

    def __init__(self, site: Path, **options: object) -> None:
        self.site = site
        self.port = find_free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command = [str(RELCRM), "--site", str(site), "serve", "--port", str(self.port)]
        options |= {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        self.process = subprocess.Popen(command, start_new_session=True, **options)
        self.log: list[str] = []
        for line in self.process.stdout:
            self.log.append(line)
            if line.startswith("Serving "):
                return
        raise AssertionError("The server did not start:\n" + "".join(self.log))

    def call(self, method: str, path: str, body: object = None, **headers: str) -> SimpleNamespace:
        """One request with a JSON body; errors come back as answers, not exceptions."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Accept": "application/json", **headers}
        request = Request(self.url + path, data=data, method=method, headers=headers)
        try:
            with urlopen(request, timeout=30) as answer:
                return SimpleNamespace(status=answer.status, text=answer.read().decode())
        except HTTPError as exc:
            with exc:
                return SimpleNamespace(status=exc.code, text=exc.read().decode())

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        self.process.terminate()
        status = self.process.wait(10)
        self.process.stdout.close()
        return status

    def kill(self) -> None:
        """SIGKILL for every process of the server, at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        self.process.stdout.close()


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    """A port of loopback on which nothing listens."""
    return find_free_port()


@pytest.fixture
def relcrm() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command line: relcrm("--site", path, "backup", status=0)."""
    return run_relcrm


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts servers; those still running at the end of the test are killed."""
    servers: list[Server] = []

    def start(site: Path, **options: object) -> Server:
        servers.append(Server(site, **options))
        return servers[-1]

    yield start
    for server in servers:
        if server.process.poll() is None:
            server.kill()
        server.process.stdout.close()


@pytest.fixture
def make_token() -> Callable[[Path], dict[str, str]]:
    """Gives a site's Administrator a token; returns the header that carries it."""

    def make(site: Path) -> dict[str, str]:
        def execute(method: str, *arguments: str) -> object:
            done = run_relcrm("--site", site, "execute", method, "--args", json.dumps(arguments))
            return json.loads(done.stdout)

        secret = execute("frappe.core.doctype.user.user.generate_keys", "Administrator")
        key = execute("frappe.db.get_value", "User", "Administrator", "api_key")
        return {"Authorization": f"token {key}:{secret['api_secret']}"}

    return make


@pytest.fixture(scope="session")
def heavy() -> bool:
    """Whether heavy tests run whole (`make test-heavy`)."""
    return bool(os.environ.get("RELCRM_HEAVY"))


# ---- against a bench -----------------------------------------------------------------------------


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With BASE_URL, a Frappe, expect the failures that tests/support/on_frappe.py explains."""
    if not os.environ.get("BASE_URL"):
        return
    sys.path.insert(0, str(ROOT / "tests" / "support"))
    from on_frappe import reason_on_frappe

    for item in items:
        if found := reason_on_frappe(f"{item.path.name}::{item.name}"):
            item.add_marker(pytest.mark.xfail(reason=found[0], strict=found[1]))
