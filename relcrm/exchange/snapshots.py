"""What a record held before an import and holds after it, for "unchanged", for the tally and for the undo."""

from collections import defaultdict
from collections.abc import Iterable

import frappe
from frappe.utils import flt

from relcrm.exchange.characteristics import PREFIX, fetch_profile_values, get_profile_values, split_values
from relcrm.exchange.line_tables import is_line_table
from relcrm.exchange.mapping import Target, parse_target
from relcrm.exchange.rows import is_of_kind
from relcrm.workplace import choices

OWN_FIELDS = ("name", "owner", "creation", "modified", "modified_by", "parent", "parentfield", "parenttype")


def canonicalise(value: object) -> str:
    """Return a value as text that is the same before and after storing: no value and blank are one."""
    if value is None or value == "":
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return format(flt(value, 9), ".9f").rstrip("0").rstrip(".") or "0"
    return str(value)


class CurrentValues:
    """The present values of the records that a batch hits, read with one query per table."""

    def __init__(self, doctype: str, targets: list[Target]):
        self.doctype = doctype
        self.fields = sorted({t.fieldname for t in targets if not t.table and not t.attribute})
        self.attributes = sorted({target.attribute for target in targets if target.attribute})
        self._profiles: dict[str, dict[str, list]] = {}
        self.tables: dict[str, set[str]] = defaultdict(set)
        for target in targets:
            if target.table:
                self.tables[target.table] |= {target.fieldname, *(name for name, _value in target.where)}
        self._parents: dict[str, dict] = {}
        self._rows: dict[tuple[str, str], list] = {}

    def prefetch(self, names: Iterable[str]) -> None:
        """Read the records of one batch."""
        names = sorted(names)
        self._parents, self._rows = {}, defaultdict(list)
        self._profiles = dict(fetch_profile_values(names, self.attributes))
        if not names:
            return
        for row in frappe.get_all(
            self.doctype, filters={"name": ["in", names]}, fields=["name", *self.fields], order_by="name asc"
        ):
            self._parents[row.name] = row
        meta = frappe.get_meta(self.doctype)
        for table, fields in self.tables.items():
            rows = frappe.get_all(
                meta.get_field(table).options,
                filters={"parent": ["in", names], "parenttype": self.doctype, "parentfield": table},
                fields=["parent", "idx", *sorted(fields)],
                order_by="idx asc",
            )
            for row in rows:
                self._rows[row.parent, table].append(row)

    def get(self, name: str, target: Target) -> list[str]:
        """Return the present values of a target, in canonical form."""
        if target.attribute:
            found = self._profiles.get(name, {}).get(target.attribute, ())
            return [text for text in map(canonicalise, found) if text]
        if not target.table:
            value = canonicalise(self._parents[name].get(target.fieldname)) if name in self._parents else ""
            return [value] if value else []
        rows = [row for row in self._rows.get((name, target.table), ()) if is_of_kind(row, dict(target.where))]
        if is_line_table(self.doctype, target.table):
            return [canonicalise(row.get(target.fieldname)) for row in rows]
        return [text for text in (canonicalise(row.get(target.fieldname)) for row in rows) if text]

    def get_changed_targets(self, name: str, values: dict[str, list]) -> list[str]:
        """Return the targets that a row would change."""
        changed = []
        for text, found in values.items():
            present = self.get(name, parse_target(text))
            wanted = [canonicalise(value) for value in found]
            if is_line_table(self.doctype, parse_target(text).table):
                if not _says_the_same(found, present):
                    changed.append(text)
                continue
            if text.endswith(f".{choices.LINK}") and sorted(wanted) == sorted(present):
                continue
            if text.endswith(f".{choices.LINK}") and len(wanted) < len(present):
                changed.append(text)
                continue
            if text.startswith(PREFIX):  # a profile takes the values of a characteristic as a whole
                if sorted(wanted) != sorted(present):
                    changed.append(text)
                continue
            if wanted != present[: max(1, len(wanted))]:
                changed.append(text)
        return changed

    def get_missing(self, name: str, values: dict[str, list]) -> dict[str, list]:
        """Return what a row says of fields that are empty; of a row of a table only where none of its kind is there."""
        targets = {text: parse_target(text) for text in values}
        there = {target.group for text, target in targets.items() if target.table and self.get(name, target)}
        return {
            text: found
            for text, found in values.items()
            if any(value not in (None, "") for value in found)
            and (targets[text].group not in there if targets[text].table else not self.get(name, targets[text]))
        }

    def would_change(self, name: str, values: dict[str, list]) -> bool:
        """Tell whether a row says anything new about a record."""
        return bool(self.get_changed_targets(name, values))


def _says_the_same(found: list, present: list[str]) -> bool:
    """Tell whether the lines of a file are those of the record; a blank cell says nothing."""
    pairs = zip(found, present, strict=False)
    return len(found) == len(present) and all(value is None or canonicalise(value) == text for value, text in pairs)


def get_snapshot(doc, values: dict[str, list]) -> dict:
    """Copy the fields and tables that a row touches."""
    own, profile = split_values(values)
    targets = [parse_target(text) for text in own]
    fields = {target.fieldname: doc.get(target.fieldname) for target in targets if not target.table}
    tables = {target.table: copy_rows(doc, target.table) for target in targets if target.table}
    return {
        "fields": {name: _to_plain(value) for name, value in fields.items()},
        "tables": tables,
        "profile": get_profile_values(doc.name, sorted(profile)) if profile else {},
    }


def copy_rows(doc, table: str) -> list[dict]:
    """Return the rows of a table as plain values, without the columns that the system keeps."""
    fields = [df.fieldname for df in frappe.get_meta(doc.meta.get_field(table).options).fields]
    return [{name: _to_plain(row.get(name)) for name in fields if row.get(name)} for row in doc.get(table) or []]


def _to_plain(value: object) -> object:
    return value if value is None or isinstance(value, (int, float, str)) else str(value)


def get_changes(before: dict, after: dict) -> dict:
    """Return what differs between two snapshots: old and new value of each field and table."""
    fields = {
        name: [before["fields"][name], new]
        for name, new in after["fields"].items()
        if canonicalise(before["fields"][name]) != canonicalise(new)
    }
    tables = {
        name: [before["tables"][name], new]
        for name, new in after["tables"].items()
        if _fold_rows(before["tables"][name]) != _fold_rows(new)
    }
    profile = {
        name: [before["profile"][name], new]
        for name, new in after["profile"].items()
        if _fold_values(before["profile"][name]) != _fold_values(new)
    }
    parts = (("fields", fields), ("tables", tables), ("profile", profile))
    return {key: value for key, value in parts if value}


def _fold_values(values: list) -> list[str]:
    return sorted(text for text in map(canonicalise, values) if text)


def _fold_rows(rows: list[dict]) -> list[dict]:
    return [{name: canonicalise(value) for name, value in row.items() if canonicalise(value)} for row in rows]


def is_as_left(doc, changes: dict) -> bool:
    """Tell whether a record still holds what the import wrote."""
    fields = all(
        canonicalise(doc.get(name)) == canonicalise(pair[1]) for name, pair in (changes.get("fields") or {}).items()
    )
    tables = all(
        _fold_rows(copy_rows(doc, name)) == _fold_rows(pair[1]) for name, pair in (changes.get("tables") or {}).items()
    )
    profile = changes.get("profile") or {}
    held = get_profile_values(doc.name, sorted(profile)) if profile else {}
    kept = all(_fold_values(held[name]) == _fold_values(pair[1]) for name, pair in profile.items())
    return fields and tables and kept
