"""Passwords (hashed) and secrets (encrypted), both in the table __Auth.

Hashes are in passlib's format of pbkdf2-sha256, secrets are Fernet tokens under the site's `encryption_key`:
a site moves to and from a bench with its users.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import tempfile
import threading
from typing import Any

import frappe

ROUNDS = 60_000
SCHEME = "pbkdf2-sha256"
_key_lock = threading.Lock()

# ---- hashes --------------------------------------------------------------------------------------


def hash_password(password: str, rounds: int = ROUNDS) -> str:
    """A salted hash in passlib's modular format."""
    salt = secrets.token_bytes(16)
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    return f"${SCHEME}${rounds}${_ab64(salt)}${_ab64(digest)}"


def verify_password(password: str, hashed: str) -> bool:
    """Whether `password` gave the hash; False for a hash of another kind."""
    try:
        empty, scheme, rounds, salt, digest = hashed.split("$")
        if empty or scheme != SCHEME:
            return False
        made = hashlib.pbkdf2_hmac("sha256", password.encode(), _unab64(salt), int(rounds))
        return hmac.compare_digest(made, _unab64(digest))
    except (ValueError, AttributeError, OverflowError):
        return False


def _ab64(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=").replace("+", ".")


def _unab64(text: str) -> bytes:
    return base64.b64decode(text.replace(".", "+") + "=" * (-len(text) % 4), validate=True)


def check_password(
    user: str,
    pwd: str,
    doctype: str = "User",
    fieldname: str = "password",
    delete_tracker_cache: bool = True,
) -> str:
    """The user's stored name when the password is right. Raises AuthenticationError otherwise.

    An unknown user costs the same time as a wrong password.
    """
    row = _auth_row(doctype, user, fieldname, encrypted=0)
    stored = row[1] if row and row[1] else _unknown_user_hash()
    if not verify_password(pwd or "", stored) or not row:
        raise frappe.AuthenticationError(frappe._("Incorrect User or Password"))
    rounds = int(stored.split("$")[2])
    if rounds < ROUNDS and not _is_read_only():
        _store(doctype, row[0], fieldname, hash_password(pwd), encrypted=0)
    if delete_tracker_cache:
        delete_login_failed_cache(row[0])
    return row[0]


def _unknown_user_hash() -> str:
    return f"${SCHEME}${ROUNDS}${_ab64(b'no such user 016')}${_ab64(bytes(32))}"


def _is_read_only() -> bool:
    return bool(frappe.flags.read_only) or getattr(getattr(frappe.local, "request", None), "method", "") == "GET"


def delete_login_failed_cache(user: str) -> None:
    """Forget a user's failed log-ins."""
    for key in ("last_login_tried", "login_failed_count", "locked_account_time"):
        frappe.cache.hdel(key, user)


def update_password(
    user: str,
    pwd: str,
    doctype: str = "User",
    fieldname: str = "password",
    logout_all_sessions: bool = False,
) -> None:
    """Set a user's password; with `logout_all_sessions` end the user's other sessions."""
    if len(pwd or "") > 1024:
        frappe.throw(frappe._("The password is longer than 1024 characters. Choose a shorter one."))
    _store(doctype, user, fieldname, hash_password(pwd), encrypted=0)
    if logout_all_sessions:
        from frappe.sessions import clear_sessions

        clear_sessions(user=user, keep_current=True, force=True)


# ---- secrets -------------------------------------------------------------------------------------


def set_encrypted_password(doctype: str, name: str, pwd: str, fieldname: str = "password") -> None:
    """Keep the secret of a Password field, encrypted."""
    _store(doctype, name, fieldname, encrypt(pwd), encrypted=1)


def get_decrypted_password(
    doctype: str, name: str, fieldname: str = "password", raise_exception: bool = True
) -> str | None:
    """The secret of a Password field; where there is none AuthenticationError, or None on request."""
    row = _auth_row(doctype, name, fieldname, encrypted=1)
    if row and row[1]:
        return decrypt(row[1], key=f"{doctype}.{name}.{fieldname}")
    if raise_exception:
        message = frappe._("Password not found for {0} {1} {2}").format(doctype, name, fieldname)
        frappe.throw(message, frappe.AuthenticationError)
    return None


def remove_encrypted_password(doctype: str, name: str, fieldname: str = "password") -> None:
    """Forget the secret of a Password field."""
    frappe.db.sql(
        "delete from `__Auth` where doctype = %s and name = %s and fieldname = %s", (doctype, name, fieldname)
    )


def delete_all_passwords_for(doctype: str, name: str) -> None:
    """Forget every hash and secret of a record."""
    frappe.db.sql("delete from `__Auth` where doctype = %s and name = %s", (doctype, name))


def rename_password(doctype: str, old_name: str, new_name: str) -> None:
    """Move hashes and secrets along with a renamed record."""
    frappe.db.sql("update `__Auth` set name = %s where doctype = %s and name = %s", (new_name, doctype, old_name))


def rename_password_field(doctype: str, old_fieldname: str, new_fieldname: str) -> None:
    frappe.db.sql(
        "update `__Auth` set fieldname = %s where doctype = %s and fieldname = %s",
        (new_fieldname, doctype, old_fieldname),
    )


def encrypt(txt: str, encryption_key: str | None = None) -> str:
    """A Fernet token of the text under the site's key."""
    from cryptography.fernet import Fernet

    return Fernet((encryption_key or get_encryption_key()).encode()).encrypt(str(txt).encode()).decode()


def decrypt(txt: str, encryption_key: str | None = None, key: str | None = None) -> str:
    """The text of a Fernet token. Raises ValidationError where it was made with another key."""
    from cryptography.fernet import Fernet, InvalidToken

    try:
        return Fernet((encryption_key or get_encryption_key()).encode()).decrypt(txt.encode()).decode()
    except (InvalidToken, ValueError):
        message = frappe._(
            "The secret of {0} cannot be read with the encryption_key of site_config.json. "
            "Put the key back that it was kept with or enter the secret again."
        )
        frappe.throw(message.format(key or frappe._("this record")), title=frappe._("Encryption key is invalid"))


def get_encryption_key() -> str:
    """The site's key, made and kept in site_config.json the first time."""
    key = frappe.local.conf.get("encryption_key")
    if not key:
        with _key_lock:
            key = _read_or_make_key(frappe.get_site_path("site_config.json"))
        frappe.local.conf.encryption_key = key
    return key


def _read_or_make_key(path: str) -> str:
    config: dict[str, Any] = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as handle:
            config = json.load(handle)
    if not config.get("encryption_key"):
        config["encryption_key"] = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        handle_no, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".site_config")
        with os.fdopen(handle_no, "w", encoding="utf-8") as handle:  # mkstemp makes it readable by its owner only
            json.dump(config, handle, indent=1, sort_keys=True)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(temporary, path)
    return config["encryption_key"]


# ---- the table -----------------------------------------------------------------------------------


def create_auth_table() -> None:
    """Make the table of hashes and secrets."""
    frappe.db.sql(
        """create table if not exists `__Auth` (
            `doctype` text not null collate nocase, `name` text not null collate nocase,
            `fieldname` text not null collate nocase, `password` text not null,
            `encrypted` integer not null default 0, primary key (`doctype`, `name`, `fieldname`))"""
    )


def _auth_row(doctype: str, name: str, fieldname: str, encrypted: int) -> tuple | None:
    rows = frappe.db.sql(
        """select name, password from `__Auth`
        where doctype = %s and name = %s and fieldname = %s and encrypted = %s""",
        (doctype, name, fieldname, encrypted),
    )
    return rows[0] if rows else None


def _store(doctype: str, name: str, fieldname: str, password: str, encrypted: int) -> None:
    frappe.db.sql(
        """insert into `__Auth` (doctype, name, fieldname, password, encrypted) values (%s, %s, %s, %s, %s)
        on conflict (doctype, name, fieldname) do update set password = excluded.password,
            encrypted = excluded.encrypted""",
        (doctype, str(name), fieldname, password, encrypted),
    )
