"""Tables of which a file holds every row or none: the lines of an order, each on a row of the file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lines:
    """The table whose rows are rows of the file, the field that tells their record, and where unknown codes are kept.

    `code` is the link of a line; a code that is not in its list is written into the field `text` instead.
    """

    table: str
    key: str
    code: str = ""
    text: str = ""


LINES = {"Party Order": Lines("lines", "order_number", "product", "description")}


def is_line_table(doctype: str, table: str) -> bool:
    """Tell whether the file holds all rows of a table, or none of them."""
    return doctype in LINES and LINES[doctype].table == table
