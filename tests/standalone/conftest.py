"""A bare site (the runtime alone, no app), made once per session and copied for each module that asks for one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def bare_seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site without apps; copy it, never change it."""
    import frappe
    from frappe.installer import new_site

    folder = tmp_path_factory.mktemp("bare")
    new_site("site", str(folder), admin_password="seed-password")
    frappe.db.disconnect()
    frappe.destroy()
    return folder / "site"


@pytest.fixture(scope="module")
def bare_site(bare_seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """This module's own site, connected in this thread."""
    import frappe

    path = Path(shutil.copytree(bare_seed, tmp_path_factory.mktemp("sites") / "site"))
    frappe.init(str(path), force=True)
    frappe.connect()
    yield path
    frappe.db.disconnect()
    frappe.destroy()


@pytest.fixture
def frappe_site(bare_site: Path) -> Iterator[Any]:
    """`frappe` as Administrator under test; what the test does not commit is rolled back."""
    import frappe

    frappe.set_user("Administrator")
    frappe.flags.in_test = True
    frappe.clear_messages()
    yield frappe
    frappe.set_user("Administrator")
    frappe.db.rollback()
    frappe.flags.in_test = False


@pytest.fixture(scope="module")
def make_doctype(bare_site: Path) -> Callable[..., str]:
    """Makes a custom DocType and commits it: make_doctype("Svc Task", [fields], is_submittable=1)."""
    import frappe

    def make(name: str, fields: list[dict], **values: Any) -> str:
        rights = ("read", "write", "create", "delete", "share", "email", "report", "export", "import")
        if values.get("is_submittable"):
            rights += ("submit", "cancel", "amend")
        roles = values.pop("roles", ["System Manager"])
        permissions = [] if values.get("istable") else [{"role": r, **dict.fromkeys(rights, 1)} for r in roles]
        doc = {"doctype": "DocType", "name": name, "module": "Custom", "custom": 1, "permissions": permissions}
        frappe.get_doc({**doc, "fields": fields, **values}).insert()
        frappe.db.commit()
        return name

    return make


@pytest.fixture(scope="module")
def make_user(bare_site: Path) -> Callable[..., str]:
    """Makes an enabled user with roles and commits it."""
    import frappe

    def make(email: str, *roles: str) -> str:
        for role in roles:
            if not frappe.db.exists("Role", role):
                frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert()
        user = {"doctype": "User", "email": email, "first_name": email.partition("@")[0], "send_welcome_email": 0}
        frappe.get_doc({**user, "roles": [{"role": role} for role in roles]}).insert()
        frappe.db.commit()
        return email

    return make
