"""A user's own account: name, signature, looks, proof by password, sessions, API key; the session user's alone."""

import hashlib
import json
import re

import frappe
from frappe import _
from frappe.utils.password import check_password

PROFILE_FIELDS = ("first_name", "last_name", "email_signature", "user_image")
THEMES = ("auto", "light", "dark")
DENSITIES = ("comfortable", "compact")
THEME, DENSITY = "relcrm_theme", "relcrm_density"
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS X", "Linux", "CrOS")
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def get_account() -> dict:
    """Return what the settings of the session user show; never a secret."""
    fields = ["name", "full_name", "email", "language", "api_key", *PROFILE_FIELDS]
    row = frappe.db.get_value("User", frappe.session.user, fields, as_dict=True)
    return {**row, **get_looks(), "second_factor": get_second_factor()}


def get_looks() -> dict:
    """Return theme and density as the user chose them; Frappe's own `desk_theme` cannot say "not chosen"."""
    kept = {key: frappe.db.get_default(key, parent=frappe.session.user) for key in (THEME, DENSITY)}
    return {
        "theme": kept[THEME] if kept[THEME] in THEMES else THEMES[0],
        "density": kept[DENSITY] if kept[DENSITY] in DENSITIES else DENSITIES[0],
    }


def set_looks(theme: str | None, density: str | None) -> dict:
    """Keep theme and density, so that they follow the user to other devices."""
    for key, value, among in ((THEME, theme, THEMES), (DENSITY, density, DENSITIES)):
        if value:
            _choose(value, among)
            frappe.db.set_default(key, value, parent=frappe.session.user)
    return get_looks()


def _choose(value: str, among) -> None:
    if value not in among:
        text = _("{0} is not a choice here. Choose one of: {1}.")
        frappe.throw(text.format(frappe.utils.escape_html(value), ", ".join(among)))


def save_profile(values: dict) -> dict:
    """Write one's own name, signature and picture."""
    doc = frappe.get_doc("User", frappe.session.user)
    changed = {key: str(value or "").strip() for key, value in values.items() if key in PROFILE_FIELDS}
    if "first_name" in changed and not changed["first_name"]:
        frappe.throw(_("Your first name is empty. Write it."))
    picture = changed.get("user_image")
    if picture and not frappe.db.exists("File", {"file_url": picture, "owner": doc.name}):
        frappe.throw(_("This picture is not yours. Choose one from your device."))
    doc.update(changed)
    doc.save(ignore_permissions=True)  # only these fields, and only of oneself
    return get_account()


def prove(password: str) -> None:
    """Refuse to go on unless the session user proves the password."""
    try:
        check_password(frappe.session.user, password)
    except frappe.AuthenticationError:
        frappe.clear_messages()
        frappe.throw(_("The password is not right. Write your password of today."))


def get_second_factor() -> dict:
    """Return whether a second factor can be switched on here, and whether it is."""
    try:
        from frappe.twofactor import begin_own_second_factor  # noqa: F401
    except ImportError:
        from frappe.twofactor import two_factor_is_enabled

        return {"own": 0, "on": int(bool(two_factor_is_enabled(frappe.session.user)))}
    return {"own": 1, "on": int(bool(frappe.db.get_value("User", frappe.session.user, "two_factor_auth")))}


def make_key() -> dict:
    """Make a new secret for one's own API key; the secret is told this once."""
    doc = frappe.get_doc("User", frappe.session.user)
    secret = frappe.generate_hash(length=32)
    doc.api_key = doc.api_key or frappe.generate_hash(length=15)
    doc.api_secret = secret
    doc.save(ignore_permissions=True)
    return {"api_key": doc.api_key, "api_secret": secret}


def revoke_key() -> None:
    """Make one's own API key worth nothing."""
    from frappe.utils.password import remove_encrypted_password

    user = frappe.session.user
    remove_encrypted_password("User", user, "api_secret")
    frappe.db.set_value("User", user, {"api_key": None, "api_secret": None})
    frappe.clear_cache(user=user)


def get_sessions() -> list[dict]:
    """Return the session user's sessions, the present one first; none by the id that opens it."""
    rows = [_describe(row) for row in _read_sessions()]
    return sorted(rows, key=lambda row: (row["current"], str(row["at"])), reverse=True)


def end_session(key: str) -> None:
    """End one of one's own sessions by the key that `get_sessions` gave."""
    from frappe.sessions import delete_session

    for row in _read_sessions():
        if _get_key(row.sid) == key and not _is_current(row.sid):
            delete_session(row.sid)
            frappe.db.sql("delete from `tabSessions` where `sid` = %s", (row.sid,))
            return
    frappe.throw(_("This session has ended already."), frappe.DoesNotExistError)


def end_other_sessions() -> None:
    """End all of one's own sessions but this one."""
    from frappe.sessions import clear_sessions

    clear_sessions(frappe.session.user, keep_current=True, force=True)


def _read_sessions() -> list[dict]:
    """Return the rows of the session user; Frappe and standalone name the columns in ways of their own."""
    rows = frappe.db.sql("select * from `tabSessions` where `user` = %s", (frappe.session.user,), as_dict=True)
    return [
        frappe._dict(
            sid=row.sid,
            data=row.get("sessiondata") or row.get("data"),
            address=row.get("ipaddress") or row.get("ip"),
            at=row.get("lastupdate") or row.get("last_update"),
        )
        for row in rows
    ]


def _describe(row: dict) -> dict:
    try:
        data = json.loads(row.data or "{}")
    except ValueError:
        data = {}  # Frappe v15 writes it in the way of Python, without the device
    return {
        "key": _get_key(row.sid),
        "current": int(_is_current(row.sid)),
        "address": row.address or data.get("session_ip"),
        "at": row.at,
        **read_device(data.get("user_agent")),
    }


def _is_current(sid: str) -> bool:
    mine = str(frappe.session.sid)
    return sid in (mine, hashlib.sha224(mine.encode()).hexdigest())


def _get_key(sid: str) -> str:
    """Return a name for a session that opens nothing."""
    return hashlib.sha256(f"relcrm session {sid}".encode()).hexdigest()[:24]


def read_device(agent: str | None) -> dict:
    """Return browser and system out of what a browser says of itself; empty where it says nothing known."""
    text = agent or ""
    system = next((name for name in SYSTEMS if name in text), "")
    browser = next((title for mark, title in BROWSERS if re.search(rf"{mark}\w*/", text)), "")
    return {"browser": browser, "system": {"Mac OS X": "Mac", "CrOS": "Chrome OS"}.get(system, system)}
