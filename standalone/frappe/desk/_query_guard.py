"""What a Query Report's SQL may be: one SELECT that stays away from the tables of secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe import _

TOKEN = re.compile(
    r"""(?P<skip>--[^\n]*|/\*.*?(?:\*/|$)|\#[^\n]*|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\])"""
    r"""|(?P<word>[A-Za-z_]+)|(?P<sign>[();])""",
    re.DOTALL,
)
HIDDEN = re.compile(r"__auth|__global|tabsessions|sqlite_|pragma_|load_extension|randomblob|zeroblob", re.IGNORECASE)
CHANGING = frozenset(
    "insert update delete replace drop alter create attach detach pragma vacuum reindex begin commit rollback "
    "savepoint release analyze truncate grant revoke lock call exec execute into".split()
)


def check_select(query: str | None) -> str:
    """The query without a closing semicolon. Raises ValidationError unless it is one SELECT of open tables."""
    text = (query or "").strip()
    words, depth, ended = [], 0, False
    for found in TOKEN.finditer(text):
        if found["skip"] is not None:
            continue
        if ended:
            _refuse(_("more than one statement"))
        if found["sign"]:
            depth += {"(": 1, ")": -1}.get(found["sign"], 0)
            ended = found["sign"] == ";"
            continue
        words.append(found["word"].lower())
        follows_bracket = text[found.end() :].lstrip()[:1] == "("
        if words[-1] in CHANGING and not (words[-1] == "replace" and follows_bracket):
            _refuse(words[-1].upper())
    if not words or words[0] not in ("select", "with"):
        _refuse(words[0].upper() if words else _("nothing"))
    hidden = HIDDEN.search(text)
    if hidden:
        _refuse(hidden[0])
    return text.rstrip().rstrip(";")


def _refuse(what: str) -> None:
    message = _("The query of a report must be one SELECT over the site's records. It holds: {0}.")
    frappe.throw(message.format(frappe.bold(what)), title=_("Query not allowed"))


@contextmanager
def reading_only() -> Iterator[None]:
    """Refuse every write on this thread's connection inside the block."""
    frappe.db.execute("PRAGMA query_only = 1")
    try:
        yield
    finally:
        frappe.db.execute("PRAGMA query_only = 0")


def run_select(query: str, values: dict[str, Any]) -> tuple[list[str], list[tuple]]:
    """Column names and rows of a report's query; filters stand in it as %(fieldname)s."""
    from frappe.database.query_text import bind, parse

    text = check_select(query)
    missing = [name for name in parse(text)[1] if name and name not in values]
    if missing:
        frappe.throw(_("The report needs a value for the filter {0}.").format(frappe.bold(missing[0])))
    text, flat = bind(text, values)
    with reading_only():
        cursor = frappe.db.execute(text, flat)
        return [column[0] for column in cursor.description], cursor.fetchall()
