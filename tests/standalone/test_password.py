"""Passwords are hashed in the format a bench reads; secrets are encrypted under the site's key."""

import json
import os
import sqlite3
import stat

import frappe
import pytest
from frappe.utils import password

# Made with passlib 1.7.4: pbkdf2_sha256.hash("correct horse")
PASSLIB_HASH = "$pbkdf2-sha256$29000$U2ptbW3t/Z/zPuf8H2OslQ$"


class FakeDatabase:
    """The four statements of the module, over sqlite3."""

    def __init__(self):
        self.connection = sqlite3.connect(":memory:", isolation_level=None)

    def sql(self, query, values=()):
        return self.connection.execute(query.replace("%s", "?"), values).fetchall()


@pytest.fixture(autouse=True)
def site(monkeypatch, tmp_path):
    values = {
        "db": FakeDatabase(), "conf": frappe._dict(), "site_path": str(tmp_path), "lang": "en",
        "flags": frappe._dict(), "message_log": [], "request": None,
        "derived_values": {("translations", "en"): {}},
    }  # fmt: skip
    for key, value in values.items():
        monkeypatch.setattr(frappe.local, key, value, raising=False)
    password.create_auth_table()


def test_right_password_gives_the_stored_user_name():
    password.update_password("Ann@example.com", "correct horse")
    assert password.check_password("ann@EXAMPLE.com", "correct horse") == "Ann@example.com"


@pytest.mark.parametrize(("user", "given"), [("ann", "wrong"), ("nobody", "correct horse"), ("ann", ""), ("ann", None)])
def test_wrong_password_or_user_is_refused_alike(user, given):
    password.update_password("ann", "correct horse")
    with pytest.raises(frappe.AuthenticationError, match="Incorrect User or Password"):
        password.check_password(user, given)


def test_hash_is_salted_and_no_weaker_than_a_bench():
    one, two = password.hash_password("x"), password.hash_password("x")
    assert one != two
    assert one.startswith("$pbkdf2-sha256$")
    assert int(one.split("$")[2]) >= 29_000
    assert len(one.split("$")) == 5 and "=" not in one and "+" not in one


def test_hash_in_passlib_format_verifies():
    import base64
    import hashlib

    salt = base64.b64decode("U2ptbW3t/Z/zPuf8H2OslQ==")
    digest = base64.b64encode(hashlib.pbkdf2_hmac("sha256", b"correct horse", salt, 29_000)).decode().rstrip("=")
    hashed = PASSLIB_HASH + digest.replace("+", ".")
    assert password.verify_password("correct horse", hashed)
    assert not password.verify_password("correct horses", hashed)


@pytest.mark.parametrize(
    "hashed", ["", "x", "$argon2id$v=19$m=1$a$b", "$pbkdf2-sha256$x$a$b", "$pbkdf2-sha256$1$*$*", None]
)
def test_broken_hash_is_never_right(hashed):
    assert not password.verify_password("x", hashed)


def test_old_hash_is_renewed_at_log_in():
    frappe.db.sql(
        "insert into `__Auth` values ('User', 'ann', 'password', %s, 0)",
        (password.hash_password("pw", rounds=1000),),
    )
    assert password.check_password("ann", "pw") == "ann"
    stored = frappe.db.sql("select password from `__Auth`")[0][0]
    assert int(stored.split("$")[2]) == password.ROUNDS


def test_secret_is_encrypted_and_read_back():
    password.set_encrypted_password("Email Account", "out", "s3cret è", "password")
    assert "s3cret" not in str(frappe.db.sql("select * from `__Auth`"))
    assert password.get_decrypted_password("Email Account", "out") == "s3cret è"
    password.set_encrypted_password("Email Account", "out", "other")
    assert password.get_decrypted_password("Email Account", "out") == "other"
    password.rename_password("Email Account", "out", "post")
    assert password.get_decrypted_password("Email Account", "post") == "other"
    password.remove_encrypted_password("Email Account", "post")
    assert password.get_decrypted_password("Email Account", "post", raise_exception=False) is None
    with pytest.raises(frappe.AuthenticationError):
        password.get_decrypted_password("Email Account", "post")


def test_a_secret_is_no_password_and_a_password_no_secret():
    password.set_encrypted_password("User", "ann", "s3cret", "api_secret")
    with pytest.raises(frappe.AuthenticationError):
        password.check_password("ann", "s3cret", fieldname="api_secret")
    password.update_password("ann", "pw")
    assert password.get_decrypted_password("User", "ann", raise_exception=False) is None


def test_key_is_made_once_and_readable_by_the_owner_only():
    with open(frappe.get_site_path("site_config.json"), "w") as handle:
        json.dump({"host_name": "x"}, handle)
    key = password.get_encryption_key()
    path = frappe.get_site_path("site_config.json")
    with open(path) as handle:
        assert json.load(handle) == {"host_name": "x", "encryption_key": key}
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    frappe.local.conf.encryption_key = None
    assert password.get_encryption_key() == key


def test_another_key_is_said_in_words():
    token = password.encrypt("x")
    frappe.local.conf.encryption_key = "A" * 43 + "="
    with pytest.raises(frappe.ValidationError, match="encryption_key"):
        password.decrypt(token)


def test_overlong_password_is_refused_before_hashing():
    with pytest.raises(frappe.ValidationError, match="1024"):
        password.update_password("ann", "x" * 2000)
