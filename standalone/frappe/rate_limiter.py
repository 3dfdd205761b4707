"""Limits on how often a caller may do something, counted in this process."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from typing import Any

import frappe
from frappe import _

MAX_KEYS = 20_000


class Counter:
    """Events per key within a sliding lifetime; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[Any, tuple[int, float]] = {}

    def get(self, key: Any) -> tuple[int, float]:
        """(count, seconds until it is forgotten) of `key`."""
        with self._lock:
            count, ends = self._entries.get(key, (0, 0.0))
            left = ends - time.monotonic()
            return (count, left) if left > 0 else (0, 0.0)

    def add(self, key: Any, seconds: float, extend: bool = False) -> int:
        """Count one more; the lifetime starts at the first event, or at each with `extend`."""
        now = time.monotonic()
        with self._lock:
            if len(self._entries) >= MAX_KEYS:
                self._entries = {k: v for k, v in self._entries.items() if v[1] > now}
            count, ends = self._entries.get(key, (0, 0.0))
            if ends <= now:
                count, ends = 0, now + seconds
            self._entries[key] = (count + 1, now + seconds if extend else ends)
            return count + 1

    def forget(self, key: Any) -> None:
        with self._lock:
            self._entries.pop(key, None)


_calls = Counter()


def rate_limit(
    key: str | None = None,
    limit: int | Callable[[], int] = 5,
    seconds: int = 86400,
    methods: str | list[str] = "ALL",
    ip_based: bool = True,
) -> Callable:
    """Decorate a whitelisted function: at most `limit` calls in `seconds`, per address and per value of argument `key`.

    Raises RateLimitExceededError (429). Outside a request nothing is counted.
    """

    def decorator(fn: Callable) -> Callable:
        @functools.wraps(fn)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            request = getattr(frappe.local, "request", None)
            if request is None or (methods != "ALL" and request.method not in methods):
                return fn(*args, **kwargs)
            identity = (fn.__module__, fn.__qualname__, frappe.local.request_ip if ip_based else None)
            if key:
                identity += (str(frappe.form_dict.get(key) or "").lower(),)
            allowed = limit() if callable(limit) else limit
            if _calls.add(identity, seconds) > allowed:
                frappe.throw(
                    _("Too many requests of this kind. Wait a while and try again."),
                    frappe.RateLimitExceededError,
                )
            return fn(*args, **kwargs)

        return wrapper

    return decorator
