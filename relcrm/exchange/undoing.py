"""Undoing a whole import, newest row first: what it made is deleted, what it changed gets its old values back.

A record that somebody has changed or used since is left as it is and said so. An undo that was stopped, or whose
process died, goes on where it was when it is started again.
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
from relcrm.workplace.language import speaking
from relcrm.workplace.parts import get_parts
from relcrm.workplace.sentences import get_sentence

BATCH = 200
OUTCOMES = ["Created", "Updated", "Also Created", "Absent"]
DONE = ("Finished", "Stopped", "Failed", "Undoing")


def undo_import(run: str, on_progress=None, language: str | None = None) -> None:
    """Take a whole import back; `on_progress(done, total)` is called after each batch.

    What it leaves is told in `language`, which a job is given.
    """
    doc = frappe.get_doc("Import Run", run)
    if doc.status not in DONE or doc.dry_run:
        raise ImportStateError(
            _('The import of "{0}" cannot be undone: it is {1}.').format(
                doc.file_name, _("a trial") if doc.dry_run else _(doc.status)
            )
        )
    doc.db_set({"status": "Undoing", "error": None})
    frappe.db.commit()
    try:
        with speaking(language):
            _undo_all(doc, on_progress)
    except Exception as error:
        frappe.db.rollback()
        frappe.db.set_value("Import Run", run, {"status": "Failed", "error": get_sentence(error)[:1000]})
        frappe.db.commit()
        raise


def _undo_all(doc, on_progress) -> None:
    total = count_records(doc.name)
    while rows := _get_rows(doc.name):
        for row in rows:
            with mute_notices():
                message = _undo_row(doc, row)
            values = {"undone": 1, "kept": 1, "message": message} if message else {"undone": 1}
            frappe.db.set_value("Import Run Row", row.name, values, update_modified=False)
        doc.db_set(
            {"undone_records": count_records(doc.name, undone=1), "kept_records": count_records(doc.name, kept=1)}
        )
        frappe.db.commit()
        if on_progress:
            on_progress(doc.undone_records, total)
        if frappe.db.get_value("Import Run", doc.name, "cancel_requested"):
            doc.db_set({"status": "Stopped", "cancel_requested": 0})
            frappe.db.commit()
            return
    doc.db_set({"status": "Undone", "finished_on": now_datetime()})
    frappe.db.commit()


def count_records(run: str, **filters) -> int:
    """Count what an import made, changed or marked, which an undo goes through."""
    return frappe.db.count("Import Run Row", {"import_run": run, "outcome": ["in", OUTCOMES], **filters})


def _get_rows(run: str) -> list:
    rows = frappe.get_all(
        "Import Run Row",
        filters={"import_run": run, "undone": 0, "outcome": ["in", OUTCOMES]},
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
    except frappe.LinkExistsError:
        frappe.db.rollback(save_point="undo_row")
        frappe.clear_messages()
        return _("Not undone: other records refer to {0} by now.").format(_get_title(row))
    except (frappe.ValidationError, frappe.PermissionError) as error:
        frappe.db.rollback(save_point="undo_row")
        return _("Not undone: {0}").format(get_sentence(error))


def _get_title(row) -> str:
    title = frappe.get_doc(row.reference_doctype, row.reference_name).get_title()
    return f"{title} ({row.reference_name})" if title and title != row.reference_name else row.reference_name


def _restore(row) -> str | None:
    changes = json.loads(row.changes)
    doc = frappe.get_doc(row.reference_doctype, row.reference_name)
    if not is_as_left(doc, changes):
        return _("Not undone: {0} was changed after the import.").format(_get_title(row))
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
    is_touched = changes.get("modified") and get_datetime(modified) != get_datetime(changes["modified"])
    if is_touched or get_parts(row.reference_doctype, row.reference_name):
        return _("Not undone: {0} was changed after the import.").format(_get_title(row))
    frappe.delete_doc(row.reference_doctype, row.reference_name, ignore_permissions=True, delete_permanently=True)
    return None


def _unmark_absent(run, row) -> None:
    if run.mark_absent and frappe.db.exists(row.reference_doctype, row.reference_name):
        frappe.get_doc(row.reference_doctype, row.reference_name).remove_tag(get_absent_tag())
