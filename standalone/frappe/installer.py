"""Making a site and installing apps on it."""

from __future__ import annotations

import importlib
import json
import os
import secrets
from typing import Any

import frappe
from frappe.model import bootstrap_doctypes
from frappe.utils.caching import bump_derived


def new_site(
    site: str,
    sites_path: str = ".",
    admin_password: str | None = None,
    install_apps: tuple[str, ...] = (),
    lang: str = "en",
    time_zone: str = "Europe/Rome",
    progress: Any = None,
) -> str:
    """Make a site folder with its database; returns the administrator's password. Refuses one that exists."""
    from frappe.database import get_db
    from frappe.utils.background_jobs import CREATE

    path = os.path.abspath(os.path.join(sites_path, site))
    if os.path.exists(os.path.join(path, "site.db")):
        raise frappe.ValidationError(f"{path} already holds a site. Start it, or choose another folder.")
    make_site_folders(path)
    if not os.path.exists(os.path.join(path, "site_config.json")):
        write_site_config(path, {"encryption_key": _new_key(), "lang": lang})
    frappe.init(os.path.basename(path), os.path.dirname(path), force=True)
    frappe.local.db = get_db(path)
    frappe.db.create_system_tables()
    frappe.connect(set_admin_as_user=False)
    frappe.local.session.user = "Administrator"
    frappe.flags.in_install = "frappe"
    try:
        _bootstrap_tables()
        install_app("frappe", progress=progress)
        frappe.flags.in_install = "frappe"
        password = _make_standard_records(admin_password, path, lang, time_zone)
        frappe.db.sql_ddl(CREATE)
        frappe.db.commit()
    finally:
        frappe.flags.in_install = None
    for app in install_apps:
        install_app(app, progress=progress)
    return password


def make_site_folders(path: str) -> None:
    """The folders of a site, closed to other users."""
    for folder in ("", "public/files", "private/files", "private/backups", "logs"):
        os.makedirs(os.path.join(path, folder), exist_ok=True)
    os.chmod(path, 0o700)


def write_site_config(path: str, values: dict) -> None:
    """Write `site_config.json`, readable by its owner only."""
    target = os.path.join(path, "site_config.json")
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        json.dump(values, handle, indent=1, sort_keys=True)


def update_site_config(key: str, value: Any, validate: bool = True, site_config_path: str | None = None) -> None:
    """Set (or with "None" remove) one key of the site's configuration."""
    path = frappe.get_site_path()
    config = dict(frappe.get_site_config(site_path=path))
    if value in (None, "None"):
        config.pop(key, None)
    else:
        config[key] = value
    write_site_config(path, config)
    frappe.local.conf = frappe.get_site_config(site_path=path)


def _new_key() -> str:
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode()


def _bootstrap_tables() -> None:
    for doctype in bootstrap_doctypes:
        frappe.db.updatedb(doctype)


def install_app(app: str, force: bool = False, set_as_patched: bool = True, progress: Any = None) -> None:
    """Install an app on the current site, in the order of the contract, 1.1."""
    module = _import_app(app)
    installed = frappe.get_installed_apps() if app != "frappe" else []
    if app in installed and not force:
        return
    hooks = frappe.get_hooks(app_name=app)
    for required in hooks.get("required_apps", []):
        install_app(required.split("/")[-1], progress=progress)
    frappe.flags.in_install = app
    _say(progress, f"Installing {app} {getattr(module, '__version__', '')}".strip())
    try:
        if not all(frappe.get_attr(fn)() is not False for fn in hooks.get("before_install", [])):
            return
        _remember_app(app)
        _sync_app(app)
        if set_as_patched:
            from frappe.modules.patch_handler import mark_all_as_done

            mark_all_as_done(app)
        frappe.flags.in_install = app
        for fn in hooks.get("after_install", []):
            frappe.get_attr(fn)()
        _after_app(app, hooks)
        frappe.db.commit()
    except BaseException:
        frappe.db.rollback()
        raise
    finally:
        frappe.flags.in_install = None
    frappe.clear_cache()
    frappe.db.commit()


def _import_app(app: str) -> Any:
    try:
        return importlib.import_module(app)
    except ModuleNotFoundError as exc:
        raise frappe.AppNotInstalledError(
            f"App {app} cannot be imported ({exc}). Install it into this Python first: pip install -e <its folder>."
        ) from exc


def _say(progress: Any, text: str) -> None:
    if progress:
        progress(text)


def _remember_app(app: str) -> None:
    apps = [] if app == "frappe" else [a for a in frappe.get_installed_apps() if a != app]
    frappe.db.set_global_meta("installed_apps", json.dumps([*apps, app]))
    bump_derived()


def _sync_app(app: str) -> None:
    from frappe.model.sync import sync_for
    from frappe.modules import get_module_list

    modules = get_module_list(app)
    sync_for(app)
    for module in modules:
        if not frappe.db.exists("Module Def", module):
            frappe.get_doc(doctype="Module Def", module_name=module, app_name=app).insert(
                ignore_permissions=True, ignore_links=True
            )
    frappe.clear_cache()


def _after_app(app: str, hooks: dict) -> None:
    from frappe.core.doctype.scheduled_job_type.scheduled_job_type import sync_jobs
    from frappe.utils.fixtures import sync_fixtures

    sync_jobs()
    sync_fixtures(app)
    for fn in hooks.get("after_sync", []):
        frappe.get_attr(fn)()


def remove_from_installed_apps(app: str) -> None:
    apps = [a for a in frappe.get_installed_apps() if a != app]
    frappe.db.set_global_meta("installed_apps", json.dumps(apps))
    bump_derived()


# ---- records every site has ------------------------------------------------------------------------


def _make_standard_records(admin_password: str | None, path: str, lang: str, time_zone: str) -> str:
    for role, desk in (
        ("Administrator", 1),
        ("System Manager", 1),
        ("Desk User", 1),
        ("All", 0),
        ("Guest", 0),
        ("Report Manager", 1),
        ("Script Manager", 1),
        ("Translator", 1),
        ("Website Manager", 1),
        ("Workspace Manager", 1),
        ("Inbox User", 1),
    ):
        if not frappe.db.exists("Role", role):
            frappe.get_doc(doctype="Role", role_name=role, desk_access=desk).insert(ignore_permissions=True)
    password = admin_password or _random_password()
    _make_user("Administrator", "admin@example.com", ["Administrator", "System Manager"], password)
    _make_user("Guest", "guest@example.com", ["Guest"], None)
    from frappe.utils import install as standard

    standard.make_geo_records() if __import__("os").path.exists(
        __import__("os").path.join(__import__("os").path.dirname(frappe.__file__), "geo", "setup.py")
    ) else None
    standard.make_workflow_records()
    standard.set_system_settings(lang=lang, time_zone=time_zone)
    for folder, parent in (("Home", None), ("Home/Attachments", "Home")):
        if not frappe.db.exists("File", folder):
            frappe.get_doc(
                doctype="File",
                file_name=folder.split("/")[-1],
                is_folder=1,
                folder=parent,
                is_home_folder=int(not parent),
                is_attachments_folder=int(bool(parent)),
            ).insert(ignore_permissions=True, set_name=folder)
    if not admin_password:
        keep_admin_password(path, password)
    return password


def _make_user(name: str, email: str, roles: list[str], password: str | None) -> None:
    if frappe.db.exists("User", name):
        return
    user = frappe.get_doc(
        doctype="User",
        email=email,
        first_name=name,
        enabled=1,
        user_type="System User" if name != "Guest" else "Website User",
        send_welcome_email=0,
        roles=[{"role": r} for r in roles],
    )
    user.flags.update(ignore_password_policy=True, no_welcome_mail=True)
    user.insert(ignore_permissions=True, set_name=name)
    if password:
        from frappe.utils.password import update_password

        update_password(name, password)


def _random_password() -> str:
    return secrets.token_urlsafe(12)


def keep_admin_password(path: str, password: str) -> None:
    """Keep a random password in the site folder, readable by its owner only."""
    descriptor = os.open(os.path.join(path, "admin_password.txt"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(password + "\n")
