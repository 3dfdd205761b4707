"""Which columns a list request may name, and the joins that reach those of linked and child DocTypes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from frappe.database.conditions import Column
from frappe.database.fields import Reference, not_permitted
from frappe.database.schema import CHILD, OPTIONAL, STANDARD, column_type, is_fold_compared
from frappe.database.text import quoted

if TYPE_CHECKING:
    from frappe.database.database import Database

_KINDS = {
    "Int": "int", "Long Int": "int", "Check": "int", "Float": "float", "Percent": "float", "Currency": "float",
    "Duration": "float", "Rating": "float", "Date": "date", "Datetime": "datetime", "Time": "time",
}  # fmt: skip
_NULLABLE_NUMBERS = ("Duration", "Rating")


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """What queries need to know of a column of a DocType."""

    kind: str
    nullable: bool
    permlevel: int = 0
    options: str | None = None
    is_link: bool = False


def field_facts(meta: Any) -> dict[str, FieldFacts]:
    """Facts of every column of a DocType's table, standard ones first."""
    facts = {name: FieldFacts("code", name != "name") for name in STANDARD}
    facts |= {"creation": FieldFacts("datetime", True), "modified": FieldFacts("datetime", True)}
    facts |= {"docstatus": FieldFacts("int", False), "idx": FieldFacts("int", False)}
    if meta.autoname == "autoincrement":
        facts["name"] = FieldFacts("int", False)
    for name in CHILD if meta.istable else (*OPTIONAL, *(("_seen",) if meta.track_seen else ())):
        facts[name] = FieldFacts("code", True)
    for df in meta.fields:
        if df.get("fieldname") and column_type(df) is not None and df.fieldname not in facts:
            kind = _KINDS.get(df.fieldtype) or ("text" if is_fold_compared(df) else "code")
            nullable = kind not in ("int", "float") or df.fieldtype in _NULLABLE_NUMBERS
            facts[df.fieldname] = FieldFacts(
                kind, nullable, int(df.get("permlevel") or 0), df.get("options"), df.fieldtype == "Link"
            )
    return facts


def get_field_facts(doctype: str) -> dict[str, FieldFacts]:
    """Facts of a DocType's columns, made once per version of the metadata."""
    from frappe.model.meta import get_meta
    from frappe.utils.caching import derived

    return derived(("field_facts", doctype), lambda: field_facts(get_meta(doctype)))


class Scope:
    """The tables of one query. `may_read(what, doctype, permlevel)` says whether fields of a DocType are open.

    `match(doctype)` is the condition on a linked DocType's records: what it closes reads as empty.
    """

    def __init__(
        self,
        db: Database,
        meta: Any,
        may_read: Callable[[str, str, int], bool] | None = None,
        match: Callable[[str], str] | None = None,
    ) -> None:
        self.db = db
        self.meta = meta
        self.doctype: str = meta.name
        self.table = f"tab{self.doctype}"
        self.facts = get_field_facts(self.doctype)
        self.info = db.table_info(self.doctype)
        self.joins: dict[str, str] = {}
        self.multiplies = False
        self._links: dict[str, str] = {}
        self._may_read = may_read
        self._match = match

    @property
    def join_sql(self) -> str:
        return " ".join(self.joins.values())

    # ---- columns -------------------------------------------------------------------------------

    def column(self, path: list[str]) -> tuple[Column, bool]:
        """The column at a path, and whether the user may read it. Raises DataError for anything unknown."""
        if len(path) == 1:
            if path[0] in self.facts:
                return self._own(path[0])
            return self._in_children(path[0])
        first, name = path
        if first == self.table or first == self.doctype:
            if name not in self.facts:
                raise not_permitted(f"{first}.{name}")
            return self._own(name)
        fact = self.facts.get(first)
        if fact and fact.is_link and fact.options:
            return self._linked(first, fact.options, name)
        df = self.meta.get_field(first)
        if df is not None and df.fieldtype in ("Table", "Table MultiSelect"):
            return self._child(df.options, name, first)
        doctype = first.removeprefix("tab")
        if doctype in self._child_doctypes():
            return self._child(doctype, name)
        if alias := self._joined_link(doctype):
            return self._foreign(doctype, name, alias)
        raise not_permitted(".".join(path))

    def of(self, doctype: str | None, name: str) -> tuple[Column, bool]:
        """The column of a filter; `doctype` may be a child DocType."""
        path = [part.strip().strip("`") for part in name.split(".")]
        if len(path) > 2 or not all(path):
            raise not_permitted(name)
        if doctype and doctype != self.doctype and len(path) == 1:
            if doctype not in self._child_doctypes() and not self._joined_link(doctype):
                raise not_permitted(f"{doctype}.{name}")
            path = [f"tab{doctype}", path[0]]
        return self.column(path)

    def reference(self, path: list[str]) -> Reference:
        """The column at a path, for the expression parser."""
        column, permitted = self.column(path)
        return Reference(column.sql, column.kind, column.name, permitted)

    def _own(self, name: str) -> tuple[Column, bool]:
        fact = self.facts[name]
        known = self.info.queried.get(name)
        if known is None or known[0] is not fact:
            sql = f"{quoted(self.table)}.{quoted(name)}"
            column = Column(sql, fact.kind, name, fact.nullable, self.info, self._tree(name, fact))
            known = self.info.queried[name] = (fact, column)
        return known[1], not fact.permlevel or self._is_open(self.doctype, fact.permlevel)

    def _tree(self, name: str, fact: FieldFacts) -> str | None:
        doctype = self.doctype if name == "name" else fact.options if fact.is_link else None
        if not doctype or "lft" not in get_field_facts(doctype):
            return None
        return doctype

    def _is_open(self, doctype: str, permlevel: int) -> bool:
        return not permlevel or self._may_read is None or self._may_read("level", doctype, permlevel)

    # ---- joins ---------------------------------------------------------------------------------

    def _child_doctypes(self) -> list[str]:
        return [df.options for df in self.meta.get_table_fields()]

    def _in_children(self, name: str) -> tuple[Column, bool]:
        for doctype in self._child_doctypes():
            if name in get_field_facts(doctype):
                return self._child(doctype, name)
        raise not_permitted(name)

    def _child(self, doctype: str, name: str, parentfield: str | None = None) -> tuple[Column, bool]:
        fact = get_field_facts(doctype).get(name)
        if fact is None:
            raise not_permitted(f"{doctype}.{name}")
        several = self._child_doctypes().count(doctype) > 1
        alias = f"tab{doctype}" + (f":{parentfield}" if several and parentfield else "")
        if alias not in self.joins:
            child, as_name = quoted(f"tab{doctype}"), quoted(alias)
            on = f"{as_name}.`parent` = {quoted(self.table)}.`name`"
            on += f" AND {as_name}.`parenttype` = {_literal(self.doctype)}"
            if several and parentfield:
                on += f" AND {as_name}.`parentfield` = {_literal(parentfield)}"
            self.joins[alias] = f"LEFT JOIN {child} AS {as_name} ON {on}"
            self.multiplies = True
        table_level = max((int(df.permlevel or 0) for df in self.meta.get_table_fields()
                           if df.options == doctype and parentfield in (None, df.fieldname)), default=0)  # fmt: skip
        permitted = self._is_open(self.doctype, table_level) and self._is_open(self.doctype, fact.permlevel)
        return Column(
            f"{quoted(alias)}.{quoted(name)}", fact.kind, name, True, None, self._foreign_tree(fact)
        ), permitted

    def _linked(self, link: str, doctype: str, name: str) -> tuple[Column, bool]:
        alias = self._join_link(link, doctype)
        column, permitted = self._foreign(doctype, name, alias)
        return column, permitted and self._own(link)[1]

    def _join_link(self, link: str, doctype: str) -> str:
        alias = self._links.get(link)
        if alias is None:
            if self._may_read is not None:
                self._may_read("doctype", doctype, 0)
            table = f"tab{doctype}"
            alias = table if table not in (*self.joins, self.table) else f"{table}:{link}"
            on = f"{quoted(alias)}.`name` = {quoted(self.table)}.{quoted(link)}"
            if rows := self._match(doctype) if self._match else "":
                own = quoted(table)
                on += f" AND {quoted(alias)}.`name` IN (SELECT {own}.`name` FROM {own} WHERE {rows})"
            self.joins[alias] = f"LEFT JOIN {quoted(table)} AS {quoted(alias)} ON {on}"
            self._links[link] = alias
        return alias

    def _joined_link(self, doctype: str) -> str | None:
        alias = f"tab{doctype}"
        return alias if alias in self.joins else None

    def _foreign(self, doctype: str, name: str, alias: str) -> tuple[Column, bool]:
        fact = get_field_facts(doctype).get(name)
        if fact is None:
            raise not_permitted(f"{doctype}.{name}")
        column = Column(f"{quoted(alias)}.{quoted(name)}", fact.kind, name, True, None, self._foreign_tree(fact))
        return column, self._is_open(doctype, fact.permlevel)

    def _foreign_tree(self, fact: FieldFacts) -> str | None:
        if fact.is_link and fact.options and "lft" in get_field_facts(fact.options):
            return fact.options
        return None


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
