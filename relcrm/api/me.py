"""The session user's own account: looks, name, password proof, second factor, sessions, API key, notices."""

import frappe
from frappe.rate_limiter import rate_limit

from relcrm.workplace import account, notices

LONGEST_PAGE = 100


@frappe.whitelist(methods=["GET", "POST"])
def get_account() -> dict:
    """Return one's own name, picture, signature, looks, API key and whether a second factor is on; never a secret."""
    return account.get_account()


@frappe.whitelist(methods=["POST"])
def save_profile(values: dict) -> dict:
    """Write one's own first_name, last_name, email_signature, user_image; other keys are left alone."""
    return account.save_profile(values)


@frappe.whitelist(methods=["POST"])
def set_looks(theme: str | None = None, density: str | None = None) -> dict:
    """Keep one's own theme ("auto", "light", "dark") and density ("comfortable", "compact")."""
    return account.set_looks(theme, density)


@frappe.whitelist(methods=["GET", "POST"])
def get_sessions() -> list[dict]:
    """Return one's own sessions, the present one first: key, current, address, at, browser, system."""
    return account.get_sessions()


@frappe.whitelist(methods=["POST"])
def end_session(key: str) -> list[dict]:
    """End one of one's own other sessions; return those that are left."""
    account.end_session(key)
    return account.get_sessions()


@frappe.whitelist(methods=["POST"])
def end_other_sessions() -> list[dict]:
    """End all of one's own sessions but this one."""
    account.end_other_sessions()
    return account.get_sessions()


@frappe.whitelist(methods=["POST"])
@rate_limit(limit=20, seconds=3600)
def make_key(password: str) -> dict:
    """Make a new secret of one's own API key, told this once; the password proves who asks."""
    account.prove(password)
    return account.make_key()


@frappe.whitelist(methods=["POST"])
@rate_limit(limit=20, seconds=3600)
def revoke_key(password: str) -> None:
    """Make one's own API key worth nothing; the password proves who asks."""
    account.prove(password)
    account.revoke_key()


@frappe.whitelist(methods=["GET", "POST"])
def count_notices() -> int:
    """Return how many of one's own notices are not read."""
    return notices.count_unread()


@frappe.whitelist(methods=["GET", "POST"])
def get_notices(start: int = 0, length: int = notices.LENGTH, unread: int = 0) -> dict:
    """Return one's own notices, newest first: rows, more, unread, people."""
    return notices.get_notices(max(int(start), 0), min(max(int(length), 1), LONGEST_PAGE), bool(unread))


@frappe.whitelist(methods=["POST"])
def set_read(names: list | None = None, read: int = 1) -> int:
    """Mark one's own notices (all without names) as read or not; return how many are not read."""
    return notices.set_read(names, bool(read))


@frappe.whitelist(methods=["GET", "POST"])
def get_notice_choices() -> dict:
    """Return what one is told of: bell 0/1, mails "each", "daily" or "none", kinds 0/1 each."""
    return notices.get_choices()


@frappe.whitelist(methods=["POST"])
def save_notice_choices(bell: int = 1, mails: str = "daily", kinds: dict | None = None) -> dict:
    """Keep what one is told of."""
    return notices.save_choices(bool(bell), mails, kinds or {})
