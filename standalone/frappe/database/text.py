"""How texts are compared: `fold` gives the form in which upper and lower case and accents are the same.

Columns are TEXT COLLATE NOCASE, so a plain comparison is right for all-ASCII values and runs at C speed; a value
with other signs ("wide") is compared by `fold`. `WIDE` is the SQL test for such a value; an index of a text column
comes with a partial one over the wide values' folds.
"""

from __future__ import annotations

import unicodedata

WIDE = "length({0}) <> length(CAST({0} AS BLOB))"


def fold(text: str | None) -> str | None:
    """Casefolded text without accents; other values come back as they are. Deterministic and idempotent."""
    if not isinstance(text, str):
        return text
    if text.isascii():
        return text.lower()
    previous = None
    while text != previous:
        previous = text
        decomposed = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return text


def is_wide(column: str) -> str:
    """SQL that is true where the (quoted) column holds a sign beyond ASCII."""
    return WIDE.format(column)


def quoted(identifier: str) -> str:
    """An identifier in backticks; SQLite never takes that for a text."""
    return "`" + identifier.replace("`", "``") + "`"


def table_name(doctype: str) -> str:
    """`tab<DocType>`, unquoted; names that begin with two underscores are the runtime's own tables."""
    return doctype if doctype.startswith("__") else f"tab{doctype}"
