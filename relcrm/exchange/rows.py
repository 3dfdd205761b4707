"""A row on its way into a record: cells become values by target, values become fields and child rows.

A target's state in a row is a list of values, `[]` (clear what is there) or absent (leave what is there).
"""

import hashlib
import re
from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.utils import cint

from relcrm.exchange.line_tables import LINES, is_line_table
from relcrm.exchange.link_numbers import find_by_number
from relcrm.exchange.mapping import PLACEHOLDER, Target, get_target_field, is_choices, parse_target
from relcrm.exchange.reading import Row, Table
from relcrm.exchange.values import NUMERIC, guess_decimal_sign, is_column_of_fractions, parse_value
from relcrm.workplace import choices

SEPARATED_FIELDS = {"emails.email": r"[;,\s]+", "phones.number": r"\s*;\s*", "pec": r"[;,\s]+"}
OVERFLOW = {"pec": "emails[kind=PEC].email"}  # a party has one PEC field; further ones are e-mail rows
MAX_MASTERS = 20000


@dataclass
class Column:
    """A column of the file tied to a field, or a fixed value (index -1) that fills it in every row."""

    index: int
    header: str
    target: Target
    df: object
    make_missing: bool = False
    decimal_sign: str = ","
    is_fraction: bool = False
    offered: dict[str, str] = field(default_factory=dict)
    fixed: str = ""
    headers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self):
        self.text = str(self.target)

    def get_text(self, row: Row) -> str:
        """Return the cell of a row, or the fixed value with the row's number and cells in place of their names."""
        if self.index >= 0:
            return row.cells[self.index]
        named = {"#": str(row.number)}
        return PLACEHOLDER.sub(lambda m: named.get(m[1]) or row.cells[self.headers[m[1]]], self.fixed).strip()


@dataclass
class Draft:
    """The values of one row, by target, and everything that is to be said about it."""

    number: int
    row_hash: str
    values: dict[str, list] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    made: list[tuple[str, str, str]] = field(default_factory=list)  # doctype, name, modified, as they were made
    place: int = 0  # of the record itself in the order of making
    left_empty: list[str] = field(default_factory=list)
    refusal: str | None = None
    rows: list[int] = field(default_factory=list)
    key: str | None = None  # the record that the row names itself, if it does
    site: str = ""
    pictures: list = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.rows = self.rows or [self.number]


def get_columns_of_table(doctype: str, table: Table, columns: list[dict]) -> list[Column]:
    """Tie the columns of an open table to their fields; number columns are read once for their decimal sign."""
    tied = []
    for column in columns:
        target, source = parse_target(column["target"]), column.get("source_column")
        df = get_target_field(doctype, target, bool(column.get("make_missing")))
        index = table.headers.index(source) if source else -1
        made = Column(index, source or _(df.label), target, df, bool(column.get("make_missing")))
        if index < 0:
            made.fixed = column["fixed"].strip()
            made.headers = {header: position for position, header in enumerate(table.headers)}
        if df.parent == choices.ROW:
            offered = choices.get_offered(doctype, target.table)
            made.offered = {name.casefold(): one for one in offered for name in (_(one), one)}
        tied.append(made)
    numeric = [column for column in tied if column.df.fieldtype in NUMERIC and column.index >= 0]
    if numeric:
        texts: dict[int, list[str]] = {column.index: [] for column in numeric}
        for row in table.rows():
            for index in texts:
                if index not in row.numbers:
                    texts[index].append(row.cells[index])
        for column in numeric:
            column.decimal_sign = guess_decimal_sign(texts[column.index])
    for column in tied:
        if column.df.fieldtype == "Percent":
            cells = (row.cells[column.index] for row in table.rows() if not row.refusal)
            column.is_fraction = is_column_of_fractions(cells, column.decimal_sign)
    return tied


class RowReader:
    """Turns the rows of a table into drafts; knows the empty words and the lists that links point to."""

    def __init__(self, columns: list[Column], empty_words: set[str], clear_blanks: bool):
        self.columns = columns
        self.empty_words = empty_words
        self.clear_blanks = clear_blanks
        self.links: dict[str, LinkIndex] = {}

    def read(self, row: Row) -> Draft:
        """Read one row; whatever does not fit becomes a remark, never a refusal."""
        draft = Draft(row.number, self.hash_row(row), refusal=row.refusal, notes=[row.note] if row.note else [])
        for target, (value, remark) in row.dates.items():
            if value:
                draft.values[target] = [value]
            draft.remarks += [remark] if remark else []
        for column in self.columns:
            if column.target.part:
                continue
            if column.index in row.problems:
                draft.remarks.append(f"{column.header}: {row.problems[column.index]}")
                continue
            sign = "." if column.index in row.numbers else column.decimal_sign
            self._read_cell(draft, column, column.get_text(row), sign)
        return draft

    def hash_row(self, row: Row) -> str:
        """Return the digest by which the same row, read into the same fields, is recognised when it comes again."""
        given = [(column, column.fixed or row.cells[column.index]) for column in self.columns]
        parts = [f"{column.text}\x1f{int(column.make_missing)}\x1f{text}" for column, text in given]
        return hashlib.sha256("\x1e".join(sorted(parts)).encode()).hexdigest()[:32]

    def _read_cell(self, draft: Draft, column: Column, text: str, decimal_sign: str) -> None:
        target = column.text
        if text.casefold() in self.empty_words:
            draft.values[target] = []
            draft.left_empty.append(target)
        elif not text:
            if self.clear_blanks:
                draft.values[target] = []
        else:
            found = [self._read_value(draft, column, part, decimal_sign) for part in _split_text(column, text)]
            found = [value for value in found if value is not None]
            if len(found) > 1 and target in OVERFLOW:
                draft.values.setdefault(OVERFLOW[target], []).extend(found[1:])
                found = found[:1]
            if found:
                draft.values[target] = found

    def _read_value(self, draft: Draft, column: Column, text: str, decimal_sign: str) -> object:
        if column.df.parent == choices.ROW:
            return self._read_choice(draft, column, text)
        if column.df.fieldtype == "Link":
            return self._read_link(draft, column, text)
        value, remark = parse_value(text, column.df, decimal_sign)
        if column.is_fraction and value is not None:
            value = round(value * 100, 9)
        if remark:
            draft.remarks.append(remark)
        return value

    def _read_choice(self, draft: Draft, column: Column, text: str) -> str | None:
        """Return the choice that is meant, by either of its names; one that is not offered is set aside."""
        found = column.offered.get(text.casefold())
        if not found:
            draft.remarks.append(_('{0}: "{1}" {2}').format(column.header, text[:80], _("is not in the list")))
        return found

    def _read_link(self, draft: Draft, column: Column, text: str) -> str | None:
        doctype = column.df.options
        index = self.links.get(doctype) or self.links.setdefault(doctype, LinkIndex(doctype))
        names = index.get(text)
        if len(names) == 1:
            return names[0]
        if not names and column.make_missing and not draft.refusal:
            name = index.make(text)
            draft.made.append((doctype, name, ""))
            return name
        reason = _("is found more than once") if names else _("is not in the list")
        draft.remarks.append(_('{0}: "{1}" {2}').format(_(column.df.label), text[:80], reason))
        return None


class LinkIndex:
    """The names of a linked list by name and title, read once; long lists are asked value by value."""

    def __init__(self, doctype: str):
        self.doctype = doctype
        self.title_field = frappe.get_meta(doctype).get_title_field()
        self.whole = frappe.db.count(doctype) <= MAX_MASTERS
        self._names: dict[str, list[str]] = {}
        if self.whole:
            for name, title in self._fetch({}):
                self._add(name, title)

    def _fetch(self, filters: dict) -> list[tuple]:
        fields = ["name"] if self.title_field == "name" else ["name", self.title_field]
        rows = frappe.get_list(self.doctype, filters=filters, fields=fields, order_by="name asc", limit_page_length=0)
        return [(row.name, row.get(self.title_field)) for row in rows]

    def _add(self, name: str, title: str | None) -> None:
        for key in {str(name).casefold(), str(title or name).casefold()}:
            self._names.setdefault(key, []).append(name)

    def get(self, text: str) -> list[str]:
        """Return the names whose name or title is this text, or whose number it is."""
        key = text.casefold()
        if key not in self._names and not self.whole:
            for name, title in self._fetch({self.title_field: text}) or self._fetch({"name": text}):
                self._add(name, title)
        if key not in self._names:
            self._names[key] = find_by_number(self.doctype, text)
        return self._names[key]

    def make(self, text: str) -> str:
        """Add a record of this name to the list; the user's right to do so is checked."""
        meta = frappe.get_meta(self.doctype)
        field = (meta.autoname or "").removeprefix("field:") if (meta.autoname or "").startswith("field:") else ""
        doc = frappe.new_doc(self.doctype)
        doc.set(field or self.title_field, text)
        doc.insert()
        self._add(doc.name, doc.get(self.title_field))
        return doc.name


def get_overflow_targets(columns: list[Column]) -> list[Target]:
    """Return the targets that further values in one cell of these columns go to."""
    return [parse_target(OVERFLOW[column.text]) for column in columns if column.text in OVERFLOW]


def _split_text(column: Column, text: str) -> list[str]:
    target = column.target
    if column.df.parent == choices.ROW or column.df.get("value_type") == "Choices":
        return [part.strip() for part in re.split(r"[;,\n]", text) if part.strip()]
    pattern = SEPARATED_FIELDS.get(f"{target.table}.{target.fieldname}" if target.table else target.fieldname)
    if target.beside and not target.table:
        pattern = None  # a party made beside has room for one PEC
    return [part for part in re.split(pattern, text) if part] if pattern else [text]


# --- from values to a document -----------------------------------------------------------------------------


def apply_values(doc, values: dict[str, list]) -> None:
    """Write the values of a row into a document: fields directly, each group of targets into its child row."""
    groups: dict[tuple, dict[str, list]] = {}
    for text, found in values.items():
        target = parse_target(text)
        if target.table:
            groups.setdefault(target.group, {})[target.fieldname] = found
        else:
            doc.set(target.fieldname, found[0] if found else None)
    for (table, where), fields in groups.items():
        if is_choices(doc.meta.get_field(table)):
            doc.set(table, [{choices.LINK: choice} for choice in dict.fromkeys(fields[choices.LINK])])
            continue
        apply = _apply_lines if is_line_table(doc.doctype, table) else _apply_group
        apply(doc, table, dict(where), fields)


def _apply_lines(doc, table: str, where: dict, fields: dict[str, list]) -> None:
    """Make the rows of a table those of the file; what the file leaves blank stays while the line is of the same."""
    code, present = LINES[doc.doctype].code, list(doc.get(table))
    doc.set(table, [])
    for position in range(max(len(found) for found in fields.values())):
        said = {name: found[position] for name, found in fields.items() if found[position] is not None}
        old = present[position] if position < len(present) else None
        if old and code in fields and (old.get(code) or None) != said.get(code):
            old = None
        if old:
            old.update(said)
            doc.append(table, old)
        else:
            append_row(doc, table, {**where, **said})


def _apply_group(doc, table: str, where: dict, fields: dict[str, list]) -> None:
    present = [row for row in doc.get(table) or [] if is_of_kind(row, where)]
    count = max(len(found) for found in fields.values())
    for position in range(max(count, min(1, len(present)))):
        changes = {
            name: found[position] if position < len(found) else None
            for name, found in fields.items()
            if position < len(found) or not found
        }
        if position < len(present):
            present[position].update(changes)
            if not has_content(present[position], where):
                doc.remove(present[position])
        elif any(value is not None for value in changes.values()):
            append_row(doc, table, {**where, **changes})


def append_row(doc, table: str, values: dict):
    """Add a child row with the defaults of its fields, which Frappe leaves out while importing."""
    fields = frappe.get_meta(doc.meta.get_field(table).options).fields
    defaults = {df.fieldname: df.default for df in fields if df.default and df.fieldtype in ("Select", "Data")}
    defaults |= {df.fieldname: cint(df.default) for df in fields if df.fieldtype == "Check"}
    return doc.append(table, {**defaults, **{name: value for name, value in values.items() if value is not None}})


def is_of_kind(row, where: dict) -> bool:
    """Tell whether a child row is of the kind that a target names."""
    return all((row.get(name) or "") == value for name, value in where.items())


def has_content(row, where: dict) -> bool:
    """Tell whether a child row says anything beside its kind and what the system derives."""
    for df in frappe.get_meta(row.doctype).fields:
        plain = df.fieldname not in where and not df.read_only and df.fieldtype not in ("Check", "Select")
        if plain and not df.default and row.get(df.fieldname):
            return True
    return False
