"""The columns of a list by path: own fields, fields of linked records, rows of tables, and what hooks add."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import frappe
from frappe import _
from frappe.model import no_value_fields

from relcrm.exceptions import ListQueryError
from relcrm.workplace.lists.rights import can_read, get_levels, get_read_condition
from relcrm.workplace.rules import double_percent, quote

TABLES = ("Table", "Table MultiSelect")
NEVER = frozenset({*no_value_fields, "Password", "JSON", "Geolocation", "Signature", "Code", "Icon"})
LONG = frozenset({"Text", "Small Text", "Long Text", "Text Editor", "HTML Editor", "Markdown Editor"})
KINDS = {
    "Check": "check",
    "Date": "date",
    "Datetime": "datetime",
    "Time": "time",
    **dict.fromkeys(("Int", "Long Int", "Float", "Currency", "Percent", "Rating", "Duration"), "number"),
    **dict.fromkeys(("Link", "Dynamic Link", "Select"), "key"),
}
COMPARED = ("=", "!=", ">", "<", ">=", "<=", "between", "is")
OPERATORS = {
    "text": ("contains", "not contains", "starts", "=", "!=", "in", "not in", "is"),
    "key": ("=", "!=", "in", "not in", "is"),
    "number": (*COMPARED, "in", "not in"),
    "check": ("=", "!="),
    "date": ("within", "not within", *COMPARED),
    "datetime": ("within", "not within", *COMPARED),
    "time": COMPARED,
}
BELOW = ("below", "not below")  # of links to records that stand below each other
UNOFFERED = {"key": ("contains", "not contains", "starts")}
_QUARTERS = " ".join(
    f"when substr({{0}}, 6, 2) < '{end}' then replace(substr({{0}}, 1, 5), '-', '-Q{number}')"
    for number, end in enumerate(("04", "07", "10", "13"), 1)
)
PARTS = {
    "year": "substr({0}, 1, 4)",
    "quarter": f"case {_QUARTERS} end",
    "month": "substr({0}, 1, 7)",
    "day": "substr({0}, 1, 10)",
}
WEEKS = {  # the Monday that a week begins with
    "sqlite": "date({0}, '-6 days', 'weekday 1')",
    "mariadb": "substr(date_sub({0}, interval weekday({0}) day), 1, 10)",
    "postgres": "to_char(date_trunc('week', {0}), 'YYYY-MM-DD')",
}
STANDARD = {
    "name": ("Data", ""),
    "creation": ("Datetime", ""),
    "owner": ("Link", "User"),
    "modified": ("Datetime", ""),
    "modified_by": ("Link", "User"),
}
BESIDE = {
    "_user_tags": ("Tag Link", "document_type", "document_name", "tag", ""),
    "_assign": ("ToDo", "reference_type", "reference_name", "allocated_to", " and `status` = 'Open'"),
}
OPEN_TO_ALL = {"User": ("full_name",)}
HOST_MODULES = frozenset({"Core", "Contacts", "Custom", "Desk", "Geo", "Workflow"})


@dataclass(frozen=True)
class ListField:
    """One column: an SQL expression (`column`), or rows that hold its values (`source`: parent, value, idx).

    A column of a hook may have both too: it is shown by its source, and sorted, grouped and compared by its column.
    A source ends in its conditions; `tail` follows them, and `key` is what it selects as parent. A column of a linked
    record has both: its `column` with its `join`, and a source, whose parents are what the column `link` holds. What
    is no field of the record is written by the function that `writer` names. `origin` is a source without its SELECT,
    and `value` what it selects: with them the rows of one record are sought without those of the others.
    """

    path: str
    label: str
    fieldtype: str
    options: str = ""
    group: str = ""
    column: str = ""
    join: str = ""
    source: str = ""
    key: str = "`parent`"
    tail: str = ""
    link: str = ""
    origin: str = ""
    value: str = ""
    many: bool = False
    part: str = ""
    hidden: bool = False
    editable: bool = False
    writer: str = ""

    @property
    def kind(self) -> str:
        if self.part or self.path == "name":
            return "key"
        return KINDS.get(self.fieldtype, "text")

    @property
    def operators(self) -> tuple[str, ...]:
        is_tree = self.fieldtype == "Link" and self.options and not self.part and frappe.get_meta(self.options).is_tree
        return (*OPERATORS[self.kind], *BELOW) if is_tree else OPERATORS[self.kind]

    @property
    def is_apart(self) -> bool:
        """Whether its values are rows of their own, none or several for a record."""
        return bool(self.source) and not self.column

    @property
    def has_rows(self) -> bool:
        """Whether its source has rows of the record itself, by which it is shown."""
        return bool(self.source) and not self.link

    @property
    def rows(self) -> str:
        """The SELECT of all its values, in parentheses, each % doubled."""
        return f"({double_percent(f'{self.source} {self.tail}'.strip())})"

    @property
    def is_long(self) -> bool:
        return self.fieldtype in LONG

    def describe(self) -> dict:
        """Return what the desk needs to offer the column."""
        return {
            "path": self.path,
            "label": self.label,
            "fieldtype": self.fieldtype,
            "options": self.options,
            "group": self.group,
            "many": int(self.many),
            "sortable": int(not self.many and not self.is_long),
            "groupable": int(not self.is_long and self.path != "name"),
            "filterable": 1,
            "editable": int(self.editable and not (self.many and self.writer)),
            "operators": self.operators,
        }


class ListFields:
    """The columns of one DocType that the user may read."""

    def __init__(self, doctype: str):
        self.doctype = doctype
        self.meta = frappe.get_meta(doctype)
        self.table = f"`tab{doctype}`"
        self.levels = get_levels(self.meta, "read")
        can_write = frappe.has_permission(doctype, "write")
        self.write_levels = get_levels(self.meta, "write") if can_write else set()
        self._found: dict[str, ListField | None] = {}
        self._known: dict[tuple, object] = {}

    def get(self, path: object) -> ListField:
        """Return a column by its path; refuses what is not there and what the user may not read."""
        found = self.find(path) if isinstance(path, str) else None
        if not found:
            text = _('There is no column "{0}" in the list of {1}. Choose one of its columns.')
            shown = frappe.utils.escape_html(str(path)[:140])
            frappe.throw(text.format(shown, _(self.doctype)), ListQueryError)
        return found

    def find(self, path: str) -> ListField | None:
        """Return a column by its path, or None."""
        if path not in self._found:
            self._found[path] = self._find(path)
        return self._found[path]

    def get_all(self) -> Iterator[ListField]:
        """Yield every column to offer, own ones first."""
        paths = [df.fieldname for df in self.meta.fields if df.fieldtype != "Table"]
        paths += STANDARD
        paths += BESIDE
        for df in self.meta.get_table_fields():
            if df.fieldtype == "Table":
                paths += [f"{df.fieldname}.{row.fieldname}" for row in frappe.get_meta(df.options).fields]
        for df in self.meta.get_link_fields():
            if df.permlevel in self.levels and not df.hidden and _is_of_interest(df.options):
                paths += [f"{df.fieldname}.{fieldname}" for fieldname in self._get_linked_fields(df.options)]
        found = (self.find(path) for path in [*paths, *self._get_hooked()])
        return (field for field in found if field and not field.hidden)

    def names_colleague(self, path: str) -> bool:
        """Return whether a column holds users, or something of theirs."""
        link = self.meta.get_field(path.partition("@")[0].partition(".")[0])
        return self.get(path).options == "User" or bool(link and link.fieldtype == "Link" and link.options == "User")

    # ---- by kind of path

    def _find(self, path: str) -> ListField | None:
        plain, _at, part = path.partition("@")
        first, dot, second = plain.partition(".")
        if ":" in plain:
            field = self._get_hooked().get(plain)
        elif not dot:
            field = self._find_own(plain)
        else:
            field = self._find_beyond(first, second)
        return _take_part(field, path, part) if field and "@" in path else field

    def _find_own(self, name: str) -> ListField | None:
        if name in STANDARD:
            return ListField(name, get_standard_label(name), *STANDARD[name], column=f"{self.table}.`{name}`")
        if name in BESIDE:
            return self._find_beside(name)
        df = self._get_open(name)
        if df and df.fieldtype == "Table MultiSelect":
            return self._find_choices(df)
        if not df or df.fieldtype in NEVER:
            return None
        return replace(
            _make_field(df, name, f"{self.table}.`{name}`"),
            hidden=bool(df.hidden or df.report_hide),
            editable=self._is_editable(df),
        )

    def _find_beside(self, name: str) -> ListField:
        """Tags, and who has something to do: rows that hang on the record."""
        label = _("Tags") if name == "_user_tags" else _("Assignments")
        table, kind, key, value, more = BESIDE[name]
        source = f"select `{key}` as `parent`, `{value}` as `value`, `creation` as `idx` from `tab{table}`"
        source += f" where `{kind}` = {quote(self.doctype)}{more}"
        fieldtype, options = ("Data", "") if name == "_user_tags" else ("Link", "User")
        return ListField(name, label, fieldtype, options, source=source, key=f"`{key}`", many=True)

    def _find_beyond(self, first: str, second: str) -> ListField | None:
        df = self._get_open(first)
        if df and df.fieldtype in TABLES:
            return self._find_row_field(df, second)
        return self._find_linked(df, second) if df and df.fieldtype == "Link" else None

    def _find_choices(self, df) -> ListField | None:
        """A table for multiple choice is one column: what its rows link to."""
        link = next((row for row in frappe.get_meta(df.options).fields if row.fieldtype == "Link"), None)
        row = self._find_row_field(df, link.fieldname) if link else None
        hidden, editable = bool(df.hidden), self._is_editable(df)
        options = link.options if link else ""
        return row and replace(
            row, path=df.fieldname, label=_(df.label or df.fieldname), fieldtype=df.fieldtype, options=options,
            group="", hidden=hidden, editable=editable,
        )  # fmt: skip

    def _find_row_field(self, df, name: str) -> ListField | None:
        meta = frappe.get_meta(df.options)
        row = meta.get_field(name)
        levels = self.once(get_levels, meta, "read", self.doctype)
        if not row or not _is_listed(row) or row.permlevel not in levels:
            return None
        where = f"`parenttype` = {quote(self.doctype)} and `parentfield` = {quote(df.fieldname)}"
        origin = f"from `tab{df.options}` where {where}"
        source = f"select `parent`, `{name}` as `value`, `idx` {origin}"
        closed = df.hidden or df.report_hide or row.hidden or row.report_hide
        hidden = bool(closed or df.fieldtype == "Table MultiSelect")
        return replace(
            _make_field(row, f"{df.fieldname}.{name}"),
            group=_(df.label or df.fieldname), source=source, origin=origin, value=f"`tab{df.options}`.`{name}`",
            key=f"`tab{df.options}`.`parent`", many=True, hidden=hidden,
        )  # fmt: skip

    def _find_linked(self, df, name: str) -> ListField | None:
        if name not in self._get_linked_fields(df.options):
            return None
        is_open = name in OPEN_TO_ALL.get(df.options, ())
        condition = "" if is_open else self.once(get_read_condition, df.options)
        alias, table, link = f"link_{df.fieldname}", f"`tab{df.options}`", f"{self.table}.`{df.fieldname}`"
        where = f" where {condition}" if condition else ""
        join = f"left join {table} as `{alias}` on `{alias}`.`name` = {link}"
        if condition:
            join += f" and `{alias}`.`name` in (select {table}.`name` from {table}{where})"
        linked = frappe.get_meta(df.options).get_field(name)
        return replace(
            _make_field(linked, f"{df.fieldname}.{name}", f"`{alias}`.`{name}`"),
            group=_(df.label or df.fieldname),
            join=join,
            link=link,
            source=f"select {table}.`name` as `parent`, {table}.`{name}` as `value` from {table}{where}",
            hidden=bool(linked.hidden or df.hidden),
        )

    def _get_linked_fields(self, doctype: str) -> list[str]:
        return self.once(_get_linked_fields, doctype)

    def _get_hooked(self) -> dict[str, ListField]:
        return self.once(_get_hooked_fields, self.doctype)

    def once(self, work: Callable, *arguments):
        """Return what a function gives, asked once for this list."""
        key = (work.__name__, *map(str, arguments))
        if key not in self._known:
            self._known[key] = work(*arguments)
        return self._known[key]

    # ---- rights

    def _get_open(self, name: str):
        df = self.meta.get_field(name)
        return df if df and not df.get("is_virtual") and df.permlevel in self.levels else None

    def _is_editable(self, df) -> bool:
        closed = df.read_only or df.set_only_once or df.hidden or (df.fetch_from and not df.fetch_if_empty)
        return df.permlevel in self.write_levels and not closed


def get_standard_label(name: str) -> str:
    """Return the label of a column that every DocType has."""
    labels = {
        "name": _("Code"),
        "creation": _("Created on"),
        "owner": _("Created by"),
        "modified": _("Last changed on"),
        "modified_by": _("Last changed by"),
    }
    return labels[name]


def _make_field(df, path: str, column: str = "") -> ListField:
    return ListField(path, _(df.label or df.fieldname), df.fieldtype, df.options or "", column=column)


def _is_listed(df) -> bool:
    return df.fieldtype not in NEVER and not df.get("is_virtual")


def _get_hooked_fields(doctype: str) -> dict[str, ListField]:
    """Return the columns that other modules and apps add, by path."""
    found = [
        ListField(**values)
        for path in frappe.get_hooks("relcrm_list_fields")
        for values in frappe.get_attr(path)(doctype)
    ]
    return {field.path: field for field in found}


def _is_of_interest(doctype: str) -> bool:
    """Whether to offer the fields of a linked record, not only its title: not of the host's own records."""
    meta = frappe.get_meta(doctype)
    return bool(meta.custom) or meta.module not in HOST_MODULES


def _get_linked_fields(doctype: str) -> list[str]:
    """Return the fields of a linked record that the user may read; nothing where its list is closed to them."""
    meta = frappe.get_meta(doctype)
    if meta.issingle or meta.istable or meta.get("is_virtual"):
        return []
    if doctype in OPEN_TO_ALL:
        return list(OPEN_TO_ALL[doctype])
    levels = get_levels(meta, "read") if can_read(doctype) else ()
    return [df.fieldname for df in meta.fields if _is_listed(df) and df.permlevel in levels]


def _take_part(field: ListField, path: str, part: str) -> ListField | None:
    """Return the year, quarter, month, week or day of a date column, as a column of its own."""
    parts = {**PARTS, "week": WEEKS[frappe.db.db_type]}
    if part not in parts or field.kind not in ("date", "datetime"):
        return None
    changes = {"path": path, "fieldtype": "Data", "part": part, "hidden": True, "editable": False}
    if not field.has_rows:
        return replace(field, **changes, column=parts[part].format(field.column), source="")
    if field.column or not field.origin:
        return None
    value = parts[part].format(field.value)
    source = f"select {field.key} as `parent`, {value} as `value`, 0 as `idx` {field.origin}"
    return replace(field, **changes, value=value, source=source)
