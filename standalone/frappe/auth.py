"""Who is asking: log-in and log-out, cookies, CSRF, API tokens, and the brake on failed log-ins."""

from __future__ import annotations

import base64
import binascii
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import frappe
import frappe.utils.password
from frappe import _
from frappe.rate_limiter import Counter
from frappe.sessions import Session, clear_sessions, get_expiry_in_seconds
from frappe.utils import cint, get_datetime, now_datetime

UNSAFE_METHODS = frozenset(("POST", "PUT", "DELETE", "PATCH"))
MAX_PASSWORD_LENGTH = 1024
COOKIES = ("full_name", "user_id", "user_image", "user_lang", "system_user")

_failures = Counter()


class HTTPRequest:
    """Authenticates the current request: session, log-in if asked for, CSRF, or a token."""

    def __init__(self) -> None:
        request = frappe.local.request
        frappe.local.cookie_manager = CookieManager()
        authorization = request.headers.get("Authorization")
        session = Session(None if authorization else request.cookies.get("sid"))
        frappe.local.login_manager = LoginManager(session)
        if session.expired:
            frappe.local.response["session_expired"] = 1
            frappe.local.cookie_manager.clear()
        if authorization:
            validate_auth(authorization)
        elif request.method in UNSAFE_METHODS and session.data.get("csrf_token"):
            _validate_csrf_token(request, session)


def _validate_csrf_token(request: Any, session: Session) -> None:
    if frappe.local.conf.ignore_csrf or is_login_path(request.path):
        return
    given = request.headers.get("X-Frappe-CSRF-Token") or frappe.form_dict.pop("csrf_token", None)
    if not isinstance(given, str) or not secrets.compare_digest(
        given.encode(), session.data.csrf_token.encode()
    ):
        frappe.local.flags.disable_traceback = True
        frappe.throw(_("Invalid Request"), frappe.CSRFTokenError)


def is_login_path(path: str) -> bool:
    """Whether the path is a log-in, which needs no CSRF token because it starts a session of its own."""
    return path.rstrip("/") in ("/api/method/login", "/api/v1/method/login", "/api/v2/method/login")


class CookieManager:
    """Cookies to set or clear with the response."""

    def __init__(self) -> None:
        self.cookies: dict[str, dict] = {}
        self.to_delete: list[str] = []

    def init_cookies(self) -> None:
        """Set the session cookies of a log-in; `sid` cannot be read by scripts."""
        session = frappe.local.session
        expires = get_expiry_in_seconds(session.data.session_expiry)
        self.set_cookie("sid", session.sid, max_age=expires, httponly=True)

    def set_cookie(self, key: str, value: str, max_age: int | None = None, httponly: bool = False) -> None:
        self.cookies[key] = {"value": value, "max_age": max_age, "httponly": httponly}

    def clear(self) -> None:
        """Expire all cookies; `sid` says Guest."""
        self.set_cookie("sid", "Guest", httponly=True)
        self.to_delete.extend(COOKIES)

    def flush_cookies(self, response: Any) -> None:
        """Write the cookies into a response."""
        if not (self.cookies or self.to_delete):
            return
        secure = frappe.local.request.is_secure
        for key, opts in self.cookies.items():
            response.set_cookie(
                key,
                quote(str(opts["value"] or "").encode()),
                max_age=opts["max_age"],
                secure=secure,
                httponly=opts["httponly"],
                samesite="Lax",
                path="/",
            )
        for key in self.to_delete:
            response.delete_cookie(key, path="/", samesite="Lax", secure=secure)


class LoginManager:
    """Log-in and log-out of one request."""

    def __init__(self, session: Session | None = None) -> None:
        self.session = session or getattr(frappe.local, "session_obj", None) or Session()
        self.user = self.session.user
        self.info = None

    def login(self) -> None:
        """Log in with `usr` and `pwd`, or finish a second factor with `otp` and `tmp_id`.

        Raises AuthenticationError (401) for wrong credentials, SecurityException while locked.
        """
        from frappe import twofactor

        form = frappe.form_dict
        if form.get("tmp_id") or form.get("otp"):
            user = twofactor.confirm_login(str(form.get("tmp_id") or ""), str(form.get("otp") or ""))
            self.login_as(user)
            return
        user, pwd = form.get("usr"), form.pop("pwd", None)
        if not (isinstance(user, str) and isinstance(pwd, str) and user.strip() and pwd):
            self.fail(_("Incomplete login details: send both usr and pwd."), user)
        self.authenticate(user, pwd)
        if _must_reset_password(self.user):
            from frappe.core.doctype.user.user import make_reset_link

            frappe.local.response.update(
                message="Password Reset",
                redirect_to=make_reset_link(self.user, path_only=True),
                exc_type=None,
            )
            frappe.local.response.pop("exc_type")
            return
        if twofactor.should_run_2fa(self.user):
            twofactor.begin_login(self.user)
            return
        self.post_login()

    def authenticate(self, user: str, pwd: str) -> None:
        """Check a password and set `self.user`; equal time and answer for unknown, disabled and wrong."""
        keys = _throttle_keys(user)
        check_throttle(keys)
        name = find_user(user)
        try:
            if not name or len(pwd) > MAX_PASSWORD_LENGTH:
                frappe.utils.password.hash_password(pwd[:MAX_PASSWORD_LENGTH])
                raise frappe.AuthenticationError
            frappe.utils.password.check_password(name, pwd)
            if not frappe.db.get_value("User", name, "enabled"):
                raise frappe.AuthenticationError
        except frappe.AuthenticationError:
            note_failure(keys)
            frappe.clear_messages()
            self.fail(_("Invalid login credentials"), user)
        forget_failures(keys)
        self.user = name

    def login_as(self, user: str) -> None:
        """Start a session for a user whose identity was proved in another way."""
        self.user = user
        self.post_login()

    def post_login(self) -> None:
        """Check hours and address, start the session, set cookies and the answer, run the hooks."""
        _validate_hours_and_ip(self.user)
        frappe.local.session.user = self.user
        for path in frappe.get_hooks("on_login"):
            frappe.call(frappe.get_attr(path), login_manager=self)
        if cint(frappe.get_system_settings("deny_multiple_sessions")):
            allowed = cint(frappe.db.get_value("User", self.user, "simultaneous_sessions")) or 1
            clear_sessions(self.user, keep=allowed - 1)
        self.session.start(self.user)
        _remember_address(self.user)
        now = str(now_datetime())
        frappe.db.set_value(
            "User",
            self.user,
            {"last_login": now, "last_ip": frappe.local.request_ip, "last_active": now},
            update_modified=False,
        )
        self.set_user_info()
        _log_activity(self.user, "Success", _("{0} logged in").format(self.user))
        for path in frappe.get_hooks("on_session_creation"):
            frappe.call(frappe.get_attr(path), login_manager=self)

    def set_user_info(self) -> None:
        """Fill the log-in answer and the cookies that pages read."""
        info = (
            frappe.db.get_value(
                "User", self.user, ["full_name", "user_type", "user_image", "language"], as_dict=True
            )
            or frappe._dict()
        )
        frappe.local.lang = info.language or frappe.local.lang
        system_user = info.user_type == "System User"
        answer = (
            {"message": "Logged In", "home_page": "/app"}
            if system_user
            else {"message": "No App", "home_page": "/"}
        )
        frappe.local.response.update(answer, full_name=info.full_name or self.user)
        cookies = frappe.local.cookie_manager
        cookies.init_cookies()
        cookies.set_cookie("system_user", "yes" if system_user else "no")
        cookies.set_cookie("full_name", info.full_name or self.user)
        cookies.set_cookie("user_id", self.user)
        cookies.set_cookie("user_image", info.user_image or "")
        cookies.set_cookie("user_lang", frappe.local.lang)

    def logout(self, arg: str = "", user: str | None = None) -> None:
        """End the session, or all sessions of `user`."""
        user = user or frappe.session.user
        for path in frappe.get_hooks("on_logout"):
            frappe.call(frappe.get_attr(path), login_manager=self)
        if user == frappe.session.user:
            self.session.end()
            frappe.local.cookie_manager.clear()
        else:
            clear_sessions(user)
        if user != "Guest":
            _log_activity(user, "Success", _("{0} logged out").format(user), operation="Logout")

    def fail(self, message: str, user: Any = None) -> None:
        """Refuse a log-in with 401."""
        frappe.local.response["message"] = message
        frappe.local.flags.disable_traceback = True
        frappe.local.flags.failed_login = str(user or "")[:140]
        raise frappe.AuthenticationError(message)


def find_user(login: str) -> str | None:
    """Name of the user who logs in as `login`: e-mail, or user name or mobile number where System Settings allow."""
    login = login.strip()[:140]
    name = frappe.db.get_value("User", login, "name")
    if name or login == "Guest":
        return None if name == "Guest" else name
    for setting, field in (
        ("allow_login_using_user_name", "username"),
        ("allow_login_using_mobile_number", "mobile_no"),
    ):
        if cint(frappe.get_system_settings(setting)):
            if name := frappe.db.get_value("User", {field: login}, "name"):
                return name
    return None


# ---- throttling --------------------------------------------------------------------------------


def _limits() -> tuple[int, int]:
    attempts = cint(frappe.get_system_settings("allow_consecutive_login_attempts")) or 10
    return attempts, cint(frappe.get_system_settings("allow_login_after_fail")) or 60


def _throttle_keys(user: str) -> list[tuple[tuple, int]]:
    """Counters that a failure of `user` feeds, each with how many times the plain limit it bears."""
    site, ip, user = frappe.local.site_path, frappe.local.request_ip, str(user).strip().lower()[:140]
    return [((site, "pair", user, ip), 1), ((site, "user", user), 5), ((site, "ip", ip), 5)]


def check_throttle(keys: list[tuple[tuple, int]]) -> None:
    """Raise SecurityException when one of the counters is over its limit."""
    attempts = _limits()[0]
    for key, factor in keys:
        count, left = _failures.get(key)
        if count >= attempts * factor:
            frappe.local.flags.disable_traceback = True
            frappe.throw(
                _("Your account has been locked and will resume after {0} seconds").format(int(left) + 1),
                frappe.SecurityException,
            )


def note_failure(keys: list[tuple[tuple, int]]) -> None:
    seconds = _limits()[1]
    for key, _factor in keys:
        _failures.add(key, seconds, extend=True)


def forget_failures(keys: list[tuple[tuple, int]]) -> None:
    """A good log-in clears the pair and the user, not the address."""
    for key, _factor in keys[:2]:
        _failures.forget(key)


# ---- tokens ------------------------------------------------------------------------------------


def validate_auth(header: str) -> None:
    """Authenticate an `Authorization` header: `token key:secret`, `Basic`, or an app's `auth_hooks`.

    Raises AuthenticationError (401) when nothing accepts it.
    """
    kind, _space, value = header.partition(" ")
    kind = kind.lower()
    keys = [((frappe.local.site_path, "token", frappe.local.request_ip), 5)]
    check_throttle(keys)
    if kind == "basic":
        value = _decode_basic(value)
    if kind in ("token", "basic"):
        key, _colon, secret = value.strip().partition(":")
        if key and secret and (user := _find_token_user(key, secret)):
            set_request_user(user)
            return
    for path in frappe.get_hooks("auth_hooks"):
        frappe.get_attr(path)()
        if frappe.session.user != "Guest":
            return
    note_failure(keys)
    frappe.local.flags.disable_traceback = True
    raise frappe.AuthenticationError(
        _("The Authorization header is not valid. Check the API key and secret.")
    )


def _decode_basic(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        frappe.local.flags.disable_traceback = True
        raise frappe.InvalidAuthorizationToken(
            _("The Basic token is not valid base64 of key:secret.")
        ) from None


def _find_token_user(key: str, secret: str) -> str | None:
    source = frappe.get_request_header("Frappe-Authorization-Source") or "User"
    if source != "User":
        if not frappe.db.table_exists(source) or not frappe.get_meta(source).has_field("api_secret"):
            return None
    name = frappe.db.get_value(source, {"api_key": key}, "name")
    if not name:
        return None
    stored = frappe.utils.password.get_decrypted_password(source, name, "api_secret", raise_exception=False)
    if not stored or not secrets.compare_digest(stored.encode(), secret.encode("utf-8", "replace")):
        return None
    user = name if source == "User" else frappe.db.get_value(source, name, "user")
    return user if user and frappe.db.get_value("User", user, "enabled") else None


def set_request_user(user: str) -> None:
    """Make `user` the session user of this request, without a stored session."""
    frappe.local.session.user = user
    frappe.local.session.data.user = user
    frappe.local.login_manager.user = user


# ---- rules for a log-in ------------------------------------------------------------------------


def _validate_hours_and_ip(user: str) -> None:
    if user == "Administrator":
        return
    info = frappe.db.get_value("User", user, ["login_after", "login_before", "restrict_ip"], as_dict=True)
    hour = now_datetime().hour
    if (info.login_after and hour < cint(info.login_after)) or (
        info.login_before and hour > cint(info.login_before)
    ):
        raise frappe.AuthenticationError(_("Login not allowed at this time"))
    allowed = [
        part.strip() for part in (info.restrict_ip or "").replace("\n", ",").split(",") if part.strip()
    ]
    if allowed and not any(str(frappe.local.request_ip).startswith(part) for part in allowed):
        raise frappe.AuthenticationError(_("Access not allowed from this IP Address"))


def _remember_address(user: str) -> None:
    """Keep the address that an administrator uses, for the links of mails that guests cause (see `get_url`)."""
    if frappe.local.conf.host_name or "System Manager" not in frappe.get_roles(user):
        return
    address = frappe.local.request.host_url.rstrip("/")
    known = frappe.db.get_default("site_address")
    is_local = frappe.local.request.host.split(":")[0] in ("localhost", "127.0.0.1")
    if address != known and not (known and is_local):
        frappe.db.set_default("site_address", address)


def _must_reset_password(user: str) -> bool:
    days = cint(frappe.get_system_settings("force_user_to_reset_password"))
    if not days or user == "Administrator":
        return False
    info = frappe.db.get_value("User", user, ["last_password_reset_date", "creation"], as_dict=True)
    since = get_datetime(info.last_password_reset_date or info.creation)
    return since + timedelta(days=days) < now_datetime()


def _log_activity(user: str, status: str, subject: str, operation: str = "Login") -> None:
    frappe.get_doc(
        doctype="Activity Log",
        user=user,
        full_name=frappe.get_cached_value("User", user, "full_name") or user,
        status=status,
        subject=subject,
        operation=operation,
        ip_address=frappe.local.request_ip,
    ).insert(ignore_permissions=True, ignore_links=True)


def record_failed_login() -> None:
    """Keep the Activity Log of a refused log-in; called after the request's transaction was rolled back."""
    user = frappe.local.flags.failed_login
    count, _left = _failures.get(_throttle_keys(user)[0][0])
    # The first failures tell what is happening; the thousandth would only fill the disk.
    if user and 0 < count <= 10:
        _log_activity(user, "Failed", _("Login failed for {0}").format(user))
        frappe.db.commit()


@frappe.whitelist()
def get_logged_user() -> str:
    """Name of the user who asks; a guest gets PermissionError."""
    return frappe.session.user
