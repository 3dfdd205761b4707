"""Default values of users and of the site, kept in tabDefaultValue."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils.caching import derived

GLOBAL, DEFAULT = "__global", "__default"


def _read(parent: str) -> dict[str, Any]:
    out: dict[str, Any] = {}
    rows = frappe.db.sql(
        "select `defkey`, `defvalue` from `tabDefaultValue` where `parent` = %s order by `creation`",
        (parent,),
    )
    for key, value in rows:
        if key in out:
            out[key] = [*(out[key] if isinstance(out[key], list) else [out[key]]), value]
        else:
            out[key] = value
    return out


def get_defaults_for(parent: str = DEFAULT) -> dict[str, Any]:
    """All defaults of a user or of the site, as a dict."""
    return frappe._dict(derived(("defaults_of", parent), lambda: _read(parent)))


def get_defaults(user: str | None = None) -> dict[str, Any]:
    out = get_defaults_for(DEFAULT)
    out.update(get_defaults_for(user or frappe.session.user))
    out.update(user=user or frappe.session.user)
    return out


def get_user_default(key: str, user: str | None = None) -> Any:
    """A user's default, else the site's; a list gives its first value."""
    value = get_defaults_for(user or frappe.session.user).get(key)
    if value is None:
        value = get_defaults_for(DEFAULT).get(key)
    return value[0] if isinstance(value, list) and value else value


def get_user_default_as_list(key: str, user: str | None = None) -> list:
    value = get_defaults_for(user or frappe.session.user).get(key)
    return value if isinstance(value, list) else [value] if value else []


def get_global_default(key: str) -> Any:
    value = get_defaults_for(DEFAULT).get(key)
    return value[0] if isinstance(value, list) and value else value


def set_user_default(key: str, value: Any, user: str | None = None, parenttype: str | None = None) -> None:
    set_default(key, value, user or frappe.session.user, parenttype)


def set_global_default(key: str, value: Any) -> None:
    set_default(key, value, DEFAULT)


def add_user_default(key: str, value: Any, user: str | None = None, parenttype: str | None = None) -> None:
    add_default(key, value, user or frappe.session.user, parenttype)


def set_default(key: str, value: Any, parent: str, parenttype: str = DEFAULT) -> None:
    frappe.db.sql("delete from `tabDefaultValue` where `defkey` = %s and `parent` = %s", (key, parent))
    if value is not None:
        add_default(key, value, parent, parenttype)
    frappe.clear_cache()


def add_default(key: str, value: Any, parent: str, parenttype: str | None = None) -> None:
    from frappe.model.naming import make_hash
    from frappe.utils import now

    frappe.db.insert_row(
        "DefaultValue",
        {
            "name": make_hash(),
            "creation": now(),
            "modified": now(),
            "owner": frappe.session.user,
            "modified_by": frappe.session.user,
            "docstatus": 0,
            "idx": 0,
            "parent": parent,
            "parenttype": parenttype or DEFAULT,
            "parentfield": "system_defaults",
            "defkey": key,
            "defvalue": str(value),
        },
    )
    frappe.clear_cache()


def clear_default(
    key: str | None = None,
    value: Any = None,
    parent: str | None = None,
    name: str | None = None,
    parenttype: str | None = None,
) -> None:
    filters = {k: v for k, v in {"defkey": key, "defvalue": value, "parent": parent, "name": name}.items() if v}
    if filters:
        frappe.db.sql(
            "delete from `tabDefaultValue` where " + " and ".join(f"`{k}` = %s" for k in filters),
            tuple(filters.values()),
        )
        frappe.clear_cache()


def clear_user_default(key: str, user: str | None = None) -> None:
    clear_default(key, parent=user or frappe.session.user)
