"""What we promised and what was promised to us: rows of an event that fall due as tasks of the agenda.

A promise with a day has a task on that day, for whoever promised it, or, where they promised, for whoever has the
event. Closing the one settles the other. Rows obey the rules of their event: those of a private one are private.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, getdate, nowdate

from relcrm.agenda import event_type
from relcrm.exceptions import PromiseError
from relcrm.relations.titles import get_titles
from relcrm.workplace.rules import double_percent, get_rules

EVENT, ROWS = "`tabRelation Event`", "`tabRelation Promise`"
OPEN, KEPT, DROPPED = "Open", "Kept", "Dropped"
STATUS = {OPEN: "Planned", KEPT: "Done", DROPPED: "Cancelled"}
STATE = {"Planned": OPEN, "Open": OPEN, "Done": KEPT, "Cancelled": DROPPED}
TERMS = ("Offer", "Discount")
MOST = 100


def set_promises(event: Document) -> None:
    """Fill in who promised and when it was settled; refuse a percentage that is none."""
    for row in event.promises:
        row.promise = " ".join((row.promise or "").split())
        row.party, row.task_doctype = event.party, "Relation Event"
        if row.side == "Theirs":
            row.user, row.contact_person = None, row.contact_person or event.contact_person
        else:
            row.user, row.contact_person = row.user or event.assigned_to or frappe.session.user, None
        row.state = row.state or OPEN
        row.settled_on = None if row.state == OPEN else row.settled_on or nowdate()
        if row.kind == "Discount" and not 0 <= (row.value or 0) <= 100:
            text = _('Promise "{0}": a discount of {1} % is not possible. Write a number from 0 to 100.')
            frappe.throw(text.format(row.promise, frappe.utils.flt(row.value)), PromiseError)


def keep_tasks(event: Document) -> None:
    """Make, move, close or take away the tasks of an event's promises as its rows say."""
    before = event.get_doc_before_save()
    former = {row.name: row for row in (before.get("promises") or [] if before else [])}
    for row in event.promises:
        old = former.pop(row.name, None)
        if row.task:
            _change_task(event, before, row, old)
        elif _falls_due(event, row, old):
            row.db_set("task", _make_task(event, row), update_modified=False)
    for row in former.values():
        _remove_task(row.task)


def _falls_due(event: Document, row: Document, old: Document | None) -> bool:
    """Whether a promise wants a task that it has not had: a deleted one is not made again for the same day."""
    if event.status == "Cancelled" or row.state != OPEN or not row.due_on:
        return False
    return not old or str(old.due_on or "") != str(row.due_on)


def remove_tasks(event: Document) -> None:
    """Take the tasks away with the event whose promises they are; forget a task that is deleted itself."""
    for row in event.promises:
        if task := row.task:
            row.db_set("task", None, update_modified=False)
            _remove_task(task)
    for row in frappe.get_all("Relation Promise", filters={"task": event.name}, pluck="name"):
        frappe.db.set_value("Relation Promise", row, "task", None, update_modified=False)


def settle_by_task(task: Document) -> None:
    """Settle, or open again, the promise whose task was closed or opened."""
    before = task.get_doc_before_save()
    if not before or before.status == task.status or task.flags.of_promise:
        return
    for row in frappe.get_all("Relation Promise", filters={"task": task.name}, fields=["name", "parent"]):
        event = frappe.get_doc("Relation Event", row.parent)
        found = next(one for one in event.promises if one.name == row.name)
        if found.state != STATE[task.status]:
            found.state = STATE[task.status]
            event.flags.ignore_permissions = True
            event.save()


def _wish(event: Document, row: Document) -> dict:
    """What the task of a promise should say."""
    subject = row.promise if row.side == "Ours" else _("They promised: {0}").format(row.promise)
    return {
        "subject": subject[:240],
        "starts_on": get_datetime(row.due_on) if row.due_on else None,
        "assigned_to": row.user or event.assigned_to or frappe.session.user,
        "party": event.party,
        "contact_person": row.contact_person or event.contact_person,
        "private": event.private,
        "status": "Cancelled" if event.status == "Cancelled" else STATUS[row.state],
    }


def _make_task(event: Document, row: Document) -> str:
    kind = event_type.get_type_of_channel("Task") or event.event_type
    task = frappe.get_doc(
        {
            "doctype": "Relation Event",
            "event_type": kind,
            "all_day": 1,
            "direction": "Out",
            "area": event.area,
            "previous_doctype": "Relation Event",
            "previous_event": event.name,
            "reference_doctype": event.reference_doctype,
            "reference_name": event.reference_name,
            **_wish(event, row),
        }
    )
    task.flags.ignore_permissions = task.flags.of_promise = True
    return task.insert().name


def _change_task(event: Document, before: Document | None, row: Document, old: Document | None) -> None:
    """Give a task what changed in its promise, and leave what somebody changed in the task."""
    was, now = _wish(before or event, old or row), _wish(event, row)
    changed = {key: value for key, value in now.items() if value != was[key] and value is not None}
    if not changed or not frappe.db.exists("Relation Event", row.task):
        return
    task = frappe.get_doc("Relation Event", row.task)
    changed = {key: value for key, value in changed.items() if task.get(key) != value}
    if not changed:
        return
    if "starts_on" in changed:
        task.ends_on = None
    task.update(changed)
    task.flags.ignore_permissions = task.flags.of_promise = True
    task.save()


def _remove_task(name: str | None) -> None:
    status = frappe.db.get_value("Relation Event", name, "status") if name else None
    if status in ("Planned", "Open"):
        frappe.delete_doc("Relation Event", name, ignore_permissions=True)


def settle(event: str, row: str, state: str) -> str | None:
    """Say of one promise that it is kept, dropped or open again; needs write on its event. Returns its party."""
    if state not in STATUS:
        text = _('State: "{0}" is none of a promise. Choose one of: {1}.')
        frappe.throw(text.format(frappe.utils.escape_html(state), ", ".join(map(_, STATUS))), PromiseError)
    doc = frappe.get_doc("Relation Event", event)
    doc.check_permission("write")
    found = next((one for one in doc.promises if one.name == row), None)
    if not found:
        text = _('"{0}" has no such promise any more. Open the event again.')
        frappe.throw(text.format(doc.subject), PromiseError)
    found.state = state
    doc.save()
    return doc.party


def get_open(
    party: str | None = None,
    users: list[str] | None = None,
    side: str | None = None,
    limit: int = MOST,
    within: tuple[list[str], dict] = ((), {}),
) -> list[dict]:
    """Return the open promises that the user may see, those due first first, those without a day last.

    Each row: event, row, promise, side, due_on, kind, value, user, contact_person, party, task, made_on, overdue.
    `within` are further conditions on their events as SQL, and its values.
    """
    if not frappe.has_permission("Relation Event", "read"):
        return []
    values = {"party": party, "users": tuple(users or ()), "side": side, **within[1]}
    where = [f"{ROWS}.`state` = 'Open'", *within[0]]
    where += [f"{ROWS}.`party` = %(party)s"] if party else []
    where += [f"{ROWS}.`user` in %(users)s"] if users else []
    where += [f"{ROWS}.`side` = %(side)s"] if side else []
    return _add_names(_get_rows(where, values, limit))


def _get_rows(where: list[str], values: dict, limit: int) -> list[dict]:
    rules = double_percent(get_rules("Relation Event"))
    where = [*where, f"{EVENT}.`status` != 'Cancelled'", *([f"({rules})"] if rules else [])]
    fields = "promise side due_on kind value user contact_person party task".split()
    rows = frappe.db.sql(
        f"select {', '.join(f'{ROWS}.`{field}`' for field in fields)}, {ROWS}.`name` as `row`,"
        f" {EVENT}.`name` as `event`, {EVENT}.`starts_on` as `made_on`"
        f" from {ROWS} join {EVENT} on {EVENT}.`name` = {ROWS}.`parent` where {' and '.join(where)}"
        f" order by {ROWS}.`due_on` is null, {ROWS}.`due_on`, {EVENT}.`starts_on`, {ROWS}.`idx` limit {int(limit)}",
        values,
        as_dict=True,
    )
    today = getdate()
    for row in rows:
        row.due_on = getdate(row.due_on) if row.due_on else None
        row.overdue = int(bool(row.due_on and row.due_on < today))
    return rows


def get_conflicts(parties: list[str] | None = None, limit: int = 1000) -> list[dict]:
    """Return the parties to whom two of us have an open offer or discount, as far as the user may see both.

    Each: party, party_name, offers (user, user_name, kind, value, promise, made_on, doctype, name), the oldest first.
    Later modules answer `relcrm_open_terms` with offers of their own.
    """
    offers = _get_promised_terms(parties, limit)
    for path in frappe.get_hooks("relcrm_open_terms"):
        offers += frappe.get_attr(path)(parties)
    by_party: dict[str, list[dict]] = {}
    for offer in sorted(offers, key=lambda one: (str(one["made_on"]), one["name"])):
        by_party.setdefault(offer["party"], []).append(offer)
    found = {party: rows for party, rows in by_party.items() if len({row["user"] for row in rows}) > 1}
    names = get_titles("Party", "party_name", found)
    users = get_titles("User", "full_name", [row["user"] for rows in found.values() for row in rows])
    for row in (row for rows in found.values() for row in rows):
        row["user_name"] = users.get(row["user"]) or row["user"]
    conflicts = [{"party": party, "party_name": names.get(party), "offers": rows} for party, rows in found.items()]
    return sorted(conflicts, key=lambda one: one["party_name"] or "")


def _get_promised_terms(parties: list[str] | None, limit: int) -> list[dict]:
    if parties == [] or not frappe.has_permission("Relation Event", "read"):
        return []
    where = [f"{ROWS}.`state` = 'Open'", f"{ROWS}.`side` = 'Ours'", f"{ROWS}.`kind` in %(kinds)s"]
    where += [f"{ROWS}.`party` in %(parties)s"] if parties else [f"{ROWS}.`party` is not null"]
    rows = _get_rows(where, {"kinds": TERMS, "parties": tuple(parties or ())}, limit)
    kept = ("party", "user", "kind", "value", "promise", "made_on")
    return [
        {**{key: row[key] for key in kept}, "doctype": "Relation Event", "name": row.event} for row in rows
    ]


def _add_names(rows: list[dict]) -> list[dict]:
    parties = get_titles("Party", "party_name", {row.party for row in rows})
    persons = get_titles("Contact Person", "full_name", {row.contact_person for row in rows})
    users = get_titles("User", "full_name", {row.user for row in rows})
    for row in rows:
        row.party_name = parties.get(row.party)
        row.contact_name = persons.get(row.contact_person)
        row.user_name = users.get(row.user)
    return rows

