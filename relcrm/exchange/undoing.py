"""Undoing a whole import, newest row first: what it made is deleted, what it changed gets its old values back.

A record that somebody has changed or used since is left as it is and said so.
"""

import json

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from relcrm.exchange.characteristics import as_stored
from relcrm.exchange.exceptions import ImportStateError
from relcrm.exchange.quiet import mute_notices
from relcrm.exchange.running import get_absent_tag
from relcrm.exchange.snapshots import is_as_left
from relcrm.relations.profile import set_profile_values
from relcrm.workplace.sentences import get_sentence

BATCH = 200
DONE = ("Finished", "Stopped", "Failed", "Undoing")


def undo_import(run: str, on_progress=None) -> None:
    """Take a whole import back; a broken undo goes on where it stopped when it is started again."""
    doc = frappe.get_doc("Import Run", run)
    if doc.status not in DONE or doc.dry_run:
        raise ImportStateError(
            _('The import of "{0}" cannot be undone: it is {1}.').format(
                doc.file_name, _("a trial") if doc.dry_run else _(doc.status)
            )
        )
    doc.db_set("status", "Undoing")
    frappe.db.commit()
    total, done = _count_left(run), 0
    while rows := _get_rows(run):
        for row in rows:
            with mute_notices():
                message = _undo_row(doc, row)
            values = {"undone": 1, "message": message} if message else {"undone": 1}
            frappe.db.set_value("Import Run Row", row.name, values, update_modified=False)
        frappe.db.commit()
        done += len(rows)
        if on_progress:
            on_progress(done, total)
    doc.db_set({"status": "Undone", "finished_on": now_datetime()})
    frappe.db.commit()


def _get_filters(run: str) -> dict:
    outcomes = ["Created", "Updated", "Also Created", "Absent"]
    return {"import_run": run, "undone": 0, "outcome": ["in", outcomes]}


def _count_left(run: str) -> int:
    return frappe.db.count("Import Run Row", _get_filters(run))


def _get_rows(run: str) -> list:
    rows = frappe.get_all(
        "Import Run Row",
        filters=_get_filters(run),
        fields=["name", "row_no", "outcome", "reference_doctype", "reference_name", "changes"],
        order_by="row_no desc",
        limit=BATCH,
    )
    rows = _take_whole_rows(rows)
    return sorted(rows, key=lambda row: (-row.row_no, -_get_place(row)))


def _take_whole_rows(rows: list) -> list:
    """Leave out the last row of a batch that is cut within it; a row's records are undone in their own order."""
    whole = [row for row in rows if row.row_no != rows[-1].row_no] if len(rows) == BATCH else rows
    return whole or rows


def _get_place(row) -> int:
    """Return the place of what a row made in the order of making; imports of before kept none."""
    return json.loads(row.changes or "{}").get("place", -1 if row.outcome == "Also Created" else 0)


def _undo_row(run, row) -> str | None:
    if row.outcome == "Absent":
        return _unmark_absent(run, row)
    if not frappe.db.exists(row.reference_doctype, row.reference_name):
        return None
    frappe.db.savepoint("undo_row")
    try:
        if row.outcome == "Updated":
            return _restore(row)
        return _delete(row)
    except (frappe.ValidationError, frappe.PermissionError) as error:
        frappe.db.rollback(save_point="undo_row")
        return _("Not undone: {0}").format(get_sentence(error))


def _restore(row) -> str | None:
    changes = json.loads(row.changes)
    doc = frappe.get_doc(row.reference_doctype, row.reference_name)
    if not is_as_left(doc, changes):
        return _("Not undone: {0} was changed after the import.").format(row.reference_name)
    untouched = doc.modified == get_datetime(changes["modified"])
    for name, pair in (changes.get("fields") or {}).items():
        doc.set(name, pair[0])
    if changes.get("profile"):
        set_profile_values(doc.name, as_stored({name: pair[0] for name, pair in changes["profile"].items()}))
    for name, pair in (changes.get("tables") or {}).items():
        doc.set(name, [])
        for position, values in enumerate(pair[0], start=1):
            doc.append(name, {**values, "idx": position})
    doc.save(ignore_permissions=True)
    if untouched:
        frappe.db.set_value(doc.doctype, doc.name, changes["before"], update_modified=False)
    return None


def _delete(row) -> str | None:
    changes = json.loads(row.changes or "{}")
    modified = frappe.db.get_value(row.reference_doctype, row.reference_name, "modified")
    if changes.get("modified") and get_datetime(modified) != get_datetime(changes["modified"]):
        return _("Not undone: {0} was changed after the import.").format(row.reference_name)
    frappe.delete_doc(row.reference_doctype, row.reference_name, ignore_permissions=True, delete_permanently=True)
    return None


def _unmark_absent(run, row) -> None:
    if run.mark_absent and frappe.db.exists(row.reference_doctype, row.reference_name):
        frappe.get_doc(row.reference_doctype, row.reference_name).remove_tag(get_absent_tag())
