"""Several rows of a file that make one record: the lines of an order, each on a row, told together by the number.

A unit is the list of rows of one record; everywhere else a record is one row.
"""

import hashlib
from collections.abc import Iterable, Iterator

from frappe import _

from relcrm.exchange.line_tables import LINES, Lines
from relcrm.exchange.mapping import Target, parse_target
from relcrm.exchange.reading import Row
from relcrm.exchange.rows import Column, Draft


def get_lines(doctype: str, columns: Iterable[Column]) -> Lines | None:
    """Return how rows of a file make one record, where the columns chosen say so."""
    lines = LINES.get(doctype)
    tables = {column.target.table for column in columns}
    return lines if lines and lines.table in tables else None


def get_text_targets(lines: Lines | None) -> list[Target]:
    """Return the target that unknown codes of lines go to."""
    return [Target(lines.text, lines.table)] if lines and lines.text else []


def join_rows(rows: Iterable[Row], lines: Lines | None, columns: list[Column]) -> Iterator[list[Row]]:
    """Yield the units of a file, in the order of their first rows; rows without a key stand alone."""
    key = next((column.index for column in columns if lines and column.text == lines.key), None)
    if key is None:
        yield from ([row] for row in rows)
        return
    units: dict[object, list[Row]] = {}
    for row in rows:
        text = "" if row.refusal else " ".join(row.cells[key].split()).casefold()
        units.setdefault(text or row.number, []).append(row)
    yield from units.values()


def merge_drafts(drafts: list[Draft], rows: list[Row], lines: Lines | None, columns: list[Column]) -> Draft:
    """Make one draft of those of a unit: line by line in the table, the first that says something elsewhere."""
    if not lines:
        return drafts[0]
    first = drafts[0]
    merged = Draft(first.number, _hash(drafts), rows=[draft.number for draft in drafts])
    merged.refusal = next((draft.refusal for draft in drafts if draft.refusal), None)
    targets = dict.fromkeys(target for draft in drafts for target in draft.values)
    for target in targets:
        if parse_target(target).table == lines.table:
            found = [draft.values.get(target) or [] for draft in drafts]
            merged.values[target] = [values[0] if values else None for values in found]
        else:
            _take_first(merged, target, drafts)
    _keep_codes(merged, drafts, rows, lines, columns)
    for draft in drafts:
        merged.notes += draft.notes
        merged.remarks += draft.remarks
        merged.made += draft.made
        merged.left_empty += draft.left_empty
    return merged


def _hash(drafts: list[Draft]) -> str:
    return hashlib.sha256("".join(draft.row_hash for draft in drafts).encode()).hexdigest()[:32]


def _take_first(merged: Draft, target: str, drafts: list[Draft]) -> None:
    said = [draft.values[target] for draft in drafts if draft.values.get(target)]
    merged.values[target] = said[0] if said else []
    if any(values != said[0] for values in said[1:]):
        text = _("rows {0} to {1} do not agree on {2}; the first was taken")
        merged.remarks.append(text.format(drafts[0].number, drafts[-1].number, target))


def _keep_codes(merged: Draft, drafts: list[Draft], rows: list[Row], lines: Lines, columns: list[Column]) -> None:
    """Write a code that is not in its list where it can be read, so that no line is without a word."""
    code, text = f"{lines.table}.{lines.code}", f"{lines.table}.{lines.text}"
    index = next((column.index for column in columns if column.text == code and column.index >= 0), None)
    if index is None:
        return
    codes = merged.values.setdefault(code, [None] * len(drafts))
    texts = merged.values.get(text) or [None] * len(drafts)
    for position, row in enumerate(rows):
        if codes[position] is None and not texts[position] and not row.refusal and row.cells[index]:
            texts[position] = row.cells[index][:140]
            merged.values[text] = texts
