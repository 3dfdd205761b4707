"""Taking a change back, and putting it back again: what must go first, what a removed field still holds."""

import json

import frappe
from frappe import _
from frappe.utils import now_datetime

from relcrm.exceptions import CustomisationError
from relcrm.workplace import versions
from relcrm.workplace.customising import records

FIELDS = ["name", "title", "area", "about", "owner", "creation", "undone", "undone_by", "undone_on"]


def get_changes(about: str | None = None, start: int = 0, length: int = 50) -> list[dict]:
    """Return the changes, the latest first, with the names of who made them."""
    filters = {"about": about} if about else {}
    rows = frappe.get_all(
        "Customisation", filters=filters, fields=FIELDS, order_by="creation desc, name desc", start=start, limit=length
    )
    users = {row.owner for row in rows} | {row.undone_by for row in rows if row.undone_by}
    names = dict(
        frappe.get_all("User", filters={"name": ["in", list(users)]}, fields=["name", "full_name"], as_list=True)
    )
    return [{**row, "who": names.get(row.owner), "undone_who": names.get(row.undone_by)} for row in rows]


def get_later(change) -> list[dict]:
    """Return the standing changes that came later and touch the same or rest on it, the latest first."""
    touched = change.touches.split("\n")
    filters = {"undone": 0, "creation": [">=", change.creation], "name": ["!=", change.name]}
    rows = frappe.get_all(
        "Customisation",
        filters=filters,
        fields=["name", "title", "touches", "needs", "creation"],
        order_by="creation desc, name desc",
    )
    return [row for row in rows if _meets(touched, row)]


def _meets(touched: list[str], row: dict) -> bool:
    theirs, needs = (row.touches or "").split("\n"), (row.needs or "").split("\n")
    same = any(is_part(a, b) or is_part(b, a) for a in touched for b in theirs if a and b)
    return same or any(is_part(need, mine) for need in needs for mine in touched if need and mine)


def is_part(key: str, of: str) -> bool:
    """Return whether a key is the other one or a part of it."""
    return key == of or key.startswith(f"{of}|")


def get_losses(change) -> list[str]:
    """Say what would be out of sight: values in added fields, records of an added kind, events of a type."""
    losses = []
    for record in change.get_records():
        if record["sort"] != "record" or record["before"] is not None:
            continue
        if record["doctype"] == "Custom Field":
            dt, fieldname = record["after"]["dt"], record["after"]["fieldname"]
            count = count_filled(dt, fieldname)
            if count:
                text = _("{0} records hold something in {1}: it is kept and comes again with the field.")
                losses.append(text.format(count, _(record["after"].get("label"))))
        elif record["doctype"] == "Relation Event Type":
            count = frappe.db.count("Relation Event", {"event_type": record["name"]})
            if count:
                text = _("{0} events are of the kind {1}: they keep it and what they say, but it is offered no more.")
                losses.append(text.format(count, _(record["name"])))
        elif record["doctype"] == "DocType" and frappe.db.exists("DocType", record["name"]):
            count = 0 if record["after"].get("istable") else frappe.db.count(record["name"])
            if count:
                text = _("{0} records of {1} go away with it; they come again when you put it back.")
                losses.append(text.format(count, _(record["name"])))
    return losses


def count_filled(doctype: str, fieldname: str) -> int:
    """Return how many records hold something in a field."""
    df = frappe.get_meta(doctype).get_field(fieldname)
    if not df or frappe.get_meta(doctype).issingle:
        return 0
    if df.fieldtype in ("Table", "Table MultiSelect"):
        filters = {"parenttype": doctype, "parentfield": fieldname}
        return len(set(frappe.get_all(df.options, filters=filters, pluck="parent")))
    if df.fieldtype in ("Section Break", "Column Break", "Tab Break", "HTML", "Heading"):
        return 0
    empty = 0 if df.fieldtype in ("Check", "Int", "Float", "Currency", "Percent") else ""
    return frappe.db.count(doctype, {fieldname: ["is", "set"]} if empty == "" else {fieldname: ["!=", 0]})


def look(name: str) -> dict:
    """Say what taking a change back would mean."""
    change = _get(name)
    return {
        "title": change.title,
        "undone": change.undone,
        "later": [{"name": row.name, "title": row.title} for row in get_later(change)] if not change.undone else [],
        "losses": get_losses(change) if not change.undone else [],
    }


def take_back(name: str, with_later: bool = False) -> dict:
    """Take a change back; those that rest on it first, or a refusal that names them."""
    change = _get(name)
    if change.undone:
        raise CustomisationError(_('"{0}" has been taken back already.').format(change.title))
    later = get_later(change)
    if later and not with_later:
        message = _('"{0}" cannot be taken back alone: "{1}" came later and rests on it. Take that back first.')
        raise CustomisationError(message.format(change.title, later[0].title))
    taken = []
    while later:  # each may have later ones of its own
        taken += take_back(later[0].name, with_later=True)["taken"]
        later = get_later(change)
    _put_all(change, "before")
    _mark(change, 1)
    return {"taken": [*taken, name]}


def put_back(name: str) -> dict:
    """Make a change again that was taken back."""
    change = _get(name)
    if not change.undone:
        raise CustomisationError(_('"{0}" stands already.').format(change.title))
    for row in _get_missing(change):
        message = _('"{0}" cannot be put back yet: it rests on "{1}". Put that back first.')
        raise CustomisationError(message.format(change.title, row.title))
    for row in get_later(change):
        message = _('"{0}" cannot be put back: "{1}" changed the same in the meantime. Take that back first.')
        raise CustomisationError(message.format(change.title, row.title))
    _put_all(change, "after")
    _mark(change, 0)
    return {"put": [name]}


def _get_missing(change) -> list[dict]:
    """Return the earlier changes that were taken back and that this one rests on."""
    mine = [key for key in (*change.touches.split("\n"), *change.needs.split("\n")) if key]
    filters = {"undone": 1, "creation": ["<=", change.creation], "name": ["!=", change.name]}
    rows = frappe.get_all(
        "Customisation", filters=filters, fields=["name", "title", "touches"], order_by="creation asc"
    )
    return [
        row
        for row in rows
        if any(is_part(key, theirs) and theirs.count("|") < 3 for key in mine for theirs in row.touches.split("\n"))
        and not _stands_again(row)
    ]


def _stands_again(row: dict) -> bool:
    """Return whether what an undone change had made is there all the same (a removal that was taken back)."""
    change = _get(row.name)
    made = [r for r in change.get_records() if r["sort"] == "record" and r["before"] is None]
    return all(frappe.db.exists(r["doctype"], r["name"]) for r in made)


def _put_all(change, side: str) -> None:
    parts = change.get_records()
    for record in parts:
        records.validate_showable(record, record[side])
    for record in parts if side == "after" else reversed(parts):
        records.put(record, side)
    records.put_waiting_rows(parts)
    change.records = json.dumps(parts, ensure_ascii=False, default=str)


def _mark(change, undone: int) -> None:
    change.update(
        {
            "undone": undone,
            "undone_by": frappe.session.user if undone else None,
            "undone_on": now_datetime() if undone else None,
        }
    )
    change.save(ignore_permissions=True)
    frappe.clear_cache()
    versions.touch()


def _get(name: str):
    if not isinstance(name, str) or not frappe.db.exists("Customisation", name):
        raise CustomisationError(_("This change is no longer in the history."))
    return frappe.get_doc("Customisation", name, for_update=True)
