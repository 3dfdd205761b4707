"""Helpers for apps, under `frappe.utils.*`; dates, numbers, texts and addresses come from `data`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

import frappe
from frappe.utils.data import *  # noqa: F403
from frappe.utils.data import cint, cstr, get_url  # noqa: F401
from frappe.utils.html_utils import sanitize_html  # noqa: F401


def get_fullname(user: str | None = None) -> str:
    """The full name of a user, or the user's id where there is none."""
    user = user or frappe.session.user
    names = frappe.local.request_cache.setdefault("fullnames", {})
    if user not in names:
        found = frappe.db.get_value("User", user, ["full_name", "first_name", "last_name"], as_dict=True) or {}
        joined = " ".join(filter(None, [found.get("first_name"), found.get("last_name")]))
        names[user] = found.get("full_name") or joined or user
    return names[user]


def get_fullname_and_avatar(user: str) -> frappe._dict:
    """Name and picture of a user."""
    found = frappe.db.get_value("User", user, ["user_image as avatar", "full_name as fullname", "name"], as_dict=True)
    return frappe._dict(found or {"avatar": None, "fullname": user, "name": user})


def add_user_info(user: str | Iterable[str], user_info: dict[str, Any]) -> None:
    """Complete `user_info` with name, picture and address of users it lacks."""
    wanted = {user} if isinstance(user, str) else set(user)
    missing = [name for name in wanted if name and name not in user_info]
    if not missing:
        return
    fields = ["full_name as fullname", "user_image as image", "name", "email", "time_zone"]
    for row in frappe.get_all("User", filters={"name": ["in", missing]}, fields=fields):
        user_info[row.name] = row


def get_system_setting(key: str) -> Any:
    """A value of System Settings as it is stored."""
    from frappe.utils._settings import get_setting

    return get_setting(key)


def touch_file(path: str) -> str:
    """Make a file or set its time."""
    with open(path, "a"):
        os.utime(path, None)
    return path


def get_traceback(with_context: bool = False) -> str:
    return frappe.get_traceback(with_context)


def get_hook_method(hook_name: str, fallback: Callable | None = None) -> Callable | None:
    """The last app's function of a hook."""
    paths = frappe.get_hooks(hook_name)
    return frappe.get_attr(paths[-1]) if paths else fallback


def call_hook_method(hook: str, *args: Any, **kwargs: Any) -> Any:
    """Call every function of a hook; the first answer that is not empty is returned."""
    out = None
    for path in frappe.get_hooks(hook):
        out = out or frappe.get_attr(path)(*args, **kwargs)
    return out


def update_progress_bar(txt: str, i: int, l: int, absolute: bool = False) -> None:  # noqa: E741
    """A line of progress on a terminal; nothing where there is none."""
    if frappe.flags.in_test or not sys.stdout.isatty():
        return
    done = int(40 * (i + 1) / max(l, 1))
    share = f"{i + 1}/{l}" if absolute else f"{100 * (i + 1) // max(l, 1)}%"
    print(f"\r{txt}: [{'=' * done}{' ' * (40 - done)}] {share}", end="" if i + 1 < l else "\n", flush=True)


def set_request(**kwargs: Any) -> None:
    """Put a made-up request in place, for tests."""
    from werkzeug.test import EnvironBuilder
    from werkzeug.wrappers import Request

    frappe.local.request = Request(EnvironBuilder(**kwargs).get_environ())


def log(event: str, details: str) -> None:
    frappe.logger(event).info(details)
