"""User: who may log in, with which roles; passwords, keys and the reset of a forgotten password."""

from __future__ import annotations

import hashlib
import zoneinfo
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.rate_limiter import rate_limit
from frappe.sessions import clear_sessions
from frappe.utils import cint, escape_html, get_datetime, get_url, now_datetime, today, validate_email_address
from frappe.utils.password import check_password
from frappe.utils.password import update_password as _update_password

STANDARD_USERS = ("Guest", "Administrator")
MIN_PASSWORD_LENGTH = 8
MAX_PASSWORD_LENGTH = 512
RESET_KEY_SECONDS = 20 * 60
COMMON_PASSWORDS = frozenset(
    (
        "password",
        "password1",
        "12345678",
        "123456789",
        "1234567890",
        "qwertyuiop",
        "qwerty123",
        "iloveyou",
        "11111111",
    )
)


class User(Document):
    """A user account; its name is the e-mail address in small letters."""

    def autoname(self) -> None:
        if self.get("name") not in STANDARD_USERS:
            self.email = (self.email or "").strip().lower()
            self.name = self.email

    def before_insert(self) -> None:
        self.flags.in_insert = True

    def validate(self) -> None:
        self._new_password, self.new_password = self.get("new_password"), ""
        if set(self._new_password or "") == {"*"}:
            self._new_password = None
        self.set_full_name()
        self.validate_email()
        self.validate_standard_user()
        self.validate_username()
        self.validate_time_zone()
        self.validate_new_password()
        self.set_roles_of_profile()
        self.set_distinct_roles()
        self.set_user_type()

    def set_full_name(self) -> None:
        self.full_name = " ".join(filter(None, [self.first_name, self.get("middle_name"), self.last_name]))

    def validate_email(self) -> None:
        if self.name in STANDARD_USERS:
            return
        self.email = (self.email or "").strip().lower()
        validate_email_address(self.email, throw=True)
        if not self.is_new() and self.email != self.name:
            frappe.throw(
                _("The e-mail of {0} is its user name. Rename the user to change it.").format(self.name)
            )

    def validate_standard_user(self) -> None:
        if self.name == "Administrator" and not self.enabled:
            frappe.throw(_("User {0} cannot be disabled").format(self.name))
        if (
            self.name in STANDARD_USERS
            and frappe.session.user not in STANDARD_USERS
            and not self.flags.ignore_permissions
        ):
            frappe.throw(
                _("Only the Administrator can change {0}.").format(self.name), frappe.PermissionError
            )
        if self.name == frappe.session.user and not self.enabled and not self.is_new():
            frappe.throw(_("You cannot disable yourself. Ask another System Manager."))

    def validate_username(self) -> None:
        self.username = (self.username or "").strip() or None
        if not self.username:
            return
        if not self.username.replace("-", "").replace("_", "").replace(".", "").isalnum():
            frappe.throw(
                _("Username {0} may hold letters, digits, dots, - and _ only.").format(
                    escape_html(self.username)
                )
            )
        other = frappe.db.get_value("User", {"username": self.username, "name": ["!=", self.name]}, "name")
        if other:
            frappe.throw(_("Username {0} already exists").format(self.username))

    def validate_time_zone(self) -> None:
        if self.time_zone and self.time_zone not in zoneinfo.available_timezones():
            frappe.throw(
                _("{0} is not a time zone. Choose one such as Europe/Rome.").format(
                    escape_html(self.time_zone)
                )
            )

    def validate_new_password(self) -> None:
        """A person changes their own password with the old one (`update_password`), not by saving the form."""
        if not self._new_password:
            return
        allowed = self.flags.ignore_permissions or "System Manager" in frappe.get_roles()
        if frappe.local.request is not None and not allowed:
            frappe.throw(
                _("Change your password under My Settings, with the old one."), frappe.PermissionError
            )
        validate_password(self._new_password, self)

    def set_roles_of_profile(self) -> None:
        if self.role_profile_name:
            profile = frappe.get_doc("Role Profile", self.role_profile_name)
            self.set("roles", [{"role": row.role} for row in profile.roles])

    def set_distinct_roles(self) -> None:
        seen: set = set()
        kept = []
        for row in self.get("roles") or ():
            if (
                row.role
                and row.role not in seen
                and row.role not in ("All", "Guest", "Administrator", "Desk User")
            ):
                seen.add(row.role)
                kept.append(row)
        if len(kept) != len(self.get("roles") or ()):
            self.set("roles", kept)
            for idx, row in enumerate(self.roles, 1):
                row.idx = idx

    def set_user_type(self) -> None:
        if self.name == "Guest":
            self.user_type = "Website User"
        elif self.name == "Administrator" or self.has_desk_access():
            self.user_type = "System User"
        else:
            self.user_type = "Website User"

    def has_desk_access(self) -> bool:
        """Whether one of the roles opens the desk."""
        roles = [row.role for row in self.get("roles") or ()]
        return bool(roles) and bool(
            frappe.get_all("Role", filters={"name": ["in", roles], "desk_access": 1}, limit_page_length=1)
        )

    def on_update(self) -> None:
        if self._new_password:
            _update_password(self.name, self._new_password)
            self.db_set("last_password_reset_date", today(), update_modified=False)
        before = self.get_doc_before_save()
        if before and (
            (before.enabled and not self.enabled) or (self._new_password and cint(self.logout_all_sessions))
        ):
            clear_sessions(self.name, keep_current=self.name == frappe.session.user)
        self._new_password = None
        frappe.clear_cache(user=self.name)

    def after_insert(self) -> None:
        if self.name in STANDARD_USERS:
            return
        # A share with oneself is what lets a person read and write their own record, minus its upper levels.
        frappe.share.add_docshare(
            self.doctype,
            self.name,
            self.name,
            read=1,
            write=1,
            share=1,
            flags={"ignore_share_permission": True},
        )
        self.make_notification_settings()
        if (
            cint(self.send_welcome_email)
            and self.enabled
            and not frappe.flags.in_import
            and not frappe.flags.in_install
        ):
            self.send_welcome_mail()

    def make_notification_settings(self) -> None:
        from frappe.desk.doctype.notification_settings.notification_settings import (
            create_notification_settings,
        )

        create_notification_settings(self.name)

    def send_welcome_mail(self) -> None:
        """Send the link to set a first password; without an outgoing account the user is made all the same."""
        link = make_reset_link(self.name)
        try:
            frappe.sendmail(
                recipients=self.email,
                subject=_("Welcome to {0}").format(get_site_title()),
                message=_("Hello {0}, an account was made for you. Set your password here: {1}").format(
                    escape_html(self.first_name or self.name), f'<a href="{link}">{link}</a>'
                ),
                delayed=True,
            )
        except frappe.OutgoingEmailError:
            frappe.clear_last_message()
            frappe.msgprint(
                _("No welcome mail was sent to {0}, because no outgoing e-mail account is set up.").format(
                    self.email
                ),
                alert=True,
            )

    def reset_password(self, send_email: bool = False, password_expired: bool = False) -> str:
        """A link with which the user sets a new password; mailed too when asked for. Checks no right, as in Frappe."""
        if send_email:
            self.send_welcome_mail()
        return make_reset_link(self.name)

    def on_trash(self) -> None:
        if self.name in STANDARD_USERS:
            frappe.throw(_("User {0} cannot be deleted").format(self.name))
        clear_sessions(self.name)
        frappe.db.delete("DocShare", {"user": self.name})
        frappe.db.delete("DefaultValue", {"parent": self.name})
        frappe.db.delete("ToDo", {"allocated_to": self.name})
        for doctype in ("Notification Settings",):
            frappe.delete_doc(doctype, self.name, ignore_permissions=True, force=1)

    def before_rename(self, old: str, new: str, merge: bool = False) -> str:
        if old in STANDARD_USERS:
            frappe.throw(_("User {0} cannot be renamed").format(old))
        new = new.strip().lower()
        validate_email_address(new, throw=True)
        return new

    def after_rename(self, old: str, new: str, merge: bool = False) -> None:
        frappe.db.set_value("User", new, "email", new, update_modified=False)
        clear_sessions(old)

    def add_roles(self, *roles: str) -> None:
        """Give roles and save."""
        self.append_roles(*roles)
        self.save()

    def append_roles(self, *roles: str) -> None:
        """Give roles without saving."""
        current = {row.role for row in self.get("roles") or ()}
        for role in roles:
            if role not in current:
                self.append("roles", {"role": role})

    def remove_roles(self, *roles: str) -> None:
        """Take roles away and save."""
        self.set("roles", [row for row in self.get("roles") or () if row.role not in roles])
        self.save()

    def get_full_name(self) -> str:
        return self.full_name or self.name


# ---- permissions -------------------------------------------------------------------------------


def get_permission_query_conditions(user: str) -> str:
    """Hides the standard users from lists of anybody but the Administrator."""
    if user == "Administrator":
        return ""
    return "(`tabUser`.`name` not in ('Administrator', 'Guest'))"


def has_permission(doc: Any, user: str, ptype: str = "read") -> bool:
    """Only the Administrator opens the standard users; a first one is made by nobody."""
    return user == "Administrator" or doc.get("name") not in STANDARD_USERS or doc.get("name") == user


def get_site_title() -> str:
    """What mails and authenticator apps call this site: the name in System Settings, else the last app's title."""
    name, titles = frappe.get_system_settings("app_name"), frappe.get_hooks("app_title")
    return name if name and name != "Frappe" else titles[-1]


# ---- passwords ---------------------------------------------------------------------------------


def validate_password(password: str, user: Any = None) -> None:
    """Raise ValidationError for a password that is too short, too long, common or the user's own name."""
    if len(password) > MAX_PASSWORD_LENGTH:
        frappe.throw(_("Password size exceeded the maximum allowed size"))
    if not cint(frappe.get_system_settings("enable_password_policy")):
        return
    own = (
        {str(user.get(key) or "").lower() for key in ("name", "email", "first_name", "last_name", "username")}
        if user
        else set()
    )
    lower = password.lower()
    if len(password) < MIN_PASSWORD_LENGTH:
        frappe.throw(_("The password is too short. Use at least {0} characters.").format(MIN_PASSWORD_LENGTH))
    if lower in own | COMMON_PASSWORDS or len(set(lower)) < 3:
        frappe.throw(_("The password is too easy to guess. Use several words, or letters and digits."))


@frappe.whitelist(allow_guest=True, methods=["POST"])
def test_password_strength(
    new_password: str, key: str | None = None, old_password: str | None = None, user_data: Any = None
) -> dict:
    """{"feedback": {password_policy_validation_passed, suggestions}} of a password that is being typed."""
    try:
        validate_password(new_password)
    except frappe.ValidationError as exc:
        frappe.clear_messages()
        return {"feedback": {"password_policy_validation_passed": False, "suggestions": [str(exc)]}}
    return {"feedback": {"password_policy_validation_passed": True, "suggestions": []}}


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=20, seconds=3600)
def update_password(
    new_password: str, logout_all_sessions: int = 0, key: str | None = None, old_password: str | None = None
) -> str:
    """Set a new password with the old one (session user) or with the key of a reset mail; answers where to go."""
    user = _find_user_of_key(key) if key else _check_old_password(old_password)
    doc = frappe.get_doc("User", user)
    validate_password(new_password, doc)
    _update_password(user, new_password)
    frappe.db.set_value(
        "User",
        user,
        {
            "reset_password_key": None,
            "last_reset_password_key_generated_on": None,
            "last_password_reset_date": today(),
        },
        update_modified=False,
    )
    if cint(logout_all_sessions) or key:
        clear_sessions(user, keep_current=user == frappe.session.user)
    return "/app" if doc.user_type == "System User" else "/"


def _check_old_password(old_password: str | None) -> str:
    from frappe import auth

    user = frappe.session.user
    if user == "Guest" or not old_password:
        frappe.throw(_("Send the old password, or the key from the reset mail."), frappe.AuthenticationError)
    keys = auth._throttle_keys(user)
    auth.check_throttle(keys)
    try:
        check_password(user, old_password)
    except frappe.AuthenticationError:
        auth.note_failure(keys)
        frappe.clear_messages()
        frappe.throw(_("Incorrect User or Password"), frappe.AuthenticationError)
    return user


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _find_user_of_key(key: str) -> str:
    row = frappe.db.get_value(
        "User",
        {"reset_password_key": _digest(key), "enabled": 1},
        ["name", "last_reset_password_key_generated_on"],
        as_dict=True,
    )
    if not row:
        frappe.throw(
            _("The reset password link has either been used before or is invalid"), frappe.InvalidKeyError
        )
    lifetime = cint(frappe.get_system_settings("reset_password_link_expiry_duration")) or RESET_KEY_SECONDS
    if get_datetime(row.last_reset_password_key_generated_on) + timedelta(seconds=lifetime) < now_datetime():
        frappe.throw(_("The reset password link has been expired"), frappe.LinkExpired)
    return row.name


def make_reset_link(user: str, path_only: bool = False) -> str:
    """A link with which `user` may set a new password; only a digest of its key is stored."""
    key = frappe.generate_hash(length=32)
    frappe.db.set_value(
        "User",
        user,
        {"reset_password_key": _digest(key), "last_reset_password_key_generated_on": str(now_datetime())},
        update_modified=False,
    )
    path = f"/update-password?key={quote(key)}"
    return path if path_only else get_url(path)


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(key="user", limit=3, seconds=3600)
def reset_password(user: str) -> None:
    """Mail a reset link to `user`. The answer is the same whether there is such a user or not."""
    from frappe.auth import find_user

    name = find_user(user)
    if name and name not in STANDARD_USERS:
        info = frappe.db.get_value("User", name, ["enabled", "email", "first_name"], as_dict=True)
        if info.enabled:
            link = make_reset_link(name)
            frappe.sendmail(
                recipients=info.email,
                subject=_("Password Reset"),
                message=_(
                    "Hello {0}, set a new password here: {1} If you did not ask for it, ignore this mail."
                ).format(escape_html(info.first_name or name), f'<a href="{link}">{link}</a>.'),
                delayed=True,
            )
    frappe.msgprint(
        _("If {0} has an account here, a mail with a link was sent.").format(escape_html(user)),
        title=_("Password Reset"),
    )


@frappe.whitelist(allow_guest=True, methods=["POST"])
def sign_up(email: str, full_name: str, redirect_to: str | None = None) -> None:
    """Raises NotInStandaloneError: accounts are made by a System Manager."""
    raise frappe.NotInStandaloneError(_("Accounts are made by an administrator here. Ask for one."))


# ---- small services ----------------------------------------------------------------------------


@frappe.whitelist(methods=["POST"])
def generate_keys(user: str) -> dict:
    """New API secret (and key, if there is none) for a user; the secret is shown this once. For System Manager."""
    frappe.only_for("System Manager")
    doc = frappe.get_doc("User", user)
    if doc.name in STANDARD_USERS and frappe.session.user != "Administrator":
        raise frappe.PermissionError(_("Only the Administrator can make keys for {0}.").format(doc.name))
    secret = frappe.generate_hash(length=15)
    if not doc.api_key:
        doc.api_key = frappe.generate_hash(length=15)
    doc.api_secret = secret
    doc.flags.ignore_permissions = True
    doc.save()
    return {"api_secret": secret}


@frappe.whitelist()
def get_timezones() -> dict:
    """All time zones by name."""
    return {"timezones": sorted(zoneinfo.available_timezones())}


@frappe.whitelist(methods=["POST"])
def switch_theme(theme: str) -> None:
    """Keep the session user's colour scheme."""
    if theme in ("Light", "Dark", "Automatic"):
        frappe.db.set_value("User", frappe.session.user, "desk_theme", theme)


@frappe.whitelist()
def get_all_roles() -> list[str]:
    """Roles that can be given to a user. For System Manager."""
    frappe.only_for("System Manager")
    names = frappe.get_all("Role", filters={"disabled": 0}, pluck="name", order_by="name asc")
    return [name for name in names if name not in ("Administrator", "Guest", "All", "Desk User")]
