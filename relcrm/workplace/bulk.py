"""Changing or deleting many records at once, each through its controller, and taking it back.

A Bulk Change keeps what is waiting, what failed and the former values. A few records are done in the request, more
of them by a job, in batches that are committed one by one and between which it can be stopped.
"""

import json
from collections.abc import Callable
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, now_datetime, nowdate, time_diff_in_seconds

from relcrm.exceptions import BulkChangeError
from relcrm.workplace.deleted import raise_series
from relcrm.workplace.language import speaking
from relcrm.workplace.lists.fields import ListField, ListFields
from relcrm.workplace.lists.query import add_row_values
from relcrm.workplace.lists.titles import get_titles
from relcrm.workplace.parts import restore_parts
from relcrm.workplace.sentences import get_sentence

AT_ONCE, BATCH, MOST, MOST_FIELDS, KEPT_DAYS = 50, 20, 10_000, 20, 30
JOB_SECONDS, STALE_SECONDS = 4 * 3600, 120
SAVEPOINT = "bulk_change"


class ChangedSinceError(BulkChangeError):
    """A value is no longer what the bulk change made it."""


# ---- starting, stopping, asking


def start_update(doctype: str, names: list, values: object) -> dict:
    """Set the same values in many records."""
    check_values(ListFields(doctype), values)
    return _start(doctype, "Update", names, values)


def start_delete(doctype: str, names: list) -> dict:
    """Delete many records."""
    frappe.has_permission(doctype, "delete", throw=True)
    return _start(doctype, "Delete", names, {})


def check_values(fields: ListFields, values: object) -> None:
    """Refuse what is no column, and columns that the user may not change."""
    if not isinstance(values, dict) or not 0 < len(values) <= MOST_FIELDS:
        frappe.throw(_("Choose a field to change, and its new value."), BulkChangeError)
    for path, value in values.items():
        found = fields.get(path)
        if not found.editable:
            text = _('"{0}" cannot be changed in many records at once. Open them one by one.')
            frappe.throw(text.format(found.label), BulkChangeError)
        if not _is_readable(found, value):
            frappe.throw(_('The new value of "{0}" cannot be read.').format(found.label), BulkChangeError)


def _is_readable(column: ListField, value: object) -> bool:
    """One value; of several choices a list of all of them, or those to add or to remove."""
    if column.fieldtype == "Table MultiSelect" and isinstance(value, dict) and len(value) == 1:
        value = value.get("add", value.get("remove"))
    if not column.many:
        return not isinstance(value, (dict, list))
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _start(doctype: str, action: str, names: list, values: dict) -> dict:
    names = list(dict.fromkeys(name for name in names if isinstance(name, str) and name))
    if not names:
        frappe.throw(_("No record is chosen. Choose some in the list."), BulkChangeError)
    if len(names) > MOST:
        text = _("At most {0} records can be changed at once. Narrow the list.")
        frappe.throw(text.format(MOST), BulkChangeError)
    doc = frappe.new_doc("Bulk Change")
    doc.update({"target_doctype": doctype, "action": action, "new_values": json.dumps(values), "former": "{}"})
    return _go(doc, names, "Queued")


def _go(doc: Document, names: list[str], status: str) -> dict:
    values = {"waiting": json.dumps(names), "total": len(names), "done": 0, "changed": 0, "failures": "[]"}
    doc.update({**values, "status": status, "cancel_requested": 0})
    doc.save(ignore_permissions=True)
    if len(names) <= AT_ONCE:
        work(doc.name, in_job=False)
    else:
        arguments = {"queue": "long", "timeout": JOB_SECONDS, "enqueue_after_commit": True}
        frappe.enqueue("relcrm.workplace.bulk.work", **arguments, change=doc.name, language=frappe.local.lang)
    return get_status(doc.name)


def get_own(change: object) -> Document:
    """Return a bulk change of the user's own."""
    found = frappe.db.get_value("Bulk Change", change, "owner") if isinstance(change, str) else None
    if not found or found != frappe.session.user:
        frappe.throw(_("This change of many records is not known, or is older than a month."), BulkChangeError)
    return frappe.get_doc("Bulk Change", change)


def get_status(change: str) -> dict:
    """Return how far a bulk change is and which records failed why."""
    doc = get_own(change)
    failed = json.loads(doc.failures or "[]")
    titles = get_titles(doc.target_doctype, [entry["name"] for entry in failed])
    return {
        "undo": doc.name,
        "status": doc.status,
        "total": doc.total,
        "done": doc.done,
        "updated": doc.changed if doc.action == "Update" else 0,
        "deleted": doc.changed if doc.action == "Delete" else 0,
        "failed": [{**entry, "title": titles.get(entry["name"], entry["name"])} for entry in failed],
    }


def cancel(change: str) -> dict:
    """Ask a running bulk change to stop; what is done stays until it is undone."""
    doc = get_own(change)
    frappe.db.set_value("Bulk Change", doc.name, "cancel_requested", 1, update_modified=False)
    return get_status(change)


def undo(change: str) -> dict:
    """Give the records their former values again, where nobody changed them since; also after a job that died."""
    doc = get_own(change)
    silent = time_diff_in_seconds(now_datetime(), doc.modified) > STALE_SECONDS
    if doc.status not in ("Finished", "Stopped") and not (silent and doc.status != "Undone"):
        frappe.throw(_("This change is still under way, or taken back already."), BulkChangeError)
    return _go(doc, list(json.loads(doc.former)), "Undoing")


def delete_old() -> None:
    """Scheduled: forget bulk changes after a month; former values are not kept for longer."""
    filters = {"creation": ["<", add_days(nowdate(), -KEPT_DAYS)]}
    for name in frappe.get_all("Bulk Change", filters=filters, pluck="name"):
        frappe.delete_doc("Bulk Change", name, ignore_permissions=True, delete_permanently=True)


# ---- the work


def work(change: str, in_job: bool = True, language: str | None = None) -> None:
    """Do what is waiting; why a record failed is told in `language`, which a job is given."""
    with speaking(language):
        _work(change, in_job)


def _work(change: str, in_job: bool) -> None:
    doc = frappe.get_doc("Bulk Change", change)
    former, failures = json.loads(doc.former), json.loads(doc.failures)
    is_undo, waiting = doc.status == "Undoing", json.loads(doc.waiting)
    act = _get_act(doc, is_undo)
    if not is_undo:
        doc.status = "Running"
    while waiting:
        batch, waiting = waiting[:BATCH], waiting[BATCH:]
        for name in batch:
            doc.changed += _do_one(act, name, former, failures)
        doc.done += len(batch)
        values = {"waiting": json.dumps(waiting), "former": json.dumps(former), "failures": json.dumps(failures)}
        doc.db_set({**values, "status": doc.status, "done": doc.done, "changed": doc.changed})
        if in_job:
            frappe.db.commit()
        if frappe.db.get_value("Bulk Change", change, "cancel_requested"):
            break
    doc.db_set("status", "Undone" if is_undo else "Stopped" if waiting else "Finished")
    if in_job:
        frappe.db.commit()


def _do_one(act: Callable[[str, dict], bool], name: str, former: dict, failures: list) -> bool:
    """Change one record; what goes wrong is named and leaves no trace."""
    frappe.db.savepoint(SAVEPOINT)
    try:
        changed = act(name, former)
    except Exception as error:
        frappe.db.rollback(save_point=SAVEPOINT)
        failures.append({"name": name, "reason": _get_reason(error)})
        return False
    frappe.clear_messages()
    return changed


def _get_reason(error: Exception) -> str:
    """Return why a record failed, without the codes of records that the host's own messages name."""
    sentences = {
        frappe.PermissionError: _("You may not change or delete it."),
        frappe.DoesNotExistError: _("It is no longer there."),
        frappe.LinkExistsError: _("Other records refer to it. Change or delete those first."),
        frappe.TimestampMismatchError: _("Somebody changed it at the same moment. Try again."),
    }
    known = next((sentence for kind, sentence in sentences.items() if isinstance(error, kind)), None)
    if not known and isinstance(error, frappe.ValidationError):
        return get_sentence(error)
    frappe.clear_messages()
    if not known:
        frappe.log_error(title="Bulk Change")
    return known or _("It could not be changed; the administrator finds the reason in the error log.")


def _get_act(doc: Document, is_undo: bool) -> Callable[[str, dict], bool]:
    doctype = doc.target_doctype
    if doc.action == "Delete":
        return _make_restore(doctype) if is_undo else _make_delete(doctype)
    fields = ListFields(doctype)
    values = json.loads(doc.new_values)
    columns = [fields.get(path) for path in values]
    return _make_undo(doctype, columns) if is_undo else _make_update(doctype, columns, values)


def _make_update(doctype: str, columns: list[ListField], values: dict) -> Callable[[str, dict], bool]:
    def update(name: str, former: dict) -> bool:
        record = frappe.get_doc(doctype, name)
        record.check_permission("write")
        before = {column.path: read_value(record, column) for column in columns}
        write_values(record, columns, values)
        after = {column.path: read_value(record, column) for column in columns}
        if before != after:
            former[name] = {"before": before, "after": after}
        return before != after

    return update


def _make_undo(doctype: str, columns: list[ListField]) -> Callable[[str, dict], bool]:
    def give_back(name: str, former: dict) -> bool:
        record = frappe.get_doc(doctype, name)
        record.check_permission("write")
        before, after = former[name]["before"], former[name]["after"]
        changed_since = [column for column in columns if read_value(record, column) != after[column.path]]
        write_values(record, [column for column in columns if column not in changed_since], before)
        if changed_since:
            labels = ", ".join(column.label for column in changed_since)
            text = _("Somebody has changed {0} since; it stays as it is now.")
            raise ChangedSinceError(text.format(labels))
        return True

    return give_back


def _make_delete(doctype: str) -> Callable[[str, dict], bool]:
    def delete(name: str, former: dict) -> bool:
        frappe.delete_doc(doctype, name)
        former[name] = {}
        return True

    return delete


def _make_restore(doctype: str) -> Callable[[str, dict], bool]:
    def restore(name: str, former: dict) -> bool:
        filters = {"deleted_doctype": doctype, "deleted_name": name, "restored": 0, "owner": frappe.session.user}
        kept = frappe.get_all("Deleted Document", filters=filters, fields=["name", "data"], order_by="creation desc")
        if not kept:
            frappe.throw(_("What was deleted is no longer kept."), BulkChangeError)
        doc = frappe.get_doc(json.loads(kept[0].data))
        doc.flags.from_restore = True
        doc.insert(set_name=name)
        raise_series(name)
        frappe.db.set_value("Deleted Document", kept[0].name, {"restored": 1, "new_name": name})
        restore_parts(doctype, name)
        return True

    return restore


def read_value(record: Document, column: ListField) -> object:
    """Return a value so that it can be kept as JSON and compared."""
    if column.writer:
        row = {}
        add_row_values(column, {record.name: row})
        value = row[column.path]
    else:
        value = record.get(column.path)
    if column.fieldtype == "Table MultiSelect":
        link = _get_link(record, column)
        return [row.get(link) for row in value or []]
    if isinstance(value, (date, timedelta)):
        return str(value)
    return value


def write_values(record: Document, columns: list[ListField], values: dict) -> None:
    """Save values as the desk sends them, those of the record itself at once."""
    own = [column for column in columns if not column.writer]
    for column in own:
        record.set(column.path, _make_rows(record, column, values[column.path]))
    if own:
        record.save()
    for column in columns:
        if column.writer:
            frappe.get_attr(column.writer)(record, column.path, values[column.path])


def _make_rows(record: Document, column: ListField, value: object) -> object:
    """Return rows for the choices that are wanted, each once; those that stay keep their rows."""
    if column.fieldtype != "Table MultiSelect":
        return value
    link = _get_link(record, column)
    present = {row.get(link): row for row in record.get(column.path) or []}
    return [present.get(name) or {link: name} for name in _choose(list(present), value)]


def _choose(present: list[str], value: list | dict) -> list[str]:
    if isinstance(value, list):
        return list(dict.fromkeys(value))
    if "add" in value:
        return list(dict.fromkeys([*present, *value["add"]]))
    return [name for name in present if name not in value["remove"]]


def _get_link(record: Document, column: ListField) -> str:
    meta = frappe.get_meta(record.meta.get_field(column.path).options)
    return next(df.fieldname for df in meta.fields if df.fieldtype == "Link")
