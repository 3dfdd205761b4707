"""Log-in sessions in `tabSessions`: start, resume, expire, end, and their CSRF token.

The table keeps a digest of each session id, so that a copied database opens no session. Every request reads its row
anew (one look-up by key), so a session ended by another process is ended here too.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime, timedelta

import frappe
from frappe.utils import now_datetime

DEFAULT_EXPIRY = "170:00"
# How stale `last_update` may get before a request writes it again; keeps reads free of writes.
TOUCH_AFTER = timedelta(minutes=10)
MAX_SESSIONS_PER_USER = 100
GUEST_SID = "Guest"


def get_expiry_in_seconds(expiry: str | None = None) -> int:
    """Seconds an idle session lives, from System Settings' `session_expiry` ("HH:MM" or "HH:MM:SS")."""
    text = expiry or frappe.get_system_settings("session_expiry") or DEFAULT_EXPIRY
    try:
        parts = [int(part) for part in str(text).split(":")]
    except ValueError:
        parts = [170]
    parts = (parts + [0, 0])[:3]
    return (parts[0] * 60 + parts[1]) * 60 + parts[2] or 170 * 3600


def _digest(sid: str) -> str:
    return hashlib.sha224(sid.encode("utf-8", "replace")).hexdigest()


class Session:
    """The session of one request: `user`, `sid` and `data`, resumed from the cookie or started at log-in."""

    def __init__(self, sid: str | None = None) -> None:
        self.expired = False
        self.touch = False
        self.dirty = False
        self.user, self.sid, self.data = "Guest", GUEST_SID, frappe._dict(user="Guest")
        if sid and sid != GUEST_SID:
            self._resume(sid)
        self._publish()

    def _publish(self) -> None:
        frappe.local.session = frappe._dict(user=self.user, sid=self.sid, data=self.data)
        frappe.local.session_obj = self

    def _resume(self, sid: str) -> None:
        row = frappe.db.sql(
            "select `user`, `data`, `last_update` from `tabSessions` where `sid` = %s", (_digest(sid),)
        )
        if not row:
            self.expired = True
            return
        user, data, last_update = row[0]
        data = frappe._dict(json.loads(data or "{}"))
        idle = now_datetime() - _as_datetime(last_update)
        if idle.total_seconds() > get_expiry_in_seconds(data.session_expiry):
            self.expired = True
            return
        self.user, self.sid, self.data = user, sid, data
        self.touch = idle > TOUCH_AFTER

    def start(self, user: str) -> None:
        """Begin a new session for `user` under a new id; the id that came with the request is ended."""
        self.end()
        self.sid = secrets.token_hex(28)
        self.user = user
        now = now_datetime()
        self.data = frappe._dict(
            user=user,
            session_ip=frappe.local.request_ip,
            user_agent=(frappe.get_request_header("User-Agent") or "")[:300],
            last_updated=str(now),
            session_expiry=frappe.get_system_settings("session_expiry") or DEFAULT_EXPIRY,
        )
        frappe.db.begin_write()
        frappe.db.sql(
            "insert into `tabSessions` (`sid`, `user`, `data`, `ip`, `last_update`, `status`)"
            " values (%s, %s, %s, %s, %s, %s)",
            (_digest(self.sid), user, json.dumps(self.data), frappe.local.request_ip, str(now), "Active"),
        )
        clear_sessions(user, keep=MAX_SESSIONS_PER_USER, newest_sid=self.sid)
        self._publish()

    def end(self) -> None:
        """Delete this session's row, if it has one."""
        if self.sid != GUEST_SID:
            delete_session(self.sid)
        self.user, self.sid, self.data = "Guest", GUEST_SID, frappe._dict(user="Guest")
        self._publish()

    def write_back(self) -> None:
        """Store a new CSRF token or a fresh time stamp; called after the request's own transaction has ended."""
        if self.sid == GUEST_SID or not (self.dirty or self.touch):
            return
        self.dirty = self.touch = False
        now = str(now_datetime())
        self.data["last_updated"] = now
        frappe.db.begin_write()
        frappe.db.sql(
            "update `tabSessions` set `data` = %s, `last_update` = %s where `sid` = %s",
            (json.dumps(self.data), now, _digest(self.sid)),
        )
        frappe.db.commit()


def _as_datetime(value: datetime | str) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def get_csrf_token() -> str:
    """The session's CSRF token, made at the first call; from then on writes need it.

    It is stored even by a GET, as on Frappe. A guest has none.
    """
    session = frappe.local.session
    if session.sid == GUEST_SID or not getattr(frappe.local, "session_obj", None):
        return ""
    if not session.data.csrf_token:
        session.data.csrf_token = frappe.generate_hash(length=32)
        frappe.local.session_obj.dirty = True
    return session.data.csrf_token


def delete_session(sid: str) -> None:
    """End one session by its id."""
    frappe.db.begin_write()
    frappe.db.sql("delete from `tabSessions` where `sid` = %s", (_digest(sid),))


def clear_sessions(
    user: str | None = None,
    keep_current: bool = False,
    force: bool = False,
    keep: int = 0,
    newest_sid: str = "",
) -> None:
    """End a user's sessions, except the current one (`keep_current`) or the `keep` newest."""
    user = user or frappe.session.user
    spared = {_digest(frappe.session.sid)} if keep_current else set()
    if newest_sid:
        spared.add(_digest(newest_sid))
    rows = frappe.db.sql(
        "select `sid` from `tabSessions` where `user` = %s order by `last_update` desc", (user,)
    )
    doomed = [row[0] for row in rows[keep:] if row[0] not in spared]
    if doomed:
        frappe.db.begin_write()
        marks = ", ".join(["%s"] * len(doomed))
        frappe.db.sql(f"delete from `tabSessions` where `sid` in ({marks})", tuple(doomed))


def clear_expired_sessions() -> None:
    """Delete the rows of sessions that idled too long; run daily by the scheduler."""
    oldest = now_datetime() - timedelta(seconds=get_expiry_in_seconds())
    frappe.db.begin_write()
    frappe.db.sql("delete from `tabSessions` where `last_update` < %s", (str(oldest),))
