"""Where did you get my number: since when, by whom and from which file or source each datum is here.

Read from the changes that are kept, oldest first; what was there from the beginning is as old as the record.
"""

import json

import frappe
from frappe.model.document import Document

TABLES = {"phones": ("number", "e164"), "emails": ("email",), "addresses": ("street", "town")}


def get_sources(doc: Document) -> list[dict]:
    """Return one entry for each number, e-mail and address of a party or person."""
    added = _get_added(doc)
    imported = _get_imports(doc)
    source = doc.get("source") or frappe.db.get_value("Party", doc.get("party"), "source")
    found = []
    for table, fields in TABLES.items():
        for row in doc.get(table) or []:
            shown = fields[:1] if table == "phones" else fields
            value = ", ".join(str(row.get(name)) for name in shown if row.get(name))
            since, by = added.get((table, row.name)) or (doc.creation, doc.owner)
            file = _get_file_of(imported, since)
            found.append(
                {
                    "kind": table,
                    "value": value,
                    "since": str(since),
                    "by": frappe.db.get_value("User", by, "full_name") or by,
                    "file": file,
                    "source": source if not file or since == doc.creation else None,
                }
            )
    return found


def _get_added(doc: Document) -> dict[tuple[str, str], tuple]:
    """Return when and by whom each row that came later was added."""
    filters = {"ref_doctype": doc.doctype, "docname": doc.name}
    fields = ["creation", "owner", "data"]
    added: dict[tuple[str, str], tuple] = {}
    for version in frappe.get_all("Version", filters=filters, fields=fields, order_by="creation asc", limit=0):
        for table, row in json.loads(version.data or "{}").get("added") or []:
            if table in TABLES:
                added.setdefault((table, row.get("name")), (version.creation, version.owner))
        for table, _index, row_name, changes in json.loads(version.data or "{}").get("row_changed") or []:
            if table in TABLES and any(change[0] in TABLES[table] for change in changes):
                added[(table, row_name)] = (version.creation, version.owner)
    return added


def _get_imports(doc: Document) -> list[dict]:
    """Return the files that made or changed the record, oldest first."""
    filters = {"reference_doctype": doc.doctype, "reference_name": doc.name}
    fields = ["creation", "import_run.file_name as file_name"]
    return frappe.get_all("Import Run Row", filters=filters, fields=fields, order_by="creation asc", limit=20)


def _get_file_of(imported: list[dict], since) -> str | None:
    """Return the file that came in when a datum did: its row is written within a minute of it."""
    near = [row.file_name for row in imported if abs((row.creation - since).total_seconds()) < 60]
    return near[0] if near else None
