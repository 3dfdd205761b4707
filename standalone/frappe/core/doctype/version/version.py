"""What one save changed in one document."""

from __future__ import annotations

import datetime
import json
from typing import Any

import frappe
from frappe.model import no_value_fields, table_fields
from frappe.model.base_document import to_db
from frappe.model.document import Document


class Version(Document):
    """What one save changed in one document."""

    def get_data(self) -> dict:
        return json.loads(self.data or "{}")


def make_version(doc: Any) -> None:
    """Write the Version row of a save, when anything changed; a direct insert, since it happens at every save."""
    diff = get_diff(doc.get_doc_before_save(), doc)
    if not diff:
        return
    from frappe.model.naming import make_hash

    updater = doc.flags.updater_reference
    diff["data_import"] = doc.flags.via_data_import if isinstance(doc.flags.via_data_import, str) else None
    diff["updater_reference"] = updater if isinstance(updater, dict) else None
    frappe.db.insert_row(
        "Version",
        {
            "name": make_hash(), "owner": frappe.session.user, "creation": doc.modified, "modified": doc.modified,
            "modified_by": frappe.session.user, "docstatus": 0, "idx": 0, "ref_doctype": doc.doctype,
            "docname": str(doc.name), "data": json.dumps(diff, separators=(",", ":"), default=str, ensure_ascii=False),
        },
    )  # fmt: skip


def get_diff(old: Any, new: Any, for_child: bool = False) -> dict | None:
    """{changed, added, removed, row_changed} between two versions, or None."""
    if not new or not old:
        return None
    out: dict[str, list] = {"changed": [], "added": [], "removed": [], "row_changed": []}
    for df in new.meta.fields:
        if df.fieldtype in table_fields:
            if not for_child:
                _diff_rows(out, df.fieldname, old.get(df.fieldname) or [], new.get(df.fieldname) or [])
        elif df.fieldtype not in no_value_fields and not df.is_virtual and df.fieldtype != "Password":
            before, after = to_db(df, old.get(df.fieldname)), to_db(df, new.get(df.fieldname))
            if (before or after) and before != after:
                out["changed"].append([df.fieldname, _shown(df, before), _shown(df, after)])
    if not for_child and old.docstatus != new.docstatus:
        out["changed"].append(["docstatus", int(old.docstatus), int(new.docstatus)])
    return out if any(out.values()) else None


def _diff_rows(out: dict, fieldname: str, old_rows: list, new_rows: list) -> None:
    old_by_name = {row.name: row for row in old_rows}
    new_names = {row.name for row in new_rows}
    for i, row in enumerate(new_rows):
        before = old_by_name.get(row.name)
        if before is None:
            out["added"].append([fieldname, row.as_dict(convert_dates_to_str=True)])
        else:
            diff = get_diff(before, row, for_child=True)
            if diff and diff["changed"]:
                out["row_changed"].append([fieldname, i, row.name, diff["changed"]])
    out["removed"].extend(
        [fieldname, row.as_dict(convert_dates_to_str=True)] for row in old_rows if row.name not in new_names
    )


def _shown(df: Any, value: Any) -> Any:
    if value is None or isinstance(value, (int, float)):
        return value
    return str(value) if isinstance(value, (datetime.date, datetime.timedelta)) else value
