"""What passed on one record, newest first: changes, comments, mails, assignments, files. `get_stream` asks no
right of the record itself: its caller has checked `read`.
"""

import json
from collections.abc import Callable, Iterable

import frappe
from frappe.model.document import Document

from relcrm.workplace.attachments.revisions import get_address, get_comment_files

LENGTH = 20
MOST = 100
KINDS = {
    "all": ("made", "change", "comment", "mail", "assignment", "file"),
    "comment": ("comment",),
    "change": ("made", "change"),
    "mail": ("mail",),
}
WORDLESS = frozenset(("Section Break", "Column Break", "Tab Break", "Heading", "HTML", "Button", "Password"))
WORDED = {("Relation Event", "outcome")}  # texts that are words of a list kept elsewhere, told in the reader's language
ROW_CELLS = 3


def get_stream(doc: Document, kind: str = "all", start: int = 0, length: int = LENGTH) -> dict:
    """Return entries of one kind from `start`, whether there are more, and what links in them are called."""
    wanted = start + length + 1
    found: list[dict] = []
    for source in KINDS.get(kind, KINDS["all"]):
        found += SOURCES[source](doc, wanted)
    found.sort(key=lambda entry: (str(entry["at"]), entry["key"]), reverse=True)
    page = found[start : start + length]
    return {
        "entries": page,
        "more": len(found) > start + length,
        "titles": _get_titles(page),
        "people": get_people(entry.get(who) for entry in page for who in ("who", "to")),
    }


def get_people(users: Iterable[str | None]) -> dict:
    """Return full name and picture of users."""
    rows = frappe.get_all(
        "User",
        filters={"name": ["in", sorted({user for user in users if user})]},
        fields=["name", "full_name", "user_image"],
    )
    return {row.name: {"full_name": row.full_name or row.name, "image": row.user_image} for row in rows}


def _get_made(doc: Document, wanted: int) -> list[dict]:
    return [{"key": "made", "kind": "made", "at": doc.creation, "who": doc.owner}]


def _get_comments(doc: Document, wanted: int) -> list[dict]:
    types = ["Comment", "Attachment Removed", "Info"] + ([] if doc.meta.track_changes else ["Workflow"])
    rows = frappe.get_all(
        "Comment",
        filters={**_reference(doc), "comment_type": ["in", types]},
        fields=["name", "creation", "modified", "owner", "content", "comment_type"],
        order_by="creation desc",
        limit=wanted,
    )
    files = get_comment_files([row.name for row in rows])
    return [
        {
            "key": f"comment/{row.name}",
            "kind": "comment" if row.comment_type == "Comment" else "note",
            "note": row.comment_type,
            "at": row.creation,
            "who": row.owner,
            "name": row.name,
            "content": row.content,
            "mine": int(row.owner == frappe.session.user),
            "edited": int(row.comment_type == "Comment" and str(row.modified) > str(row.creation)),
            "files": files.get(row.name, []),
        }
        for row in rows
    ]


def _get_mails(doc: Document, wanted: int) -> list[dict]:
    fields = ["name", "communication_date", "creation", "owner", "sender", "sender_full_name", "recipients"]
    fields += ["subject", "content", "sent_or_received", "communication_medium", "reference_doctype"]
    rows = frappe.get_all(
        "Communication",
        filters={**_reference(doc), "communication_type": ["in", ["Communication", "Automated Message"]]},
        fields=[*fields, "reference_name"],
        order_by="communication_date desc",
        limit=wanted,
    )
    rows += _get_linked_mails(doc, {row.name for row in rows}, fields, wanted)
    return [
        {
            "key": f"mail/{row.name}",
            "kind": "mail",
            "at": row.communication_date or row.creation,
            "who": row.owner if row.sent_or_received == "Sent" else None,
            "from": row.sender_full_name or row.sender,
            "to_all": row.recipients,
            "subject": row.subject,
            "content": row.content,
            "sent": int(row.sent_or_received == "Sent"),
        }
        for row in rows
    ]


def _get_linked_mails(doc: Document, known: set[str], fields: list[str], wanted: int) -> list[dict]:
    """Return the mails that name the record beside another one, which the user must be able to read too."""
    filters = {"link_doctype": doc.doctype, "link_name": str(doc.name), "parenttype": "Communication"}
    names = frappe.get_all(
        "Communication Link", filters=filters, pluck="parent", order_by="creation desc", limit=wanted
    )
    names = [name for name in names if name not in known]
    if not names:
        return []
    rows = frappe.get_all(
        "Communication",
        filters={
            "name": ["in", names],
            "communication_type": ["in", ["Communication", "Automated Message"]],
        },
        fields=[*fields, "reference_name"],
    )
    return [row for row in rows if _may_read(row.reference_doctype, row.reference_name)]


def _may_read(doctype: str | None, name: str | None) -> bool:
    if not doctype or not name:
        return True
    if not frappe.db.exists(doctype, name):
        return False
    return bool(frappe.get_list(doctype, filters={"name": name}, pluck="name", limit=1))


def _get_assignments(doc: Document, wanted: int) -> list[dict]:
    fields = ["name", "creation", "modified", "assigned_by", "allocated_to", "status", "description"]
    filters = {"reference_type": doc.doctype, "reference_name": str(doc.name), "allocated_to": ["is", "set"]}
    entries = []
    for row in frappe.get_all("ToDo", filters=filters, fields=fields, order_by="creation desc", limit=wanted):
        common = {"kind": "assignment", "to": row.allocated_to}
        given = {"key": f"given/{row.name}", "at": row.creation, "who": row.assigned_by}
        entries.append({**common, **given, "done": 0, "text": row.description})
        if row.status == "Closed":
            done = {"key": f"done/{row.name}", "at": row.modified, "who": row.allocated_to}
            entries.append({**common, **done, "done": 1})
    return entries


def _get_files(doc: Document, wanted: int) -> list[dict]:
    filters = {"attached_to_doctype": doc.doctype, "attached_to_name": str(doc.name)}
    fields = ["name", "creation", "owner", "file_name", "file_url"]
    rows = frappe.get_all("File", filters=filters, fields=fields, order_by="creation desc", limit=wanted)
    fields = ["name", "creation", "owner", "file_name", "revision", "restored_from"]
    uploaded = {**_reference(doc), "comment": ["is", "not set"]}  # those of a comment stand with it
    rows += frappe.get_all(
        "Attachment Revision", filters=uploaded, fields=fields, order_by="creation desc", limit=wanted
    )
    return [
        {
            "key": f"file/{row.name}",
            "kind": "file",
            "at": row.creation,
            "who": row.owner,
            "file_name": row.file_name,
            "file_url": row.get("file_url") or get_address(row.name),
            "revision": row.get("revision"),
            "restored_from": row.get("restored_from"),
        }
        for row in rows
    ]


def _get_changes(doc: Document, wanted: int) -> list[dict]:
    if not doc.meta.track_changes:
        if str(doc.modified) <= str(doc.creation):
            return []
        return [{"key": "last", "kind": "change", "at": doc.modified, "who": doc.modified_by, "changes": []}]
    rows = frappe.get_all(
        "Version",
        filters={"ref_doctype": doc.doctype, "docname": str(doc.name)},
        fields=["name", "owner", "creation", "data"],
        order_by="creation desc",
        limit=wanted,
    )
    shown = Shown(doc)
    entries = []
    for row in rows:
        change = shown.read(json.loads(row.data or "{}"))
        if change["changes"] or change["rows"]:
            key = f"change/{row.name}"
            entries.append({"key": key, "kind": "change", "at": row.creation, "who": row.owner, **change})
    return entries


class Shown:
    """Turns the data of versions into what a reader of the record may see, in labels instead of field names."""

    def __init__(self, doc: Document) -> None:
        self.meta = doc.meta
        self.state_field = _get_state_field(doc.doctype)
        self.levels = {doc.doctype: set(doc.meta.get_permlevel_access("read"))}

    def read(self, data: dict) -> dict:
        """Return {changes: [cell with old and new], rows: [{label, what, cells}]}."""
        changes = [
            {**about, "old": old, "new": new}
            for name, old, new in data.get("changed") or ()
            if (about := self._describe(self.meta, name))
        ]
        rows = []
        for what in ("added", "removed"):
            for table, values in data.get(what) or ():
                rows += self._read_row(what, table, values)
        for table, _idx, _name, changed in data.get("row_changed") or ():
            rows += self._read_changed_row(table, changed)
        return {"changes": changes, "rows": rows}

    def _describe(self, meta, fieldname: str) -> dict | None:
        field = meta.get_field(fieldname)
        if not field or field.fieldtype in WORDLESS or not self._may_read(meta, field.permlevel):
            return None
        if field.hidden and fieldname != self.state_field:
            return None
        return {
            "fieldname": fieldname,
            "label": field.label,
            "fieldtype": "Select" if (meta.name, fieldname) in WORDED else field.fieldtype,
            "options": field.options,
        }

    def _may_read(self, meta, level: int | None) -> bool:
        if not level or frappe.session.user == "Administrator":
            return True
        if meta.name not in self.levels:
            self.levels[meta.name] = set(meta.get_permlevel_access("read", parenttype=self.meta.name))
        return level in self.levels[meta.name]

    def _get_table(self, table: str):
        about = self._describe(self.meta, table)
        return (about, frappe.get_meta(about["options"])) if about and about["options"] else (None, None)

    def _read_row(self, what: str, table: str, values: dict) -> list[dict]:
        about, meta = self._get_table(table)
        if not about:
            return []
        named = [field.fieldname for field in meta.fields if field.in_list_view and values.get(field.fieldname)]
        others = [field.fieldname for field in meta.fields if values.get(field.fieldname)]
        cells = [
            {**cell, "new": values[name]}
            for name in dict.fromkeys([*named, *others])
            if (cell := self._describe(meta, name)) and cell["fieldtype"] != "Check"
        ]
        return [{"label": about["label"], "what": what, "cells": cells[:ROW_CELLS]}]

    def _read_changed_row(self, table: str, changed: list) -> list[dict]:
        about, meta = self._get_table(table)
        if not about:
            return []
        cells = [{**cell, "old": old, "new": new} for name, old, new in changed if (cell := self._describe(meta, name))]
        return [{"label": about["label"], "what": "changed", "cells": cells}] if cells else []


def _get_state_field(doctype: str) -> str | None:
    return frappe.db.get_value("Workflow", {"document_type": doctype, "is_active": 1}, "workflow_state_field")


def _get_titles(entries: list[dict]) -> dict:
    """Return {"DocType::name": title} of the links in the entries; a record that the user does not see is ""."""
    asked: dict[str, set[str]] = {}
    for entry in entries:
        cells = [*entry.get("changes", ()), *(cell for row in entry.get("rows", ()) for cell in row["cells"])]
        for cell in cells:
            if cell["fieldtype"] == "Link" and cell["options"]:
                values = {str(cell[key]) for key in ("old", "new") if cell.get(key)}
                asked.setdefault(cell["options"], set()).update(values)
    titles = {}
    for doctype, names in asked.items():
        seen = get_titles(doctype, names)
        titles.update({f"{doctype}::{name}": seen.get(name, "") for name in names})
    return titles


def get_titles(doctype: str, names: Iterable[str]) -> dict:
    """Return what records of one doctype are called, of those the user may read."""
    names = sorted(names)
    if doctype == "User":
        return {name: one["full_name"] for name, one in get_people(names).items()}
    if not names or not frappe.db.exists("DocType", doctype) or not frappe.has_permission(doctype, "read"):
        return {}
    field = frappe.get_meta(doctype).get_title_field()
    rows = frappe.get_list(doctype, filters={"name": ["in", names]}, fields=["name", field], limit=len(names))
    return {row.name: row.get(field) or row.name for row in rows}


def _reference(doc: Document) -> dict:
    return {"reference_doctype": doc.doctype, "reference_name": str(doc.name)}


SOURCES: dict[str, Callable[[Document, int], list[dict]]] = {
    "made": _get_made,
    "change": _get_changes,
    "comment": _get_comments,
    "mail": _get_mails,
    "assignment": _get_assignments,
    "file": _get_files,
}
