"""Second factor at log-in: time-based codes of an authenticator app, and one-time recovery codes.

It applies where the user has asked for it, or where System Settings has `enable_two_factor_auth` on and the user has
a role with `two_factor_auth`. The secret is shown once, at the first log-in, and counts after its first good code.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

import frappe
from frappe import _
from frappe.rate_limiter import Counter, rate_limit
from frappe.utils import cint
from frappe.utils.password import get_decrypted_password, remove_encrypted_password, set_encrypted_password

SECRET_FIELD = "otp_secret"
RECOVERY_FIELD = "otp_recovery_codes"
LOGIN_SECONDS = 300
ENROL_SECONDS = 900
MAX_CODES_PER_LOGIN = 5
RECOVERY_CODES = 8

MAX_WRONG_CODES = 20
_used_codes = Counter()
_wrong_codes = Counter()


def two_factor_is_enabled(user: str | None = None) -> bool:
    """Whether System Settings ask for a second factor at all, or from `user`; a user's own choice always holds."""
    if user and cint(frappe.db.get_value("User", user, "two_factor_auth")):
        return True
    if not cint(frappe.get_system_settings("enable_two_factor_auth")):
        return False
    return two_factor_is_enabled_for_(user) if user else True


def two_factor_is_enabled_for_(user: str) -> bool:
    """Whether one of the user's roles, or the user's own choice, asks for a second factor."""
    if user == "Guest":
        return False
    if cint(frappe.db.get_value("User", user, "two_factor_auth")):
        return True
    roles = set(frappe.get_roles(user))
    marked = set(frappe.get_all("Role", filters={"two_factor_auth": 1}, pluck="name"))
    return "All" in marked or not roles.isdisjoint(marked)


def should_run_2fa(user: str) -> bool:
    """Whether this log-in needs a code."""
    return two_factor_is_enabled(user)


def begin_login(user: str) -> None:
    """Answer a good password with `tmp_id` and what to do next; at the first time with the secret to set up."""
    tmp_id = secrets.token_urlsafe(16)
    state: dict[str, Any] = {"user": user, "tries": 0}
    verification: dict[str, Any] = {
        "method": "OTP App",
        "setup": True,
        "prompt": _("Enter the code of your authenticator app, or a recovery code."),
    }
    if not _get_secret(user):
        import pyotp

        state["new_secret"] = pyotp.random_base32()
        uri = pyotp.TOTP(state["new_secret"]).provisioning_uri(name=user, issuer_name=_issuer())
        verification.update(
            setup=False,
            otpauth_uri=uri,
            qr_code=get_qr_svg(uri),
            prompt=_(
                "Scan the picture with an authenticator app, then enter its code. It is shown only now."
            ),
        )
    frappe.cache.set_value(_key(tmp_id), state, expires_in_sec=LOGIN_SECONDS)
    frappe.local.response.update(verification=verification, tmp_id=tmp_id)


def confirm_login(tmp_id: str, otp: str) -> str:
    """The user who began log-in `tmp_id`, if `otp` is right. Raises AuthenticationError otherwise."""
    from frappe import auth

    state = frappe.cache.get_value(_key(tmp_id))
    if not state:
        _refuse(_("This log-in has expired. Enter your password again."))
    user = state["user"]
    keys = auth._throttle_keys(user)
    auth.check_throttle(keys)
    # A good password clears the other counters, so codes have one of their own, which only a good code clears.
    codes = (frappe.local.site_path, user)
    if _wrong_codes.get(codes)[0] >= MAX_WRONG_CODES:
        _refuse(_("Too many wrong codes. Try again in an hour, or ask an administrator."))
    state["tries"] += 1
    if state["tries"] > MAX_CODES_PER_LOGIN:
        frappe.cache.delete_value(_key(tmp_id))
        _refuse(_("Too many wrong codes. Enter your password again."))
    frappe.cache.set_value(_key(tmp_id), state, expires_in_sec=LOGIN_SECONDS)
    new_secret = state.get("new_secret")
    if new_secret and _get_secret(user):
        _refuse(_("This log-in has expired. Enter your password again."))  # set up meanwhile, elsewhere
    if not (
        _is_right_code(user, otp, new_secret or _get_secret(user))
        or (not new_secret and _use_recovery_code(user, otp))
    ):
        auth.note_failure(keys)
        _wrong_codes.add(codes, 3600)
        frappe.local.flags.failed_login = user
        _refuse(_("Incorrect Verification code"))
    if new_secret:
        set_encrypted_password("User", user, new_secret, SECRET_FIELD)
        frappe.local.response["recovery_codes"] = make_recovery_codes(user)
    frappe.cache.delete_value(_key(tmp_id))
    auth.forget_failures(keys)
    _wrong_codes.forget(codes)
    return user


def _refuse(message: str) -> None:
    frappe.local.response["message"] = message
    frappe.local.flags.disable_traceback = True
    raise frappe.AuthenticationError(message)


def _key(tmp_id: str) -> str:
    return f"two_factor_login:{frappe.local.site_path}:{tmp_id}"


def _issuer() -> str:
    from frappe.core.doctype.user.user import get_site_title

    name = frappe.get_system_settings("otp_issuer_name")
    return name if name and name != "Frappe Framework" else get_site_title()


def _get_secret(user: str) -> str | None:
    return get_decrypted_password("User", user, SECRET_FIELD, raise_exception=False)


def _is_right_code(user: str, otp: str, secret: str | None) -> bool:
    import pyotp

    otp = otp.replace(" ", "")
    if (
        not secret
        or not (otp.isascii() and otp.isdigit())
        or not pyotp.TOTP(secret).verify(otp, valid_window=1)
    ):
        return False
    # A code counts once, also while it is still on the app's screen.
    return _used_codes.add((frappe.local.site_path, user, otp), 120) == 1


def get_qr_svg(text: str) -> str:
    """A QR code as a data URI."""
    import segno

    return segno.make(text, error="m").svg_data_uri(scale=4)


def make_recovery_codes(user: str) -> list[str]:
    """Replace the user's recovery codes; the plain codes are returned once and only their digests kept."""
    codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _n in range(RECOVERY_CODES)]
    set_encrypted_password("User", user, json.dumps([_digest(c) for c in codes]), RECOVERY_FIELD)
    return codes


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()


def _use_recovery_code(user: str, code: str) -> bool:
    stored = json.loads(get_decrypted_password("User", user, RECOVERY_FIELD, raise_exception=False) or "[]")
    digest = _digest(code)
    if digest not in stored:
        return False
    stored.remove(digest)
    set_encrypted_password("User", user, json.dumps(stored), RECOVERY_FIELD)
    return True


@frappe.whitelist(methods=["POST"])
def reset_otp_secret(user: str, otp_issuer: str | None = None) -> None:
    """Forget a user's second factor, so that the next log-in sets it up anew. For System Manager."""
    frappe.only_for("System Manager")
    user = frappe.db.get_value("User", user, "name") or user  # as it is written there
    if user == "Administrator" and frappe.session.user != "Administrator":
        raise frappe.PermissionError(_("Only the Administrator can reset the Administrator's second factor."))
    for field in (SECRET_FIELD, RECOVERY_FIELD):
        remove_encrypted_password("User", user, field)
    frappe.msgprint(_("The second factor of {0} is set up anew at the next log-in.").format(user), alert=True)


@frappe.whitelist(methods=["POST"])
@rate_limit(limit=20, seconds=3600)
def set_own_second_factor(on: bool, password: str) -> None:
    """Ask for a code at the session user's log-ins, or no longer; the user proves the password."""
    from frappe.utils.password import check_password

    user = frappe.session.user
    if user == "Guest":
        raise frappe.PermissionError
    try:
        check_password(user, password)
    except frappe.AuthenticationError:
        frappe.clear_last_message()
        frappe.throw(_("The password is not right. Write your password of today."))
    frappe.db.set_value("User", user, "two_factor_auth", int(on), update_modified=False)
    if not on:
        for field in (SECRET_FIELD, RECOVERY_FIELD):
            remove_encrypted_password("User", user, field)


@frappe.whitelist(methods=["POST"])
@rate_limit(limit=20, seconds=3600)
def begin_own_second_factor(password: str) -> dict[str, str]:
    """A new secret for the session user, who proves the password: {secret, qr_code}. It counts once confirmed."""
    from frappe.utils.password import check_password

    user = frappe.session.user
    if user == "Guest":
        raise frappe.PermissionError
    try:
        check_password(user, password)
    except frappe.AuthenticationError:
        frappe.clear_last_message()
        frappe.throw(_("The password is not right. Write your password of today."))
    import pyotp

    secret = pyotp.random_base32()
    frappe.cache.set_value(_own_key(user), secret, expires_in_sec=ENROL_SECONDS)
    uri = pyotp.TOTP(secret).provisioning_uri(name=user, issuer_name=_issuer())
    return {"secret": secret, "qr_code": get_qr_svg(uri)}


@frappe.whitelist(methods=["POST"])
@rate_limit(limit=20, seconds=3600)
def confirm_own_second_factor(otp: str) -> list[str]:
    """Ask for codes from now on, once the session user proves one of the new secret; returns the recovery codes."""
    user = frappe.session.user
    secret = frappe.cache.get_value(_own_key(user))
    if not secret:
        frappe.throw(_("This took too long. Begin again with your password."))
    if not _is_right_code(user, otp, secret):
        frappe.throw(_("This code is not right. Write the one that your app shows now."))
    set_encrypted_password("User", user, secret, SECRET_FIELD)
    frappe.db.set_value("User", user, "two_factor_auth", 1, update_modified=False)
    frappe.cache.delete_value(_own_key(user))
    return make_recovery_codes(user)


def _own_key(user: str) -> str:
    return f"two_factor_enrol:{frappe.local.site_path}:{user}"


@frappe.whitelist(methods=["POST"])
@rate_limit(limit=5, seconds=3600)
def renew_recovery_codes(otp: str) -> list[str]:
    """New recovery codes for the session user, who proves a current code."""
    user = frappe.session.user
    if not _is_right_code(user, otp, _get_secret(user)):
        frappe.throw(_("Incorrect Verification code"), frappe.AuthenticationError)
    return make_recovery_codes(user)
