"""The framework's words as staff should read them in English; Italian has its own in the store of translations."""

import json
from functools import cache
from pathlib import Path

import frappe
from frappe import _


@cache
def _read_words() -> dict[str, str]:
    return json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


def say(text: str) -> str:
    """Return a label or the name of a kind of record in the reader's language, as the desk shows it."""
    shown = _(text)
    is_english = (frappe.local.lang or "en").startswith("en")
    return _read_words().get(text, shown) if is_english and shown == text else shown
