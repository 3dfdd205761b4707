"""One change by an administrator: made record by record, then kept with what was before."""

import json

import frappe
from frappe.utils import cstr

from relcrm.workplace import versions
from relcrm.workplace.customising import records


class Change:
    """Collects what an action touches; `keep` writes it into the history."""

    def __init__(self, title: str, area: str, about: str = ""):
        self.title, self.area, self.about = title, area, about
        self.records: list[dict] = []

    def do(self, **record) -> None:
        """Make one part of the change."""
        records.put(record, "after")
        self.records.append(record)

    def insert(self, doctype: str, name: str, values: dict) -> None:
        """Make a record."""
        self.do(sort="record", doctype=doctype, name=name, before=None, after=values)

    def delete(self, doctype: str, name: str) -> None:
        """Delete a record; taking back makes it again."""
        before = records.get_snapshot(doctype, name)
        if before is not None:
            self.do(sort="record", doctype=doctype, name=name, before=before, after=None)

    def set_values(self, doctype: str, name: str, values: dict) -> None:
        """Change fields or tables of a record; what is the same already is left out."""
        present = records.get_snapshot(doctype, name) or {}
        wanted = {key: value for key, value in values.items() if cstr(present.get(key)) != cstr(value)}
        if wanted:
            before = {key: present.get(key, [] if isinstance(wanted[key], list) else None) for key in wanted}
            self.do(sort="values", doctype=doctype, name=name, before=before, after=wanted)

    def set_property(self, doctype: str, fieldname: str, prop: str, value, effective) -> None:
        """Set a property of a field, unless it has that value already."""
        if _is_same(value, effective):
            return
        before = records.get_property(doctype, fieldname, prop)
        self.do(sort="property", doctype=doctype, fieldname=fieldname, property=prop, before=before, after=value)

    def set_kind_property(self, doctype: str, prop: str, value) -> None:
        """Set a property of a whole kind of record; empty takes what it was delivered with."""
        before = records.get_kind_property(doctype, prop)
        if cstr(before) != cstr(value):
            self.do(sort="kind_property", doctype=doctype, property=prop, before=before, after=value or None)

    def set_rights(self, doctype: str, role: str, rows: list[dict]) -> None:
        """Give a role just these rows of rights on a kind of record."""
        before = records.get_role_rows(doctype, role)
        if before != rows:
            self.do(sort="rights", doctype=doctype, role=role, before=before, after=rows)

    def keep(self) -> str | None:
        """Write the change into the history; nothing where nothing changed."""
        if not self.records:
            return None
        values = {
            "doctype": "Customisation",
            "title": self.title[:255],
            "area": self.area,
            "about": self.about,
            "touches": _spell(key for record in self.records for key in records.get_keys(record)),
            "needs": _spell(key for record in self.records for key in records.get_needs(record)),
            "records": json.dumps(self.records, ensure_ascii=False, default=str),
        }
        doc = frappe.get_doc(values).insert(ignore_permissions=True)
        versions.touch()
        return doc.name


def _is_same(one, other) -> bool:
    empty = ("", "0", "None")
    return cstr(one) == cstr(other) or (cstr(one) in empty and cstr(other) in empty)


def _spell(keys) -> str:
    return "\n".join(sorted(set(keys)))
