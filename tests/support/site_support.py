"""The site that HTTP and conformance tests run against: made once per state of the code, copied for each run.

With BASE_URL (and SITE, ADMIN_PASSWORD) in the environment the tests run against that server instead.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Any

from rest_support import Client, LocalTransport, RemoteTransport, resource

ROOT = Path(__file__).resolve().parents[2]
CTR_APP = ROOT / "tests" / "conformance" / "ctr_app"
ADMIN_PASSWORD = os.environ.get("ADMIN_PASSWORD") or "Admin-of-the-tests-1"
PASSWORD = "Tests-need-a-Password-7"
USERS = {
    "sales": ("ctr.sales@example.com", ["Ctr User"]),
    "second": ("ctr.second@example.com", ["Ctr User"]),
    "manager": ("ctr.manager@example.com", ["Ctr User", "Ctr Manager"]),
    "reader": ("ctr.reader@example.com", ["Ctr Reader"]),
    "nobody": ("ctr.nobody@example.com", []),
    "system": ("ctr.system@example.com", ["System Manager"]),
}


class Host:
    """A site with its users; `as_user` answers a logged-in client."""

    def __init__(self, transport: Any) -> None:
        self.transport = transport
        self.is_local = transport.is_local
        self.name = "standalone" if self.is_local else "frappe"
        self.clients: dict[str, Client] = {}
        self.admin = self.as_user("admin")
        self.has_ctr = self.admin.get(resource("DocType", "Ctr Lead")).status == 200
        self._make_users()

    def guest(self) -> Client:
        return Client(self.transport)

    def as_user(self, who: str) -> Client:
        """A client that shares one session per user."""
        if who == "guest":
            return self.guest()
        if who not in self.clients:
            self.clients[who] = self.new_session(who)
        return self.clients[who]

    def new_session(self, who: str) -> Client:
        """A client with a session of its own."""
        client = Client(self.transport)
        user, password = ("Administrator", ADMIN_PASSWORD) if who == "admin" else (USERS[who][0], PASSWORD)
        answer = client.login(user, password)
        assert answer.status == 200, f"log-in of {user}: {answer.status} {answer.text[:400]}"
        return client

    def run(self, fn: Any, *args: Any) -> Any:
        """Call a function in our application's thread, on the open site (local only)."""
        return self.transport.run(_on_site, self.transport.site_path, fn, args)

    def _make_users(self) -> None:
        known = {row["name"] for row in self.admin.get(resource("Role"), limit_page_length="0").json()["data"]}
        for who, (email, roles) in USERS.items():
            if self.admin.get(resource("User", email)).status == 200:
                continue
            values = {
                "email": email,
                "first_name": who.title(),
                "send_welcome_email": 0,
                "new_password": PASSWORD,
                "roles": [{"role": role} for role in roles if role in known],
            }
            answer = self.admin.post(resource("User"), values)
            assert answer.status == 200, f"user {email}: {answer.status} {answer.text[:800]}"


def _on_site(site_path: str, fn: Any, args: tuple) -> Any:
    import frappe

    frappe.init(os.path.basename(site_path), os.path.dirname(site_path))
    frappe.reset_request_state()
    frappe.connect()
    try:
        result = fn(*args)
        frappe.db.commit()
        return result
    finally:
        frappe.db.rollback()


@lru_cache(maxsize=1)
def get_host() -> Host:
    """The host of this test run."""
    base_url = os.environ.get("BASE_URL")
    if base_url:
        return Host(RemoteTransport(base_url, os.environ.get("SITE")))
    if str(CTR_APP) not in sys.path:
        sys.path.insert(0, str(CTR_APP))
    # In memory where that is possible: each write waits for the disk otherwise.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = tempfile.mkdtemp(prefix="relcrm-http-", dir=memory)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    target = Path(folder) / "site"
    shutil.copytree(_get_cached_site(), target)
    return Host(LocalTransport(str(target)))


def _get_cached_site() -> Path:
    """A site with ctr_app, made anew only when code or metadata changed."""
    folder = Path(os.environ.get("RELCRM_TEST_CACHE") or ROOT / ".pytest_cache" / "relcrm")
    path = folder / f"http-{_hash_sources()}"
    if not (path / "site.db").exists():
        shutil.rmtree(path, ignore_errors=True)
        for old in folder.glob("http-*"):
            shutil.rmtree(old, ignore_errors=True)
        with LocalMaker() as maker:
            maker.make(path)
    return path


class LocalMaker:
    """Makes a site in a thread of its own."""

    def __enter__(self) -> LocalMaker:
        from concurrent.futures import ThreadPoolExecutor

        self.thread = ThreadPoolExecutor(1)
        return self

    def __exit__(self, *exc: object) -> None:
        self.thread.shutdown()

    def make(self, path: Path) -> None:
        self.thread.submit(_make_site, path).result()


def _make_site(path: Path) -> None:
    import frappe
    from frappe.installer import new_site

    new = path.with_name(f"new-{uuid.uuid4().hex[:8]}")
    new_site(new.name, str(new.parent), admin_password=ADMIN_PASSWORD, install_apps=("ctr_app",))
    frappe.db.commit()
    frappe.destroy()
    try:
        new.rename(path)
    except OSError:  # another run has made the same site meanwhile
        if not (path / "site.db").exists():
            raise
        shutil.rmtree(new)


def _hash_sources() -> str:
    digest = hashlib.sha256()
    for base in (ROOT / "standalone", CTR_APP):
        for file in sorted(base.rglob("*")):
            if file.suffix in (".py", ".json", ".txt", ".csv") and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(ROOT)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
