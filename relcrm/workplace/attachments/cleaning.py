"""Files of records that are gone: kept a day, as long as who deleted a record may bring it back; then dropped."""

import frappe
from frappe.utils import add_to_date, now_datetime

from relcrm.workplace.attachments import revisions, uploads

KEPT_HOURS = 24


def clean() -> int:
    """Scheduled daily: drop the files of deleted records and unfinished uploads; returns how many revisions went."""
    uploads.drop_stale()
    gone = [row for kind in _get_kinds() for row in _find_orphans(kind)]
    revisions.drop(gone)
    return len(gone)


def _get_kinds() -> list[str]:
    return frappe.get_all(revisions.DOCTYPE, pluck="reference_doctype", distinct=True, order_by=None)


def _find_orphans(kind: str) -> list[dict]:
    statement = (
        "select `name`, `reference_name`, `content_hash` from `tabAttachment Revision` where `reference_doctype` = %s"
    )
    if frappe.db.exists("DocType", kind):
        held = f"select 1 from `tab{kind}` where `tab{kind}`.`name` = `tabAttachment Revision`.`reference_name`"
        statement += f" and not exists ({held})"
    lost = frappe.db.sql(statement, (kind,), as_dict=True)
    recent = add_to_date(now_datetime(), hours=-KEPT_HOURS)
    where = {"deleted_doctype": kind, "creation": [">", recent]}
    waiting = set(frappe.get_all("Deleted Document", filters=where, pluck="deleted_name")) if lost else set()
    return [row for row in lost if row.reference_name not in waiting]
