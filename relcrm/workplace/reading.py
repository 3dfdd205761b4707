"""What the rules of a reader ask again for every part of a screen, asked once while that screen is read.

Only within `reading`: whoever writes, or reads once, asks the database each time, so that nothing kept grows old.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

import frappe


@contextmanager
def reading() -> Iterator[None]:
    """Keep what `recall` asks for a block that only reads: nothing in it may change what is asked about."""
    if _get_kept() is not None:
        yield
        return
    frappe.local.relcrm_reading = {}
    try:
        yield
    finally:
        frappe.local.relcrm_reading = None


def recall(key: Hashable, ask: Callable[[], Any]) -> Any:
    """Return what `ask` answers, kept under `key` within `reading`. The key names all that the answer depends on."""
    kept = _get_kept()
    if kept is None:
        return ask()
    if key not in kept:
        kept[key] = ask()
    return kept[key]


def recall_each(key: Hashable, names: set, ask: Callable[[list], dict]) -> dict:
    """Return what `ask` answers for names, by name; within `reading` it is asked only for those not yet known."""
    known = recall(key, dict)
    unknown = sorted(names - known.keys())
    if unknown:
        known |= dict.fromkeys(unknown) | ask(unknown)
    return {name: known[name] for name in names if known[name] is not None}


def _get_kept() -> dict | None:
    return getattr(frappe.local, "relcrm_reading", None)
