"""Lists that carry fields of their own (kinds of event, characteristics): their changes by form are kept too."""

import frappe
from frappe import _

from relcrm.workplace.customising import records
from relcrm.workplace.customising.changes import Change

AREA = "Lists to choose from"


def keep_change(doc, method: str | None = None) -> None:
    """Hook after such a record is stored: keep what was before and after in the history."""
    if _is_told_otherwise():
        return
    before = doc.get_doc_before_save()
    title = _("{0} “{1}” changed") if before else _("{0} “{1}” added")
    sides = {"before": _read(before) if before else None, "after": _read(doc)}
    if sides["before"] != sides["after"]:
        _keep(title, doc, sides)


def keep_deletion(doc, method: str | None = None) -> None:
    """Hook before such a record is deleted."""
    if not _is_told_otherwise():
        _keep(_("{0} “{1}” deleted"), doc, {"before": records.get_snapshot(doc.doctype, doc.name), "after": None})


def _is_told_otherwise() -> bool:
    flags = frappe.flags
    return bool(flags.customising or flags.in_install or flags.in_migrate or flags.in_import or flags.in_demo)


def _read(doc) -> dict:
    return records.strip(doc.as_dict(no_nulls=True, convert_dates_to_str=True))


def _keep(title: str, doc, sides: dict) -> None:
    change = Change(title.format(_(doc.doctype), _(doc.name)), AREA, doc.doctype)
    change.records.append({"sort": "record", "doctype": doc.doctype, "name": doc.name, **sides})
    change.keep()
