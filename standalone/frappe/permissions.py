"""Who may do what: roles, owners, user permissions, shares, field levels and the apps' hooks, in one place."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _, _dict
from frappe.utils import cint
from frappe.utils.caching import derived

rights = (
    "select", "read", "write", "create", "delete", "submit", "cancel", "amend", "print", "email", "report", "import",
    "export", "share",
)  # fmt: skip
GUEST_ROLE = "Guest"
ALL_USER_ROLE = "All"
SYSTEM_USER_ROLE = "Desk User"
ADMIN_ROLE = "Administrator"
AUTOMATIC_ROLES = (GUEST_ROLE, ALL_USER_ROLE, SYSTEM_USER_ROLE, ADMIN_ROLE)
_SHARED_RIGHTS = ("read", "write", "share", "submit", "email", "print")


# ---- roles ---------------------------------------------------------------------------------------


def get_roles(user: str | None = None, with_standard: bool = True) -> list[str]:
    """Roles of a user (default: the session's), the automatic ones included."""
    user = user or frappe.session.user
    if user == "Guest":
        return [GUEST_ROLE]
    roles = derived(("roles", user), lambda: _read_roles(user))
    return roles if with_standard else [r for r in roles if r not in AUTOMATIC_ROLES]


def _read_roles(user: str) -> list[str]:
    if user == "Administrator":
        return [*frappe.db.sql("select `name` from `tabRole`", pluck=True)]
    row = frappe.db.sql("select `enabled`, `user_type` from `tabUser` where `name` = %s", (user,))
    if not row:
        return [GUEST_ROLE]
    rows = frappe.db.sql(
        "select r.`role` from `tabHas Role` r left join `tabRole` d on d.`name` = r.`role`"
        " where r.`parent` = %s and r.`parenttype` = 'User' and coalesce(d.`disabled`, 0) = 0",
        (user,),
        pluck=True,
    )
    roles = [r for r in dict.fromkeys(rows) if r not in AUTOMATIC_ROLES]
    roles += [ALL_USER_ROLE, GUEST_ROLE]
    if row[0][1] == "System User":
        roles.append(SYSTEM_USER_ROLE)
    return roles


def get_valid_perms(doctype: str | None = None, user: str | None = None) -> list[_dict]:
    """Permission rows of the user's roles, over one DocType or all."""
    roles = set(get_roles(user))
    if doctype:
        return [p for p in frappe.get_meta(doctype).permissions if p.role in roles]
    out = []
    for name in frappe.get_all("DocType", {"istable": 0}, pluck="name"):
        out.extend(_dict(p, parent=name) for p in get_valid_perms(name, user))
    return out


def get_doctypes_with_read(user: str | None = None) -> list[str]:
    return sorted({p.parent for p in get_valid_perms(user=user) if p.read})


# ---- rights of a role ------------------------------------------------------------------------------


def get_role_permissions(doctype_meta: Any, user: str | None = None, is_owner: bool | None = None) -> _dict:
    """Rights at level 0 as 0/1, with `if_owner` for those that hold only for the owner."""
    meta = frappe.get_meta(doctype_meta) if isinstance(doctype_meta, str) else doctype_meta
    user = user or frappe.session.user
    if user == "Administrator":
        return _dict({r: 1 for r in rights}, if_owner={}, has_if_owner_enabled=False)
    return derived(
        ("role_permissions", meta.name, user, is_owner), lambda: _make_role_permissions(meta, user, is_owner)
    )


def _make_role_permissions(meta: Any, user: str, is_owner: bool | None) -> _dict:
    roles = set(get_roles(user))
    rows = [p for p in meta.permissions if p.role in roles and cint(p.permlevel) == 0]
    has_if_owner = any(cint(p.if_owner) for p in rows)
    out = _dict(if_owner={}, has_if_owner_enabled=has_if_owner)
    for right in rights:
        granted = [p for p in rows if cint(p.get(right))]
        plain = any(not cint(p.if_owner) for p in granted)
        out[right] = 1 if granted and (plain or is_owner is not False or right == "create") else 0
        if granted and not plain and right != "create":
            out.if_owner[right] = 1
    if not meta.is_submittable:
        out.submit = out.cancel = out.amend = 0
    if not meta.allow_import:
        out["import"] = 0
    return out


# ---- one document ----------------------------------------------------------------------------------


def has_permission(
    doctype: str,
    ptype: str = "read",
    doc: Any = None,
    user: str | None = None,
    raise_exception: bool = True,
    *,
    parent_doctype: str | None = None,
    print_logs: bool = True,
    debug: bool = False,
) -> bool:
    """Whether the user has a right on a DocType, or on one document (name or Document)."""
    user = user or frappe.session.user
    if user == "Administrator":
        return True
    if ptype == "share" and frappe.local.db.get_single_value("System Settings", "disable_document_sharing"):
        return False
    if isinstance(doc, (str, int)):
        doc = frappe.get_doc(doctype, doc)
    elif type(doc) in (list, dict):
        frappe.throw(_("The {0} must be named by a text.").format(_(doctype)))
    meta = frappe.get_meta(doctype)
    if meta.istable:
        return has_child_permission(doctype, ptype, doc, user, parent_doctype, print_logs)
    if ptype == "import" and not meta.allow_import or ptype == "submit" and not meta.is_submittable:
        return False
    if doc is not None:
        allowed = bool(get_doc_permissions(doc, user, ptype).get(ptype))
        if not allowed:
            allowed = _is_shared(doctype, ptype, user, doc.name)
        if not allowed and print_logs:
            _log_denial(doctype, ptype, doc)
        return allowed
    allowed = bool(get_role_permissions(meta, user).get(ptype))
    if not allowed and ptype == "select":
        allowed = bool(get_role_permissions(meta, user).get("read"))
    if not allowed:
        allowed = _is_shared(doctype, ptype, user)
    if not allowed and print_logs:
        _log_denial(doctype, ptype, None)
    return allowed


def _log_denial(doctype: str, ptype: str, doc: Any) -> None:
    label = _(doctype) + (f" {doc.name}" if doc is not None and doc.get("name") else "")
    frappe.flags.error_message = _("Insufficient Permission for {0}").format(label) + f" ({frappe.bold(_(ptype))})"


def _is_shared(doctype: str, ptype: str, user: str, name: str | None = None) -> bool:
    right = (
        ptype if ptype in ("read", "write", "share", "submit") else ("read" if ptype in ("email", "print") else None)
    )
    if not right:
        return False
    from frappe.share import has_share

    return has_share(doctype, right, user, name)


def get_doc_permissions(doc: Any, user: str | None = None, ptype: str | None = None, debug: bool = False) -> _dict:
    """All rights on one document as 0/1: hooks, roles, ownership and user permissions together (shares apart)."""
    user = user or frappe.session.user
    meta = frappe.get_meta(doc.doctype)
    if user == "Administrator":
        return get_role_permissions(meta, user)
    if has_controller_permissions(doc, ptype, user) is False:
        return _dict({ptype: 0}) if ptype else _dict({r: 0 for r in rights})
    is_owner = (doc.get("owner") or "").lower() == user.lower()
    permissions = _dict(get_role_permissions(meta, user, is_owner=is_owner))
    if doc.get("__islocal") and meta.permissions:
        permissions.create = get_role_permissions(meta, user).create
    if not has_user_permission(doc, user):
        owned = permissions.get("if_owner") or {}
        kept = owned if is_owner else {}
        create = permissions.create
        permissions = _dict({r: 1 if kept.get(r) else 0 for r in rights}, if_owner=owned)
        if is_owner and kept:
            permissions.create = create
    return permissions


def has_controller_permissions(doc: Any, ptype: str | None, user: str | None = None, debug: bool = False) -> bool:
    """Ask the apps' `has_permission` hooks; any answer that is not true denies."""
    hooks = derived("has_permission_hooks", lambda: frappe.get_hooks("has_permission", {}) or {})
    if not hooks:
        return True
    for path in (*hooks.get(doc.doctype, ()), *hooks.get("*", ())):
        answer = frappe.call(path, doc=doc, ptype=ptype, user=user, debug=False)
        if answer is None:
            frappe.logger().warning("has_permission hook %s returned None, which denies", path)
        if not answer:
            return False
    return True


def has_child_permission(
    doctype: str, ptype: str, child: Any, user: str, parent_doctype: str | None, print_logs: bool = True
) -> bool:
    """A row is as open as its parent."""
    parent_doctype = (child.get("parenttype") if child is not None else None) or parent_doctype
    if not parent_doctype:
        return False
    parent_meta = frappe.get_meta(parent_doctype)
    if parent_meta.istable or doctype not in {df.options for df in parent_meta.get_table_fields()}:
        frappe.flags.error_message = _("{0} is not a valid parent DocType for {1}").format(parent_doctype, doctype)
        return False
    parentfield = child.get("parentfield") if child is not None else None
    df = parent_meta.get_field(parentfield) if parentfield else None
    if (
        df is not None
        and df.permlevel
        and df.permlevel
        not in parent_meta.get_permlevel_access(
            "write" if ptype in ("write", "create", "delete") else "read", user=user
        )
    ):
        return False
    parent = child.get("parent") if child is not None else None
    right = "write" if ptype in ("create", "delete") else ptype
    return has_permission(parent_doctype, right, doc=parent or None, user=user, print_logs=print_logs)


# ---- user permissions ------------------------------------------------------------------------------


def get_user_permissions(user: str | None = None) -> dict[str, list[_dict]]:
    """Allowed values by DocType: {doctype: [{doc, applicable_for, is_default}]}, descendants included."""
    user = user or frappe.session.user
    if user in ("Administrator", "Guest"):
        return {}
    return derived(("user_permissions", user), lambda: _read_user_permissions(user))


def _read_user_permissions(user: str) -> dict[str, list[_dict]]:
    out: dict[str, list[_dict]] = {}
    rows = frappe.db.sql(
        "select `allow`, `for_value`, `applicable_for`, `is_default`, `hide_descendants`"
        " from `tabUser Permission` where `user` = %s",
        (user,),
        as_dict=True,
    )
    for row in rows:
        entry = _dict(doc=row.for_value, applicable_for=row.applicable_for or None, is_default=row.is_default)
        out.setdefault(row.allow, []).append(entry)
        if frappe.get_meta(row.allow).is_nested_set() and not row.hide_descendants:
            for name in frappe.db.get_descendants(row.allow, row.for_value):
                out[row.allow].append(_dict(doc=name, applicable_for=row.applicable_for or None, is_default=0))
    return out


def get_allowed_docs_for_doctype(user_permissions: list[_dict], doctype: str) -> list[str]:
    return [r.doc for r in user_permissions if not r.applicable_for or r.applicable_for == doctype]


def filter_allowed_docs_for_doctype(user_permissions: list[_dict], doctype: str, with_default_doc: bool = True) -> Any:
    allowed = get_allowed_docs_for_doctype(user_permissions, doctype)
    default = next((r.doc for r in user_permissions if r.is_default and r.doc in allowed), None)
    return (allowed, default) if with_default_doc else allowed


def has_user_permission(doc: Any, user: str | None = None, debug: bool = False) -> bool:
    """Whether the document's links stay within the user's permitted values."""
    permissions = get_user_permissions(user)
    if not permissions:
        return True
    strict = bool(frappe.db.get_single_value("System Settings", "apply_strict_user_permissions"))
    if doc.doctype in permissions:
        allowed = get_allowed_docs_for_doctype(permissions[doc.doctype], doc.doctype)
        name = doc.get("name")
        if allowed and name and not doc.get("__islocal") and name not in allowed:
            return False
    for row in [doc, *(doc.get_all_children() if hasattr(doc, "get_all_children") else [])]:
        if not _links_allowed(row, doc.doctype, permissions, strict):
            return False
    return True


def _links_allowed(row: Any, doctype: str, permissions: dict, strict: bool) -> bool:
    meta = frappe.get_meta(row.doctype)
    pairs = [(df, df.options) for df in meta.get_link_fields()]
    pairs += [(df, row.get(df.options)) for df in meta.get_dynamic_link_fields()]
    for df, target in pairs:
        if df.ignore_user_permissions or target not in permissions:
            continue
        value = row.get(df.fieldname)
        if not value and not strict:
            continue
        allowed = get_allowed_docs_for_doctype(permissions[target], doctype)
        if allowed and value not in allowed:
            return False
    return True


def add_user_permission(
    doctype: str,
    name: str,
    user: str,
    ignore_permissions: bool = False,
    applicable_for: str | None = None,
    is_default: int = 0,
    hide_descendants: int = 0,
    **kwargs: Any,
) -> None:
    if not frappe.db.exists(
        "User Permission",
        {
            "user": user,
            "allow": doctype,
            "for_value": name,
            "applicable_for": applicable_for or ["is", "not set"],
        },
    ):
        frappe.get_doc(
            doctype="User Permission",
            user=user,
            allow=doctype,
            for_value=name,
            is_default=is_default,
            applicable_for=applicable_for,
            apply_to_all_doctypes=0 if applicable_for else 1,
            hide_descendants=hide_descendants,
        ).insert(ignore_permissions=ignore_permissions)


def remove_user_permission(doctype: str, name: str, user: str) -> None:
    for row in frappe.get_all("User Permission", {"user": user, "allow": doctype, "for_value": name}, pluck="name"):
        frappe.delete_doc("User Permission", row, ignore_permissions=True)


def clear_user_permissions_for_doctype(doctype: str, user: str | None = None) -> None:
    filters = {"allow": doctype, **({"user": user} if user else {})}
    for row in frappe.get_all("User Permission", filters, pluck="name"):
        frappe.delete_doc("User Permission", row, ignore_permissions=True)


# ---- setting permissions ---------------------------------------------------------------------------


def setup_custom_perms(doctype: str) -> bool:
    """Copy the DocType's standard rows into Custom DocPerm, once."""
    if frappe.db.exists("Custom DocPerm", {"parent": doctype}):
        return False
    for row in frappe.get_meta(doctype).permissions:
        values = {k: v for k, v in row.items() if k in (*rights, "role", "permlevel", "if_owner")}
        frappe.get_doc({"doctype": "Custom DocPerm", "parent": doctype, **values}).insert(ignore_permissions=True)
    frappe.clear_cache(doctype=doctype)
    return True


def add_permission(doctype: str, role: str, permlevel: int = 0, ptype: str | None = None) -> str | None:
    setup_custom_perms(doctype)
    if frappe.db.exists("Custom DocPerm", {"parent": doctype, "role": role, "permlevel": permlevel, "if_owner": 0}):
        return None
    doc = frappe.get_doc(doctype="Custom DocPerm", parent=doctype,
                         role=role, permlevel=permlevel, read=1)  # fmt: skip
    if ptype:
        doc.set(ptype, 1)
    return doc.insert(ignore_permissions=True).name


def update_permission_property(
    doctype: str,
    role: str,
    permlevel: int,
    ptype: str,
    value: Any = None,
    validate: bool = True,
    if_owner: int = 0,
) -> None:
    setup_custom_perms(doctype)
    name = frappe.db.get_value(
        "Custom DocPerm", {"parent": doctype, "role": role, "permlevel": permlevel, "if_owner": if_owner}
    )
    if name:
        doc = frappe.get_doc("Custom DocPerm", name)
        doc.set(ptype, cint(value))
        doc.save(ignore_permissions=True)


def reset_perms(doctype: str) -> None:
    for name in frappe.get_all("Custom DocPerm", {"parent": doctype}, pluck="name"):
        frappe.delete_doc("Custom DocPerm", name, ignore_permissions=True, force=True)
    frappe.clear_cache(doctype=doctype)


class UserPermissionsView:
    """`frappe.get_user()`: the DocTypes that a user can read, write, create..."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.roles = get_roles(name)

    def get_roles(self) -> list[str]:
        return self.roles

    def doctypes_with(self, right: str) -> list[str]:
        return derived(("doctypes_with", right, self.name), lambda: _read_doctypes_with(right, self.name))

    @property
    def can_read(self) -> list[str]:
        return self.doctypes_with("read")

    @property
    def can_write(self) -> list[str]:
        return self.doctypes_with("write")

    @property
    def can_create(self) -> list[str]:
        return self.doctypes_with("create")

    def get_can_read(self) -> list[str]:
        return self.can_read


def _read_doctypes_with(right: str, user: str) -> list[str]:
    names = frappe.db.sql("select `name` from `tabDocType` where `istable` = 0 order by `name`", pluck=True)
    return [n for n in names if get_role_permissions(frappe.get_meta(n), user).get(right)]
