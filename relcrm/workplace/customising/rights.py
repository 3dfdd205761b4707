"""Who may do what: a matrix of roles and kinds of record in plain words, and the people who have the roles."""

import frappe
from frappe import _
from frappe.utils import cint, cstr, validate_email_address

from relcrm.exceptions import CustomisationError
from relcrm.workplace.customising import kinds, names, records, wording
from relcrm.workplace.customising.changes import Change

AREA, PEOPLE = "Rights", "People"
SHOWN = ("read", "write", "create", "delete", "export", "import", "print", "share")
ONLY_OWN = "only_own"
ALONG = {"read": ("select", "report"), "write": ("email",)}
ADMIN = "System Manager"


def get_matrix() -> dict:
    """Return the roles, the kinds of record and what each role may do with each."""
    shown = [row for row in kinds.get_kinds() if row["group"] != kinds.TABLES]
    roles = kinds.get_roles()
    own = frappe.get_all("Role", filters={"is_custom": 1}, pluck="name")
    return {
        "rights": [*SHOWN, ONLY_OWN],
        "roles": [{"name": role, "title": _(role), "own": role in own} for role in roles],
        "kinds": [{**row, "changed": is_changed(row["doctype"])} for row in shown],
        "cells": {row["doctype"]: {role: get_cell(row["doctype"], role) for role in roles} for row in shown},
    }


def is_changed(doctype: str) -> bool:
    """Return whether the rights on a kind of record differ from the delivered ones."""
    return bool(frappe.db.exists("Custom DocPerm", {"parent": doctype}))


def get_cell(doctype: str, role: str) -> dict:
    """Return what a role may do with the records of a kind."""
    rows = [row for row in records.get_role_rows(doctype, role) if not row.get("permlevel")]
    row = next((row for row in rows if not row.get("if_owner")), rows[0] if rows else {})
    return {**{right: cint(row.get(right)) for right in SHOWN}, ONLY_OWN: cint(row.get("if_owner"))}


def set_cell(doctype: str, role: str, rights: dict) -> dict:
    """Set what a role may do with a kind of record; the fields of higher levels stay as they are."""
    from relcrm.workplace.customising.forms import get_customisable

    get_customisable(doctype)
    rights = names.read_values(rights)
    if role not in kinds.get_roles() or set(rights) - {*SHOWN, ONLY_OWN}:
        raise CustomisationError(_("Choose a role and what it may do."))
    wanted = {right: int(bool(cint(rights.get(right)))) for right in SHOWN}
    if any(wanted.values()):
        wanted["read"] = 1
    present = records.get_role_rows(doctype, role)
    base = next((row for row in present if not row.get("permlevel")), {})
    change = Change(_("Rights of {0} on {1} changed").format(_(role), _(doctype)), AREA, doctype)
    row = {key: value for key, value in base.items() if key not in (*SHOWN, "if_owner", "permlevel")}
    row |= {right: 1 for right in SHOWN if wanted[right]}
    for right, others in ALONG.items():
        row |= {other: 1 for other in others} if wanted[right] else {}
        row = {key: value for key, value in row.items() if wanted[right] or key not in others}
    if cint(rights.get(ONLY_OWN)):
        row["if_owner"] = 1
    higher = [one for one in present if one.get("permlevel")] if wanted["read"] else []
    change.set_rights(doctype, role, [*([row] if wanted["read"] else []), *higher])
    change.keep()
    return {"cell": get_cell(doctype, role), "changed": is_changed(doctype)}


def reset(doctype: str) -> dict:
    """Give every role the delivered rights on a kind of record again."""
    from relcrm.workplace.customising.forms import get_customisable

    get_customisable(doctype)
    change = Change(_("Rights on {0} as delivered again").format(_(doctype)), AREA, doctype)
    delivered = records.get_delivered_rows(doctype)
    roles = {*frappe.get_all("Custom DocPerm", filters={"parent": doctype}, pluck="role")}
    for role in sorted(roles | {row["role"] for row in delivered} if roles else roles):
        rows = [{k: v for k, v in row.items() if k != "role"} for row in delivered if row["role"] == role]
        change.set_rights(doctype, role, rows)
    change.keep()
    return {"cells": {role: get_cell(doctype, role) for role in kinds.get_roles()}, "changed": is_changed(doctype)}


def add_role(label: str, like: str | None = None) -> dict:
    """Make a role; with the rights of another one when that is named."""
    label = names.read_label(label, _("The name of the role"))
    if frappe.db.exists("Role", label) or label.casefold() in {_(role).casefold() for role in kinds.get_roles()}:
        raise CustomisationError(_('There is a role called "{0}" already. Choose another name.').format(label))
    if like and like not in kinds.get_roles():
        raise CustomisationError(_("Choose a role to take the rights from."))
    if like == ADMIN:
        raise CustomisationError(_("Give people the role itself to administer the system; it cannot be copied."))
    change = Change(_("Role {0} made").format(label), AREA)
    change.insert("Role", label, {"role_name": label, "desk_access": 1, "is_custom": 1})
    if like:
        for row in kinds.get_kinds():
            rows = records.get_role_rows(row["doctype"], like) if row["group"] != kinds.TABLES else []
            if rows:
                change.set_rights(row["doctype"], label, rows)
    change.keep()
    return {"name": label}


# --- people ------------------------------------------------------------------------------------------------


def get_people() -> dict:
    """Return the people who may log in, their roles, and the teams they are in."""
    fields = ["name", "full_name", "first_name", "last_name", "enabled", "last_active", "user_image", "language"]
    filters = {"name": ["not in", ["Administrator", "Guest"]], "user_type": "System User"}
    people = frappe.get_all("User", filters=filters, fields=fields, order_by="enabled desc, full_name asc", limit=500)
    held: dict[str, list[str]] = {}
    rows = frappe.get_all("Has Role", filters={"parenttype": "User"}, fields=["parent", "role"])
    offered = kinds.get_roles()
    for row in rows:
        if row.role in offered:
            held.setdefault(row.parent, []).append(row.role)
    teams: dict[str, list[str]] = {}
    for row in frappe.get_all("RelCRM Team Member", filters={"parenttype": "RelCRM Team"}, fields=["user", "parent"]):
        teams.setdefault(row.user, []).append(row.parent)
    return {
        "people": [{**row, "roles": held.get(row.name, []), "teams": teams.get(row.name, [])} for row in people],
        "roles": [{"name": role, "title": _(role)} for role in offered],
        "me": frappe.session.user,
    }


def save_person(values: dict) -> dict:
    """Add a person, or change name, roles and whether they may log in; nobody locks themselves out."""
    values = names.read_values(values)
    email = cstr(values.get("email")).strip().lower()
    if not validate_email_address(email) or len(email) > 140:
        raise CustomisationError(_('"{0}" is no e-mail address. Correct it.').format(frappe.utils.escape_html(email)))
    roles = _read_roles(values.get("roles"))
    first = names.read_label(values.get("first_name"), _("The first name"))
    last = " ".join(cstr(values.get("last_name")).split())[:140]
    exists = frappe.db.exists("User", email)
    enabled = cint(values.get("enabled", 1))
    if exists:
        _validate_not_locked_out(email, roles, enabled)
    change = Change(_("Person {0} changed") if exists else _("Person {0} added"), PEOPLE)
    change.title = change.title.format(f"{first} {last}".strip())
    wanted = {"first_name": first, "last_name": last, "enabled": enabled, "roles": _keep_others(email, roles)}
    if exists:
        change.set_values("User", email, _only_changed(email, wanted))
    else:
        language = values.get("language") if values.get("language") in wording.LANGUAGES else frappe.local.lang
        welcome = int(bool(cint(values.get("welcome")) and _can_send()))
        new = {"email": email, "user_type": "System User", "language": language, "send_welcome_email": welcome}
        change.insert("User", email, new | wanted)
    change.keep()
    link = "" if exists or cint(values.get("welcome")) and _can_send() else get_password_link(email)
    return {"name": email, "password_link": link}


def _read_roles(given) -> list[str]:
    if not isinstance(given, list) or any(role not in kinds.get_roles() for role in given if isinstance(role, str)):
        raise CustomisationError(_("Choose the roles from the list."))
    return [role for role in given if isinstance(role, str)]


def _keep_others(email: str, roles: list[str]) -> list[dict]:
    """Roles that are not offered here (of other apps) stay."""
    held = frappe.get_all("Has Role", filters={"parent": email, "parenttype": "User"}, pluck="role")
    others = [role for role in held if role not in kinds.get_roles()]
    return [{"role": role} for role in [*others, *roles]]


def _only_changed(email: str, wanted: dict) -> dict:
    present = records.get_snapshot("User", email) or {}
    held = {row.get("role") for row in present.get("roles") or []}
    if held == {row["role"] for row in wanted["roles"]}:
        wanted = {key: value for key, value in wanted.items() if key != "roles"}
    return {key: value for key, value in wanted.items() if cstr(present.get(key) or "") != cstr(value or "")}


def _validate_not_locked_out(email: str, roles: list[str], enabled: int) -> None:
    stays = enabled and ADMIN in roles
    if email == frappe.session.user and not stays:
        held = ADMIN in frappe.get_roles(email)
        if held or not enabled:
            raise CustomisationError(_("You cannot take the administration from yourself or switch yourself off."))
    if not stays and ADMIN in frappe.get_roles(email) and not _get_other_admins(email):
        raise CustomisationError(_("This is the last person who administers the system. Name another one first."))


def _get_other_admins(email: str) -> list[str]:
    filters = {"role": ADMIN, "parenttype": "User", "parent": ["not in", [email, "Administrator"]]}
    names_of = frappe.get_all("Has Role", filters=filters, pluck="parent")
    return frappe.get_all("User", filters={"name": ["in", names_of], "enabled": 1}, pluck="name") if names_of else []


def _can_send() -> bool:
    return bool(frappe.db.exists("Email Account", {"default_outgoing": 1, "enable_outgoing": 1}))


def get_password_link(email: str) -> str:
    """Return an address at which a person without a password sets one; never for somebody who has one."""
    user = frappe.get_doc("User", email)
    if user.get("last_login") or user.name in ("Administrator", "Guest"):
        return ""
    make = getattr(user, "reset_password", None) or getattr(user, "_reset_password", None)
    return cstr(make(send_email=False)) if make else ""
