"""From Frappe's `%s` and `%(name)s` placeholders to SQLite's `?`, lists expanded, parsed once per text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from frappe.exceptions import DataError

_PLACEHOLDER = re.compile(r"%(?:\((?P<name>[^)]*)\))?(?P<kind>[sdi%])")
_READS = ("select", "with", "explain", "values", "pragma", "(")
_WRITES_IN_WITH = re.compile(r"\)\s*(insert|update|delete|replace)\b", re.IGNORECASE)
_FOR_UPDATE = re.compile(r"\s+for\s+update(\s+(skip\s+locked|nowait))?\s*;?\s*$", re.IGNORECASE)
_COMMENT = re.compile(r"^\s*(--[^\n]*\n|/\*.*?\*/|\s)*", re.DOTALL)


@lru_cache(maxsize=1024)
def parse(query: str) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    """The texts between placeholders and the placeholders' names (None for a plain %s)."""
    texts, names, last, pending = [], [], 0, ""
    for match in _PLACEHOLDER.finditer(query):
        pending += query[last : match.start()]
        last = match.end()
        if match["kind"] == "%":
            pending += "%"
            continue
        texts.append(pending)
        names.append(match["name"])
        pending = ""
    texts.append(pending + query[last:])
    return tuple(texts), tuple(names)


@lru_cache(maxsize=1024)
def _plain(query: str) -> str:
    return "?".join(parse(query)[0])


@lru_cache(maxsize=1024)
def classify(query: str) -> tuple[str, str]:
    """(query without FOR UPDATE, kind): "read", "locking read", "write" or a transaction word."""
    body = query[_COMMENT.match(query).end() :]
    word = body[:12].lower()
    if word.startswith(_READS):
        stripped = _FOR_UPDATE.sub("", query)
        if stripped != query:
            return stripped, "locking read"
        if word.startswith("with") and _WRITES_IN_WITH.search(body):
            return query, "write"
        return query, "read"
    for name in ("commit", "rollback", "begin", "start"):
        if word.startswith(name) and " to " not in body[:20].lower():
            return query, name
    return query, "write"


def bind(query: str, values: Any) -> tuple[str, Sequence[Any]]:
    """The query with `?` and its flat values. Raises DataError where values are missing or too many."""
    if values is None or (isinstance(values, (tuple, list, dict)) and not values):
        return query, ()
    texts, names = parse(query)
    if isinstance(values, Mapping):
        chosen = _chosen(values, names)
    else:
        chosen = values if isinstance(values, (tuple, list)) else (values,)
        if len(chosen) != len(names):
            raise DataError(f"The query has {len(names)} placeholders and {len(chosen)} values.")
    if not any(isinstance(value, (list, tuple, set, frozenset)) for value in chosen):
        return _plain(query), chosen
    return _expanded(texts, chosen)


def _chosen(values: Mapping, names: tuple[str | None, ...]) -> list[Any]:
    try:
        return [values[name] for name in names]
    except KeyError as exc:
        raise DataError(f"The query needs a value for {exc.args[0]}.") from exc


def _expanded(texts: tuple[str, ...], chosen: Sequence[Any]) -> tuple[str, list[Any]]:
    out, flat = [texts[0]], []
    for value, text in zip(chosen, texts[1:], strict=True):
        if isinstance(value, (list, tuple, set, frozenset)):
            items = list(value)
            out.append("(" + (", ".join("?" * len(items)) or "NULL") + ")")
            flat.extend(items)
        else:
            out.append("?")
            flat.append(value)
        out.append(text)
    return "".join(out), flat
