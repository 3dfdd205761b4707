"""Caches: values derived from the database (`derived`), the app's own store (`cache`), and decorators.

`derived` values are kept once per site and process and dropped whole when the metadata version in the database
moves, whoever moved it. While a transaction of this thread has uncommitted metadata changes, the thread works on a
private store, so that nobody else sees what may still be rolled back.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from typing import Any

import frappe


class _DerivedStore:
    """What one process derived from one site's database, and the version it belongs to."""

    def __init__(self) -> None:
        self.version: str | None = None
        self.values: dict[Any, Any] = {}


_stores: dict[str, _DerivedStore] = {}
_stores_lock = threading.Lock()


def _store() -> _DerivedStore:
    path = frappe.local.site_path
    store = _stores.get(path)
    if store is None:
        with _stores_lock:
            store = _stores.setdefault(path, _DerivedStore())
    return store


def derived(key: Any, generator: Callable[[], Any]) -> Any:
    """The value under `key`, made by `generator` once per metadata version."""
    values = getattr(frappe.local, "derived_values", None)
    if values is None:
        values = frappe.local.derived_values = _store().values
    try:
        return values[key]
    except KeyError:
        value = generator()
        values[key] = value
        return value


def refresh_derived() -> None:
    """At the start of a request: drop what an older metadata version left behind."""
    store = _store()
    frappe.local.db.forget_glances()
    version = frappe.local.db.get_global_meta("version") or "0"
    if store.version != version:
        with _stores_lock:
            if store.version != version:
                store.values = {}
                store.version = version
    frappe.local.derived_values = store.values
    frappe.local.derived_dirty = False


def bump_derived() -> None:
    """Metadata changed in this transaction: use a private store now, tell everybody else at commit."""
    local = frappe.local
    if getattr(local, "db", None) is None:
        _stores.pop(local.site_path, None)
        local.derived_values = None
        return
    local.derived_values = {}
    if not getattr(local, "derived_dirty", False):
        local.derived_dirty = True
        local.db.bump_global_meta("version")
        local.db.after_commit.add(_publish_bump)
        local.db.after_rollback.add(_forget_bump)


def _publish_bump() -> None:
    store = _store()
    with _stores_lock:
        store.version = None
    refresh_derived()


def _forget_bump() -> None:
    frappe.local.derived_dirty = False
    frappe.local.derived_values = _store().values


class Cache:
    """The app's own key-value store: in this process, per site, with expiry; also callable, as of old."""

    def __init__(self) -> None:
        self._values: dict[tuple, tuple[float | None, Any]] = {}
        self._hashes: dict[tuple, dict[str, Any]] = {}
        self._lock = threading.RLock()

    def __call__(self) -> Cache:
        return self

    def make_key(self, key: str, user: Any = None, shared: bool = False) -> tuple:
        if user is True:
            user = frappe.local.session.user
        site = None if shared else getattr(frappe.local, "site_path", None)
        return (site, f"user:{user}:{key}" if user else key)

    def set_value(
        self, key: str, val: Any, user: Any = None, expires_in_sec: float | None = None, shared: bool = False
    ) -> None:
        expires = time.monotonic() + expires_in_sec if expires_in_sec else None
        with self._lock:
            self._values[self.make_key(key, user, shared)] = (expires, val)
            if len(self._values) > 20_000:
                self._drop_expired()

    def get_value(
        self,
        key: str,
        generator: Callable | None = None,
        user: Any = None,
        expires: bool = False,
        shared: bool = False,
    ) -> Any:
        found = self._values.get(self.make_key(key, user, shared))
        if found and (found[0] is None or found[0] > time.monotonic()):
            return found[1]
        if generator:
            value = generator()
            self.set_value(key, value, user=user, shared=shared)
            return value
        return None

    def _drop_expired(self) -> None:
        now = time.monotonic()
        for key in [k for k, (expires, _v) in self._values.items() if expires and expires < now]:
            del self._values[key]

    def exists(self, key: str, user: Any = None, shared: bool = False) -> bool:
        return self.get_value(key, user=user, shared=shared) is not None

    def delete_value(self, keys: Any, user: Any = None, make_keys: bool = True, shared: bool = False) -> None:
        with self._lock:
            for key in keys if isinstance(keys, (list, tuple, set)) else (keys,):
                self._values.pop(self.make_key(key, user, shared), None)
                self._hashes.pop(self.make_key(key, user, shared), None)

    delete_key = delete_value

    def delete_keys(self, prefix: str) -> None:
        site = getattr(frappe.local, "site_path", None)
        with self._lock:
            for store in (self._values, self._hashes):
                for key in [k for k in store if k[0] == site and str(k[1]).startswith(prefix.rstrip("*"))]:
                    del store[key]

    def incrby(self, key: str, amount: int = 1, expires_in_sec: float | None = None) -> int:
        """Add to a counter and return it; the first one starts its expiry."""
        with self._lock:
            found = self._values.get(self.make_key(key))
            if not found or (found[0] is not None and found[0] < time.monotonic()):
                self.set_value(key, amount, expires_in_sec=expires_in_sec)
                return amount
            self._values[self.make_key(key)] = (found[0], found[1] + amount)
            return found[1] + amount

    def hset(self, name: str, key: str, value: Any, shared: bool = False) -> None:
        with self._lock:
            self._hashes.setdefault(self.make_key(name, shared=shared), {})[key] = value

    def hget(self, name: str, key: str, generator: Callable | None = None, shared: bool = False) -> Any:
        bucket = self._hashes.get(self.make_key(name, shared=shared), {})
        if key in bucket:
            return bucket[key]
        if generator:
            value = generator()
            self.hset(name, key, value, shared=shared)
            return value
        return None

    def hgetall(self, name: str) -> dict:
        return dict(self._hashes.get(self.make_key(name), {}))

    def hdel(self, name: str, keys: Any, shared: bool = False) -> None:
        with self._lock:
            bucket = self._hashes.get(self.make_key(name, shared=shared), {})
            for key in keys if isinstance(keys, (list, tuple, set)) else (keys,):
                bucket.pop(key, None)

    def hexists(self, name: str, key: str, shared: bool = False) -> bool:
        return key in self._hashes.get(self.make_key(name, shared=shared), {})

    def lpush(self, key: str, value: Any) -> None:
        with self._lock:
            self.set_value(key, [value, *(self.get_value(key) or [])])

    def rpush(self, key: str, value: Any) -> None:
        with self._lock:
            self.set_value(key, [*(self.get_value(key) or []), value])

    def lpop(self, key: str) -> Any:
        with self._lock:
            values = self.get_value(key) or []
            if not values:
                return None
            self.set_value(key, values[1:])
            return values[0]

    def lrange(self, key: str, start: int, stop: int) -> list:
        values = self.get_value(key) or []
        return values[start:] if stop == -1 else values[start : stop + 1]


cache = Cache()


def request_cache(fn: Callable) -> Callable:
    """Remember a function's results until the end of the request."""

    @functools.wraps(fn)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        store = getattr(frappe.local, "request_cache", None)
        if store is None:
            return fn(*args, **kwargs)
        key = (fn, args, tuple(sorted(kwargs.items())))
        try:
            if key not in store:
                store[key] = fn(*args, **kwargs)
            return store[key]
        except TypeError:
            return fn(*args, **kwargs)

    return wrapper


def site_cache(ttl: float | Callable | None = None, maxsize: int | None = None) -> Callable:
    """Remember a function's results per site in this process, for `ttl` seconds where given."""

    def decorate(fn: Callable, seconds: float | None = None) -> Callable:
        values: dict[tuple, tuple[float, Any]] = {}

        @functools.wraps(fn)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            key = (getattr(frappe.local, "site_path", None), args, tuple(sorted(kwargs.items())))
            found = values.get(key)
            if found and (seconds is None or time.monotonic() - found[0] < seconds):
                return found[1]
            value = fn(*args, **kwargs)
            values[key] = (time.monotonic(), value)
            return value

        wrapper.clear_cache = values.clear
        return wrapper

    if callable(ttl):
        return decorate(ttl)
    return lambda fn: decorate(fn, ttl)


redis_cache = site_cache
